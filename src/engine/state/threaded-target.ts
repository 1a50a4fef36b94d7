import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { RowTarget } from './write-queue.ts'

/** What `database-worker.ts` answers to a batch. */
export type WriterAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly code: string | undefined }

/** Rows could not be written. `code` is SQLite's, or `WRITER_ENDED` when the thread ended over it. */
class RowWriteError extends Error {
  readonly code: string
  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

/** engine.db written by a thread of its own (`database-worker.ts`). One that ends is started again by the next write. */
export function threadedTarget(workerUrl: URL, path: string): RowTarget {
  let worker: Worker | undefined
  let settle: ((answer: WriterAnswer) => void) | undefined

  function start(): Worker {
    const started = new Worker(workerUrl, { workerData: { path } })
    const ended = (message: string) => {
      if (worker !== started) return
      worker = undefined
      settle?.({ ok: false, message, code: 'WRITER_ENDED' })
    }
    started.on('message', (answer: WriterAnswer) => settle?.(answer))
    started.on('error', (error) => ended(`the thread that writes engine.db failed: ${String(error)}`))
    started.on('exit', () => ended('the thread that writes engine.db ended'))
    return started
  }

  return {
    async write(changes) {
      worker ??= start()
      const answered = new Promise<WriterAnswer>((resolve) => {
        settle = resolve
      })
      worker.postMessage(changes)
      const answer = await answered
      settle = undefined
      if (!answer.ok) throw new RowWriteError(answer.message, answer.code ?? 'UNKNOWN')
    },
    async close() {
      if (!worker) return
      const exited = once(worker, 'exit')
      worker.postMessage('close')
      await exited
    },
  }
}
