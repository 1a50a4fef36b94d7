#!/usr/bin/env node
import { callwright, watchedDesign } from './callwright.ts'
import type { CommandResult } from './command.ts'
import { runOnChange } from './watch.ts'

const args = process.argv.slice(2)
const path = watchedDesign(args)
if (path === undefined) tell(callwright(args))
else runOnChange(path, () => callwright(args), tell, stopped())

function tell({ output, notes = [], exitCode }: CommandResult): void {
  process.stdout.write(output)
  for (const note of notes) process.stderr.write(`${note}\n`)
  process.exitCode = exitCode
}

function stopped(): AbortSignal {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  return stopping.signal
}
