import { parentPort } from 'node:worker_threads'
import type { WorkerOrder } from '../worker-messages.ts'

/* The real worker, except that sending the keys DDDD kills it. */

await import('../media-worker.ts')

parentPort?.on('message', (order: WorkerOrder) => {
  if (order.kind === 'send-digits' && order.digits === 'DDDD') throw new Error('killed by a test')
})
