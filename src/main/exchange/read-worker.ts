import { parentPort, workerData } from 'node:worker_threads'
import { readFolder, type Reading } from './read-folder.ts'
import type { ReadRequest, WorkerMessage } from './read-in-background.ts'

/** Reads the one folder it is given and ends. */
const { format, folder } = workerData as ReadRequest // given by read-in-background.ts
const say = (message: WorkerMessage) => parentPort?.postMessage(message)
let lastMs = 0

try {
  say({ kind: 'read', reading: plain(readFolder(format, folder, onFile)) })
} catch (error) {
  say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
}

function onFile(count: number): void {
  const now = Date.now()
  if (now - lastMs < 100) return
  lastMs = now
  say({ kind: 'progress', files: count })
}

/** Buffers arrive on the other side as plain bytes; what is `undefined` by type does not arrive at all. */
function plain(reading: Reading): Reading {
  return { ...reading, sounds: reading.sounds.map((sound) => new Uint8Array(sound)) }
}
