#!/usr/bin/env node
import { callwright } from './callwright.ts'

const { output, notes = [], exitCode } = callwright(process.argv.slice(2))
process.stdout.write(output)
for (const note of notes) process.stderr.write(`${note}\n`)
process.exitCode = exitCode
