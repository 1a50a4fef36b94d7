import { Worker } from 'node:worker_threads'
import type { Conversion } from './convert-audio.ts'

export interface ConvertOptions {
  /** `convert-worker.ts`, or what was built of it. */
  readonly worker: string | URL
  readonly signal?: AbortSignal
  /** Default 120 s. */
  readonly timeLimitMs?: number
  /** Longer sounds are refused; default 60. */
  readonly maxMinutes?: number
}

export interface ConvertWork {
  readonly bytes: Uint8Array
  readonly maxMinutes?: number | undefined
}

/**
 * Converts on a thread of its own: a long file does not hold up the page or a call, and a decoder that hangs or crashes costs that sound.
 * Rejects with the signal's reason when it is aborted.
 */
export function convertSound(bytes: Uint8Array, options: ConvertOptions): Promise<Conversion> {
  const { worker: entry, signal, timeLimitMs = TIME_LIMIT_MS, maxMinutes } = options
  if (signal?.aborted) return Promise.reject(signal.reason as Error)
  return new Promise((resolve, reject) => {
    const work: ConvertWork = { bytes, maxMinutes }
    const worker = new Worker(entry, { workerData: work, execArgv: [] })
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      void worker.terminate()
    }
    const finish = (conversion: Conversion) => {
      resolve(conversion)
      end()
    }
    const stop = () => {
      reject(signal?.reason as Error)
      end()
    }
    const fail = (problem: string) => finish({ ok: false, problem })
    const timer = setTimeout(() => fail(`took longer than ${timeLimitMs / 1_000} s to decode`), timeLimitMs)
    signal?.addEventListener('abort', stop, { once: true })
    worker.once('message', (conversion: Conversion) => finish(conversion))
    worker.once('error', (error) =>
      fail(`could not be decoded: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown error'}`),
    )
    worker.once('exit', () => fail('could not be decoded'))
  })
}

const TIME_LIMIT_MS = 120_000
