import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { MediaWorkerError } from '../media-errors.ts'
import type { StreamKey } from '../wire/keyed-datagrams.ts'
import type { PeerDescription, PeerOrder, PeerReport } from './peer-messages.ts'

const START_TIMEOUT_MS = 10_000
const MAX_LAST_WORDS = 500

/** Of a process that takes orders. */
export interface PeerProcess {
  readonly port: number
  readonly fingerprints: readonly [string, string]
}

/** Whose media it is, on this side. */
export interface PeerListener {
  /** Audio goes both ways from now on. */
  onConnected(): void
  /** And never again, as it was described. */
  onLost(reason: string): void
}

export interface PeerLinkOptions {
  readonly url: URL
  /** The process ended by itself; the next browser that calls starts another. */
  readonly onDied: (error: MediaWorkerError) => void
}

/**
 * The process that has the ICE and DTLS-SRTP of browsers: started for the first of them. A process, for the library under it can live in one thread of a
 * process only, and ends neither with that nor with `exit`; and what parses strangers' DTLS has none of our memory to read.
 */
export class PeerLink {
  readonly #options: PeerLinkOptions
  readonly #listeners = new Map<StreamKey, PeerListener>()
  #child: ChildProcess | undefined
  #ready: Promise<PeerProcess> | undefined

  constructor(options: PeerLinkOptions) {
    this.#options = options
  }

  /** Of the process, 0 when there is none; for tests that end it. */
  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Rejects with `MediaWorkerError` when it does not start. */
  ready(): Promise<PeerProcess> {
    this.#ready ??= this.#start()
    return this.#ready
  }

  describe(key: StreamKey, peer: PeerDescription, listener: PeerListener): void {
    this.#listeners.set(key, listener)
    this.#send({ kind: 'peer', key, peer })
  }

  gone(key: StreamKey): void {
    if (this.#listeners.delete(key)) this.#send({ kind: 'gone', key })
  }

  close(): void {
    const child = this.#child
    this.#child = undefined
    this.#listeners.clear()
    child?.kill('SIGKILL') // it holds nothing that would have to be saved
  }

  #send(order: PeerOrder): void {
    if (this.#child?.connected) this.#child.send(order)
  }

  #start(): Promise<PeerProcess> {
    const child = fork(fileURLToPath(this.#options.url), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.#child = child
    let lastWords = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-MAX_LAST_WORDS)
    })
    const { promise, resolve, reject } = Promise.withResolvers<PeerProcess>()
    promise.catch(() => undefined) // whoever waits for it hears of it
    const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS)
    child.on('message', (report: PeerReport) => {
      if (report.kind === 'ready') {
        clearTimeout(timer)
        resolve(report)
      } else this.#tell(report)
    })
    child.on('error', (error) => this.#ended(child, error.message, reject))
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      this.#ended(child, lastWords.trim() || `it ended with ${signal ?? `code ${code}`}`, reject)
    })
    return promise
  }

  #tell(report: Exclude<PeerReport, { kind: 'ready' }>): void {
    const listener = this.#listeners.get(report.key)
    if (report.kind === 'connected') listener?.onConnected()
    else listener?.onLost(report.reason)
  }

  #ended(child: ChildProcess, reason: string, reject: (error: MediaWorkerError) => void): void {
    const error = new MediaWorkerError(`the process of browsers' media ended: ${reason}`)
    reject(error)
    if (this.#child !== child) return
    this.#child = undefined
    this.#ready = undefined
    const lost = [...this.#listeners.values()]
    this.#listeners.clear()
    this.#options.onDied(error)
    for (const listener of lost) listener.onLost(error.message)
  }
}
