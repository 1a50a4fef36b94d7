import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { builtEntry } from '../built-entry.ts'
import { CannotExchangeError } from './errors.ts'
import type { ExchangeFormat, Reading } from './read-folder.ts'

export interface ReadRequest {
  readonly format: ExchangeFormat
  readonly folder: string
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly files: number }
  | { readonly kind: 'read'; readonly reading: Reading }
  | { readonly kind: 'failed'; readonly reason: string }

/**
 * `readFolder` on a thread of its own, so that a large account holds up nothing. Returns the reading; `signal` stops the thread.
 * @throws CannotExchangeError
 */
export async function* readInBackground(
  request: ReadRequest,
  signal?: AbortSignal,
): AsyncGenerator<WorkerMessage & { kind: 'progress' }, Reading> {
  const entry = builtEntry('exchange-worker') ?? join(import.meta.dirname, 'read-worker.ts')
  const worker = new Worker(entry, { workerData: request, execArgv: [] })
  const waiting: WorkerMessage[] = []
  let wake = () => {}
  const receive = (message: WorkerMessage) => {
    waiting.push(message)
    wake()
  }
  worker.on('message', receive)
  worker.once('error', (error) => receive({ kind: 'failed', reason: messageOf(error) }))
  worker.once('exit', () => receive({ kind: 'failed', reason: 'reading ended early' }))
  const timer = setTimeout(
    () => receive({ kind: 'failed', reason: `reading took longer than ${TIME_LIMIT_MS / 60_000} minutes` }),
    TIME_LIMIT_MS,
  )
  const stop = () => receive({ kind: 'failed', reason: 'stopped' })
  signal?.addEventListener('abort', stop, { once: true })
  try {
    for (;;) {
      const message = waiting.shift()
      if (!message) await new Promise<void>((resolve) => (wake = resolve))
      else if (message.kind === 'read') return message.reading
      else if (message.kind === 'failed') throw new CannotExchangeError(message.reason)
      else yield message
    }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    void worker.terminate()
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message.slice(0, 300) : 'unknown error')

const TIME_LIMIT_MS = 600_000
