import { randomInt } from 'node:crypto'
import { MessageChannel } from 'node:worker_threads'
import { EngineMixer, type MixerReport } from './engine-mixer.ts'
import { EngineStream, type StreamReport } from './engine-stream.ts'
import type {
  MediaCounters,
  MediaEngine,
  MediaStream,
  Mixer,
  OpenStreamOptions,
  Recording,
  RecordOptions,
} from './media-engine.ts'
import { type LookUp, MediaNames } from './media-names.ts'
import { MediaWorkerError, NoMediaPortError } from './media-errors.ts'
import { PortPool } from './port-pool.ts'
import { WORKER_DOWN, WorkerLink } from './worker-link.ts'
import type { CounterName } from './worker-messages.ts'

export interface MediaEngineOptions {
  /** UDP ports for RTP (even) and RTCP (odd), both ends included. 0-0 means 16384-32767. */
  readonly portRange: { readonly min: number; readonly max: number }
  /** Worker threads, 1 to 64. */
  readonly workers: number
  /** `media-worker.ts` when run from source, `media-worker.js` beside the bundled engine. */
  readonly workerUrl: URL
  /** Bound when `openStream` names none. Default 127.0.0.1. */
  readonly localAddress?: string
  /** How host names of far ends are looked up. Default: the DNS. */
  readonly lookUp?: LookUp
}

const MAX_WORKERS = 64

/** Starts the worker threads at once; streams opened before they are up simply wait for them. */
export function createMediaEngine(options: MediaEngineOptions): MediaEngine {
  if (!Number.isInteger(options.workers) || options.workers < 1 || options.workers > MAX_WORKERS) {
    throw new RangeError(`${options.workers} media workers; 1 to ${MAX_WORKERS} are possible`)
  }
  return new ThreadedMediaEngine(options)
}

class ThreadedMediaEngine implements MediaEngine {
  readonly #localAddress: string
  readonly #names: MediaNames
  readonly #ports: PortPool
  readonly #links: readonly WorkerLink[]
  /** Closed streams stay until their recordings are on disk. */
  readonly #streams = new Map<string, EngineStream>()
  readonly #partners = new Map<EngineStream, EngineStream>()
  /** Closed ones stay as streams do. */
  readonly #mixers = new Map<string, EngineMixer>()
  readonly #mixerOf = new Map<EngineStream, EngineMixer>()
  #nextStream = 1
  #refusedPairs = 0
  #isClosed = false

  constructor(options: MediaEngineOptions) {
    this.#localAddress = options.localAddress ?? '127.0.0.1'
    this.#names = new MediaNames(options.lookUp)
    this.#ports = new PortPool({
      range: options.portRange,
      nowMs: () => performance.now(),
      random: (below) => randomInt(below),
    })
    this.#links = Array.from({ length: options.workers }, () => this.#startLink(options.workerUrl))
  }

  get counters(): MediaCounters {
    const sum = (name: CounterName) => this.#links.reduce((total, link) => total + link.counter(name), 0)
    return {
      packetsReceived: sum('packetsReceived'),
      packetsSent: sum('packetsSent'),
      malformedDropped: sum('malformedDropped'),
      foreignSourceDropped: sum('foreignSourceDropped'),
      rtcpReceived: sum('rtcpReceived'),
      openStreams: this.#openStreams().length,
      portPairsInUse: this.#ports.inUse,
      portPairsRefused: this.#refusedPairs,
      workerRestarts: this.#links.reduce((total, link) => total + link.restarts, 0),
    }
  }

  async openStream(options: OpenStreamOptions = {}): Promise<MediaStream> {
    if (this.#isClosed) throw new MediaWorkerError('the media engine is closed')
    const link = this.#linkFor(options.near)
    const streamId = `m${this.#nextStream++}`
    const localAddress = options.localAddress ?? this.#localAddress
    for (let attempt = 0; attempt < this.#ports.pairs; attempt++) {
      const port = this.#ports.take()
      if (port === undefined) break
      const outcome = await link.open({ kind: 'open', streamId, localAddress, port })
      if (outcome.ok) return this.#adopt(streamId, localAddress, port, link)
      if (outcome.code === 'EADDRINUSE') {
        this.#ports.refuse(port)
        this.#refusedPairs++
        continue
      }
      this.#ports.release(port)
      if (outcome.code === WORKER_DOWN) throw new MediaWorkerError(outcome.message)
      throw new NoMediaPortError(`cannot bind media to ${localAddress}:${port}: ${outcome.message}`)
    }
    throw new NoMediaPortError(
      `no free media port on ${localAddress}: all ${this.#ports.pairs} pairs are in use, by calls or by other programs`,
    )
  }

  join(a: MediaStream, b: MediaStream): void {
    const [first, second] = [this.#own(a), this.#own(b)]
    if (first === undefined || second === undefined || first === second) return
    this.#unpair(first)
    this.#unpair(second)
    this.#unmix(first)
    this.#unmix(second)
    this.#partners.set(first, second).set(second, first)
    this.#connect(first, second)
  }

  part(a: MediaStream): void {
    const stream = this.#own(a)
    if (stream !== undefined) this.#unpair(stream)
  }

  openMixer({ near }: { readonly near?: MediaStream } = {}): Mixer {
    if (this.#isClosed) throw new MediaWorkerError('the media engine is closed')
    const mixer = new EngineMixer({
      mixerId: `x${this.#nextStream++}`,
      link: this.#linkFor(near),
      claim: (stream, by) => this.#claim(stream, by),
      onClose: (closed) => {
        for (const [stream, of] of this.#mixerOf) if (of === closed) this.#mixerOf.delete(stream)
        this.#forgetMixerIfDone(closed)
      },
    })
    this.#mixers.set(mixer.mixerId, mixer)
    return mixer
  }

  recordJoined(a: MediaStream, options: RecordOptions): Recording {
    const stream = this.#streams.get(a.streamId)
    if (stream !== undefined) return stream.work.record(options, true)
    const error = `media stream ${a.streamId} is closed`
    return { finished: Promise.resolve({ durationMs: 0, endedBy: 'closed', error }), stop: () => undefined }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await Promise.all(this.#links.map((link) => link.close()))
    for (const stream of this.#streams.values()) {
      stream.close()
      stream.work.abandon('the media engine was closed')
    }
    for (const mixer of this.#mixers.values()) {
      mixer.close()
      mixer.work.abandon('the media engine was closed')
    }
    this.#streams.clear()
    this.#mixers.clear()
  }

  #startLink(workerUrl: URL): WorkerLink {
    const link: WorkerLink = new WorkerLink(workerUrl, {
      onReport: (report) => {
        const stream = this.#streams.get(report.streamId)
        if (stream === undefined) return this.#tellMixer(report)
        if (report.kind !== 'speaking') stream.receive(report)
        this.#forgetIfDone(stream)
      },
      onDied: (error) => {
        for (const stream of this.#streamsOn(link)) {
          stream.work.abandon(error.message)
          this.#forgetIfDone(stream)
        }
        for (const mixer of this.#mixers.values()) if (mixer.link === link) mixer.work.abandon(error.message)
      },
      onRestarted: () => void this.#reopen(link),
    })
    return link
  }

  #adopt(streamId: string, localAddress: string, localPort: number, link: WorkerLink): EngineStream {
    const stream = new EngineStream({
      streamId,
      localAddress,
      localPort,
      link,
      names: this.#names,
      onClose: (closed) => {
        this.#unpair(closed)
        this.#unmix(closed)
        this.#ports.release(localPort)
        this.#forgetIfDone(closed)
      },
    })
    this.#streams.set(streamId, stream)
    if (this.#isClosed) stream.close()
    return stream
  }

  /** After a crash: same ports, same parameters, same joins. Callers hear a gap. */
  async #reopen(link: WorkerLink): Promise<void> {
    const streams = this.#streamsOn(link).filter((stream) => !stream.isClosed)
    const reopened = await Promise.all(streams.map((stream) => this.#reopenOne(stream)))
    for (const stream of reopened) {
      const partner = stream && this.#partners.get(stream)
      if (stream !== undefined && partner !== undefined) this.#connect(stream, partner)
    }
    for (const mixer of this.#mixers.values()) mixer.restore(link)
  }

  async #reopenOne(stream: EngineStream): Promise<EngineStream | undefined> {
    const { streamId, localAddress, localPort: port } = stream
    const outcome = await stream.link.open({ kind: 'open', streamId, localAddress, port })
    if (outcome.ok) {
      stream.restore()
      return stream
    }
    // When the new thread died as well, the next one tries again.
    if (outcome.code !== WORKER_DOWN) stream.giveUp()
    return undefined
  }

  #connect(a: EngineStream, b: EngineStream): void {
    if (a.link === b.link) {
      a.link.post({ kind: 'join', streamId: a.streamId, partner: { streamId: b.streamId } })
      b.link.post({ kind: 'join', streamId: b.streamId, partner: { streamId: a.streamId } })
      return
    }
    const { port1, port2 } = new MessageChannel()
    a.link.post({ kind: 'join', streamId: a.streamId, partner: { port: port1 } }, [port1])
    b.link.post({ kind: 'join', streamId: b.streamId, partner: { port: port2 } }, [port2])
  }

  #unpair(stream: EngineStream): void {
    const partner = this.#partners.get(stream)
    if (partner === undefined) return
    for (const one of [stream, partner]) {
      this.#partners.delete(one)
      one.link.post({ kind: 'part', streamId: one.streamId })
    }
  }

  /** For a mix, and out of whatever else it was in. */
  #claim(stream: MediaStream, by: EngineMixer): EngineStream | undefined {
    const own = this.#own(stream)
    if (own === undefined) return undefined
    this.#unpair(own)
    this.#unmix(own)
    this.#mixerOf.set(own, by)
    return own
  }

  #unmix(stream: EngineStream): void {
    this.#mixerOf.get(stream)?.release(stream)
    this.#mixerOf.delete(stream)
  }

  #tellMixer(report: MixerReport | StreamReport): void {
    const mixer = this.#mixers.get(report.streamId)
    if (mixer === undefined || report.kind === 'digit' || report.kind === 'silent') return
    mixer.receive(report)
    this.#forgetMixerIfDone(mixer)
  }

  #own(stream: MediaStream): EngineStream | undefined {
    const own = this.#streams.get(stream.streamId)
    return own?.isClosed === false ? own : undefined
  }

  #linkFor(near: MediaStream | undefined): WorkerLink {
    const wanted = near && this.#streams.get(near.streamId)
    if (wanted !== undefined) return wanted.link
    const load = new Map(this.#links.map((link) => [link, 0]))
    for (const { link } of this.#streams.values()) load.set(link, (load.get(link) ?? 0) + 1)
    const [least] = [...load].sort(([, a], [, b]) => a - b)
    if (least === undefined) throw new MediaWorkerError('the media engine has no workers')
    return least[0]
  }

  #streamsOn(link: WorkerLink): EngineStream[] {
    return [...this.#streams.values()].filter((stream) => stream.link === link)
  }

  #openStreams(): EngineStream[] {
    return [...this.#streams.values()].filter((stream) => !stream.isClosed)
  }

  #forgetIfDone(stream: EngineStream): void {
    if (stream.isClosed && !stream.work.isPending) this.#streams.delete(stream.streamId)
  }

  #forgetMixerIfDone(mixer: EngineMixer): void {
    if (mixer.isClosed && !mixer.work.isPending) this.#mixers.delete(mixer.mixerId)
  }
}
