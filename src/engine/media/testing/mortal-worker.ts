import { parentPort } from 'node:worker_threads'
import type { WorkerOrder } from '../worker-messages.ts'

/* The real worker, except that sending the keys DDDD kills it by an exception, and DDD by ending the thread at once, as an abort does. */

await import('../media-worker.ts')

parentPort?.on('message', (order: WorkerOrder) => {
  if (order.kind !== 'apply') return
  const keys = order.streams.flatMap((stream) => stream.keys.map(({ digits }) => digits))
  if (keys.includes('DDDD')) throw new Error('killed by a test')
  if (keys.includes('DDD')) process.exit(9)
})
