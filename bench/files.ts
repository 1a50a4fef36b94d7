/**
 * Writes and reads the YAML folder of a design of 1,000 callflows with 10,000 steps, with the users, devices, boxes and menus they name.
 * Run: node bench/files.ts
 */
import { snapshotOf } from '../src/callflow/design/snapshot.ts'
import { readFiles } from '../src/callflow/exchange/files/read.ts'
import { writeFiles } from '../src/callflow/exchange/files/write.ts'
import { largeDesign } from './large-design.ts'
import { record } from './record.ts'

const RUNS = 3

const median = (times: readonly number[]) => times.toSorted((left, right) => left - right)[times.length >> 1] ?? 0
const documents = largeDesign()
const writeMs: number[] = []
const readMs: number[] = []
let megabytes = 0
for (let run = 0; run < RUNS; run++) {
  const startMs = performance.now()
  const { files } = writeFiles(snapshotOf(documents))
  const writtenMs = performance.now()
  const { documents: read, refused } = readFiles(files)
  readMs.push(performance.now() - writtenMs)
  writeMs.push(writtenMs - startMs)
  if (refused.length > 0 || read.length !== documents.length) throw new Error('the design did not come back whole')
  megabytes = Math.round(files.reduce((sum, { text }) => sum + text.length, 0) / 1e5) / 10
}

record('files', {
  documents: documents.length,
  megabytes,
  writeMs: Math.round(median(writeMs)),
  readMs: Math.round(median(readMs)),
})
