import { type Transferable, Worker } from 'node:worker_threads'
import { MediaWorkerError } from './media-errors.ts'
import {
  type CounterName,
  counterNames,
  type MixerDescription,
  type StreamDescription,
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

/** Whatever a worker is to be told of: what it should be now; what goes with that by transfer is put into `transfer`. */
export interface DescribedStream {
  readonly streamId: string
  describe(transfer: Transferable[]): StreamDescription
}

export interface DescribedMixer {
  readonly mixerId: string
  describe(transfer: Transferable[]): MixerDescription
}

/** What all workers share with the main thread. */
export type WorkerMemory = Omit<WorkerData, 'counters'>

export interface LinkListener {
  onReport(report: Exclude<WorkerReport, { kind: 'ready' | 'opened' | 'open-failed' | 'quitting' }>): void
  /** A stream whose `open` was answered long ago could not be had again on a new thread. */
  onNotReopened(streamId: string, message: string): void
  /** The thread is gone, and with it all sockets; `deaths` in a row, this one counted. A new one is on its way. */
  onDied(error: MediaWorkerError, deaths: number): void
  /** A new one begins, empty: everything on it has to be described again. */
  onRestarted(): void
}

/**
 * One worker thread, kept alive: when it dies it is replaced, at once the first time, then after growing pauses. What changed in one turn of the
 * event loop goes to it in one message.
 */
export class WorkerLink {
  readonly #url: URL
  readonly #memory: WorkerMemory
  readonly #listener: LinkListener
  readonly #shared = new SharedArrayBuffer(8 * counterNames.length)
  readonly #counters = new Float64Array(this.#shared)
  readonly #opening = new Map<string, { stream: DescribedStream; settle: (outcome: OpenOutcome) => void }>()
  readonly #changed = new Map<string, DescribedStream>()
  readonly #changedMixers = new Map<string, DescribedMixer>()
  readonly #gone = new Set<string>()
  #turn: NodeJS.Immediate | undefined
  #worker: Worker | undefined
  /** Whether the thread that runs, or ran last, ever took orders. */
  #wasReady = false
  #restartTimer: NodeJS.Timeout | undefined
  #restartMs = MIN_RESTART_MS
  #deaths = 0
  #quitting: (() => void) | undefined
  #restarts = 0
  /** Streams that are on it, for whoever spreads them. */
  streams = 0

  constructor(options: { readonly url: URL; readonly memory: WorkerMemory; readonly listener: LinkListener }) {
    this.#url = options.url
    this.#memory = options.memory
    this.#listener = options.listener
    this.#start()
  }

  get restarts(): number {
    return this.#restarts
  }

  counter(name: CounterName): number {
    return this.#counters[counterNames.indexOf(name)] ?? 0
  }

  /** To be described at the end of this turn, or to the next thread when there is none. */
  changed(stream: DescribedStream): void {
    this.#changed.set(stream.streamId, stream)
    this.#post()
  }

  mixerChanged(mixer: DescribedMixer): void {
    this.#changedMixers.set(mixer.mixerId, mixer)
    this.#post()
  }

  /** A stream or a mixer is closed. What changed about it in this turn is told before. */
  gone(id: string): void {
    this.#gone.add(id)
    this.#post()
  }

  /** While a thread that worked is being replaced, this waits for the next; a thread that never worked fails it. */
  open(stream: DescribedStream): Promise<OpenOutcome> {
    if (this.#worker === undefined && !this.#wasReady) {
      return Promise.resolve(down('the media worker is being restarted'))
    }
    return new Promise((resolve) => {
      this.#opening.set(stream.streamId, { stream, settle: resolve })
      this.changed(stream)
    })
  }

  async close(): Promise<void> {
    clearTimeout(this.#restartTimer)
    const worker = this.#worker
    if (worker === undefined) {
      this.#failOpening(down('the media engine was closed'))
      return
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, QUIT_TIMEOUT_MS)
      this.#quitting = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#flush()
      this.#send({ kind: 'quit' })
    })
    this.#worker = undefined
    await worker.terminate()
    this.#failOpening(down('the media engine was closed'))
  }

  #post(): void {
    this.#turn ??= setImmediate(() => this.#flush())
  }

  #flush(): void {
    clearImmediate(this.#turn)
    this.#turn = undefined
    if (this.#worker === undefined) return
    if (this.#changed.size + this.#changedMixers.size + this.#gone.size === 0) return
    const transfer: Transferable[] = []
    const streams = [...this.#changed.values()].map((stream) => stream.describe(transfer))
    const mixers = [...this.#changedMixers.values()].map((mixer) => mixer.describe(transfer))
    const gone = [...this.#gone]
    for (const told of [this.#changed, this.#changedMixers, this.#gone]) told.clear()
    this.#send({ kind: 'apply', streams, mixers, gone }, transfer)
  }

  #send(order: WorkerOrder, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(order, transfer)
  }

  #start(): void {
    const startedMs = performance.now()
    const data: WorkerData = { counters: this.#shared, ...this.#memory }
    const worker = new Worker(this.#url, { workerData: data })
    let cause: unknown
    worker.on('message', (report: WorkerReport) => this.#receive(report))
    worker.on('error', (error: unknown) => {
      cause = error
    })
    worker.on('exit', (code) => {
      if (this.#worker !== worker) return
      this.#worker = undefined
      this.#onExit(diedOf(cause, code), performance.now() - startedMs)
    })
    this.#wasReady = false
    this.#worker = worker
  }

  #receive(report: WorkerReport): void {
    if (report.kind === 'ready') this.#wasReady = true
    else if (report.kind === 'quitting') this.#quitting?.()
    else if (report.kind === 'opened') this.#settleOpen(report.streamId, { ok: true })
    else if (report.kind === 'open-failed') this.#openFailed(report)
    else this.#listener.onReport(report)
  }

  #openFailed(report: Extract<WorkerReport, { kind: 'open-failed' }>): void {
    const { streamId, message } = report
    if (this.#opening.has(streamId)) this.#settleOpen(streamId, { ...report, ok: false })
    else this.#listener.onNotReopened(streamId, message)
  }

  #settleOpen(streamId: string, outcome: OpenOutcome): void {
    this.#opening.get(streamId)?.settle(outcome)
    this.#opening.delete(streamId)
  }

  #failOpening(outcome: OpenOutcome): void {
    for (const streamId of this.#opening.keys()) {
      this.#settleOpen(streamId, outcome)
      this.#changed.delete(streamId)
    }
  }

  #onExit(error: MediaWorkerError, livedMs: number): void {
    if (!this.#wasReady) this.#failOpening(down(error.message))
    const isStable = livedMs > STABLE_MS
    this.#deaths = isStable ? 1 : this.#deaths + 1
    this.#restartMs = isStable || this.#deaths === 1 ? MIN_RESTART_MS : Math.min(MAX_RESTART_MS, 2 * this.#restartMs)
    this.#listener.onDied(error, this.#deaths)
    if (this.#quitting !== undefined) {
      this.#quitting()
      return
    }
    this.#restarts++
    this.#restartTimer = setTimeout(() => this.#restart(), this.#restartMs)
  }

  #restart(): void {
    for (const old of [this.#changed, this.#changedMixers, this.#gone]) old.clear()
    this.#start()
    for (const { stream } of this.#opening.values()) this.changed(stream)
    this.#listener.onRestarted()
  }
}

export const WORKER_DOWN = 'MEDIA_WORKER'

function down(message: string): OpenOutcome {
  return { ok: false, code: WORKER_DOWN, message }
}

function diedOf(cause: unknown, code: number): MediaWorkerError {
  const reason = cause instanceof Error ? cause.message : `it ended with code ${code}`
  return new MediaWorkerError(`media worker died: ${reason}`, { cause })
}
