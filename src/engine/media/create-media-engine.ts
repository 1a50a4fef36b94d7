import type { MediaEngine } from './media-engine.ts'

export interface MediaEngineOptions {
  /** UDP ports for RTP (even) and RTCP (odd), both ends included. 0-0 means 16384-32767. */
  readonly portRange: { readonly min: number; readonly max: number }
  /** Worker threads, 1 to 64. */
  readonly workers: number
  /** `media-worker.ts` when run from source, `media-worker.js` beside the bundled engine. */
  readonly workerUrl: URL
  /** Bound when `openStream` names none. Default 127.0.0.1. */
  readonly localAddress?: string
}

/** Starts the worker threads at once; streams opened before they are up simply wait for them. */
export function createMediaEngine(options: MediaEngineOptions): MediaEngine {
  throw new Error(`media engine on ${options.workerUrl.href} is not there yet`)
}
