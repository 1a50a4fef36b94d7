import { type Transferable, Worker } from 'node:worker_threads'
import { MediaWorkerError } from './media-errors.ts'
import {
  type CounterName,
  counterNames,
  type WorkerData,
  type WorkerOrder,
  type WorkerReport,
} from './worker-messages.ts'

const QUIT_TIMEOUT_MS = 3000
const MIN_RESTART_MS = 50
const MAX_RESTART_MS = 5000
/** A thread that lived this long died of something new. */
const STABLE_MS = 10_000

export type OpenOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: string; readonly message: string }

export interface LinkListener {
  onReport(report: Exclude<WorkerReport, { kind: 'opened' | 'open-failed' | 'quitting' }>): void
  /** The thread is gone, and with it all sockets. */
  onDied(error: MediaWorkerError): void
  /** A new one is up, empty. */
  onRestarted(): void
}

/** One worker thread, kept alive: when it dies it is replaced, at once the first time, then after growing pauses. */
export class WorkerLink {
  readonly #url: URL
  readonly #listener: LinkListener
  readonly #shared = new SharedArrayBuffer(8 * counterNames.length)
  readonly #counters = new Float64Array(this.#shared)
  readonly #opening = new Map<string, (outcome: OpenOutcome) => void>()
  #worker: Worker | undefined
  #restartTimer: NodeJS.Timeout | undefined
  #restartMs = MIN_RESTART_MS
  #quitting: (() => void) | undefined
  #restarts = 0

  constructor(url: URL, listener: LinkListener) {
    this.#url = url
    this.#listener = listener
    this.#start()
  }

  get restarts(): number {
    return this.#restarts
  }

  get isUp(): boolean {
    return this.#worker !== undefined
  }

  counter(name: CounterName): number {
    return this.#counters[counterNames.indexOf(name)] ?? 0
  }

  /** Orders to a thread that is down are dropped; streams are told by `onDied`. */
  post(order: WorkerOrder, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(order, transfer)
  }

  open(order: Extract<WorkerOrder, { kind: 'open' }>): Promise<OpenOutcome> {
    if (this.#worker === undefined) return Promise.resolve(down('the media worker is being restarted'))
    return new Promise((resolve) => {
      this.#opening.set(order.streamId, resolve)
      this.post(order)
    })
  }

  async close(): Promise<void> {
    clearTimeout(this.#restartTimer)
    const worker = this.#worker
    if (worker === undefined) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, QUIT_TIMEOUT_MS)
      this.#quitting = () => {
        clearTimeout(timer)
        resolve()
      }
      this.post({ kind: 'quit' })
    })
    this.#worker = undefined
    await worker.terminate()
  }

  #start(): void {
    const startedMs = performance.now()
    const data: WorkerData = { counters: this.#shared }
    const worker = new Worker(this.#url, { workerData: data })
    let reason = 'it ended'
    worker.on('message', (report: WorkerReport) => this.#receive(report))
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error)
    })
    worker.on('exit', () => {
      if (this.#worker !== worker) return
      this.#worker = undefined
      this.#onExit(reason, performance.now() - startedMs)
    })
    this.#worker = worker
  }

  #receive(report: WorkerReport): void {
    if (report.kind === 'quitting') this.#quitting?.()
    else if (report.kind === 'opened') this.#settleOpen(report.streamId, { ok: true })
    else if (report.kind === 'open-failed') this.#settleOpen(report.streamId, { ...report, ok: false })
    else this.#listener.onReport(report)
  }

  #settleOpen(streamId: string, outcome: OpenOutcome): void {
    this.#opening.get(streamId)?.(outcome)
    this.#opening.delete(streamId)
  }

  #onExit(reason: string, livedMs: number): void {
    const error = new MediaWorkerError(`media worker died: ${reason}`)
    for (const streamId of this.#opening.keys()) this.#settleOpen(streamId, down(error.message))
    this.#listener.onDied(error)
    if (this.#quitting !== undefined) {
      this.#quitting()
      return
    }
    this.#restarts++
    this.#restartMs = livedMs > STABLE_MS ? MIN_RESTART_MS : Math.min(MAX_RESTART_MS, 2 * this.#restartMs)
    this.#restartTimer = setTimeout(() => {
      this.#start()
      this.#listener.onRestarted()
    }, this.#restartMs)
  }
}

export const WORKER_DOWN = 'MEDIA_WORKER'

function down(message: string): OpenOutcome {
  return { ok: false, code: WORKER_DOWN, message }
}
