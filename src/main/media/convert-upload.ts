import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { builtEntry } from '../built-entry.ts'
import type { Conversion } from './convert-audio.ts'

/** Converts on a thread of its own: a long file does not hold up the page, and a decoder that hangs or crashes costs that upload. */
export function convertUpload(bytes: Uint8Array): Promise<Conversion> {
  const entry = builtEntry('convert-worker') ?? join(import.meta.dirname, 'convert-worker.ts')
  return new Promise((resolve) => {
    const worker = new Worker(entry, { workerData: bytes, execArgv: [] })
    const finish = (conversion: Conversion) => {
      clearTimeout(timer)
      resolve(conversion)
      void worker.terminate()
    }
    const fail = (problem: string) => finish({ ok: false, problem })
    const timer = setTimeout(() => fail(`took longer than ${TIME_LIMIT_MS / 1_000} s to decode`), TIME_LIMIT_MS)
    worker.once('message', (conversion: Conversion) => finish(conversion))
    worker.once('error', (error) =>
      fail(`could not be decoded: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown error'}`),
    )
    worker.once('exit', () => fail('could not be decoded'))
  })
}

const TIME_LIMIT_MS = 120_000
