import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { builtEntry } from '../built-entry.ts'
import type { Conversion } from './convert-audio.ts'

/**
 * Converts on a thread of its own: a long file does not hold up the page, and a decoder that hangs or crashes costs that upload.
 * Rejects with the signal's reason when it is aborted.
 */
export function convertUpload(bytes: Uint8Array, signal?: AbortSignal): Promise<Conversion> {
  if (signal?.aborted) return Promise.reject(signal.reason as Error)
  const entry = builtEntry('convert-worker') ?? join(import.meta.dirname, 'convert-worker.ts')
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: bytes, execArgv: [] })
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
    const timer = setTimeout(() => fail(`took longer than ${TIME_LIMIT_MS / 1_000} s to decode`), TIME_LIMIT_MS)
    signal?.addEventListener('abort', stop, { once: true })
    worker.once('message', (conversion: Conversion) => finish(conversion))
    worker.once('error', (error) =>
      fail(`could not be decoded: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown error'}`),
    )
    worker.once('exit', () => fail('could not be decoded'))
  })
}

const TIME_LIMIT_MS = 120_000
