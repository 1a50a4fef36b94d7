import { randomInt } from 'node:crypto'
import { MessageChannel } from 'node:worker_threads'
import { EngineMixer, type MixerReport } from './engine-mixer.ts'
import { EngineStream, type EngineStreamOptions, type StreamReport } from './engine-stream.ts'
import type {
  MediaCounters,
  MediaEngine,
  MediaStream,
  Mixer,
  OpenStreamOptions,
  Recording,
  RecordOptions,
} from './media-engine.ts'
import { EnginePeer } from './peers/engine-peer.ts'
import { PeerLink, type PeerProcess } from './peers/peer-link.ts'
import { type LookUp, MediaNames } from './media-names.ts'
import { MediaWorkerError, NoMediaPortError } from './media-errors.ts'
import { PlayProgress } from './play-progress.ts'
import { StreamFigures } from './stream-figures.ts'
import { PortPool } from './wire/port-pool.ts'
import { bindPair } from './wire/udp-pipes.ts'
import { type OpenOutcome, WORKER_DOWN, WorkerLink } from './worker-link.ts'
import type { CounterName } from './worker-messages.ts'

export interface MediaEngineOptions {
  /** UDP ports for RTP (even) and RTCP (odd), both ends included. 0-0 means 16384-32767. */
  readonly portRange: { readonly min: number; readonly max: number }
  /** Worker threads, 1 to 64. */
  readonly workers: number
  /** `media-worker.ts` when run from source, `media-worker.js` beside the bundled engine. */
  readonly workerUrl: URL
  /** `peers/peer-process.ts`, or `peer-process.js` beside the bundled engine; without, there are no streams for browsers. */
  readonly peerProcessUrl?: URL
  /** Bound when `openStream` names none. Default 127.0.0.1. */
  readonly localAddress?: string
  /** How host names of far ends are looked up. Default: the DNS. */
  readonly lookUp?: LookUp
  /** A worker thread died and is being replaced; `error` says of what, with the thread's own error as its cause. */
  readonly onWorkerDied?: (error: MediaWorkerError) => void
  /** The process of browsers' media ended by itself: what it carried is lost. */
  readonly onPeersDied?: (error: MediaWorkerError) => void
}

const MAX_WORKERS = 64
/** What plays or records when so many threads died one after another may be what they die of: it is ended. */
const GIVE_UP_AFTER_DEATHS = 4

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
  readonly #progress = new PlayProgress()
  readonly #figures = new StreamFigures()
  readonly #links: readonly WorkerLink[]
  readonly #peers: PeerLink | undefined
  /** Closed streams stay until their recordings are on disk. */
  readonly #streams = new Map<string, EngineStream>()
  readonly #partners = new Map<EngineStream, EngineStream>()
  /** Closed ones stay as streams do. */
  readonly #mixers = new Map<string, EngineMixer>()
  readonly #mixerOf = new Map<EngineStream, EngineMixer>()
  #nextStream = 1
  #nextMixer = 1
  #nextChannel = 1
  #open = 0
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
    const { peerProcessUrl: url, onPeersDied } = options
    this.#peers = url && new PeerLink({ url, onDied: (error) => onPeersDied?.(error) })
    this.#links = Array.from({ length: options.workers }, () => this.#startLink(options))
  }

  get counters(): MediaCounters {
    const sum = (name: CounterName) => this.#links.reduce((total, link) => total + link.counter(name), 0)
    return {
      packetsReceived: sum('packetsReceived'),
      packetsSent: sum('packetsSent'),
      malformedDropped: sum('malformedDropped'),
      foreignSourceDropped: sum('foreignSourceDropped'),
      rtcpReceived: sum('rtcpReceived'),
      openStreams: this.#open,
      portPairsInUse: this.#ports.inUse,
      portPairsRefused: this.#refusedPairs,
      workerRestarts: this.#links.reduce((total, link) => total + link.restarts, 0),
    }
  }

  async openStream(options: OpenStreamOptions = {}): Promise<MediaStream> {
    if (this.#isClosed) throw new MediaWorkerError('the media engine is closed')
    const link = this.#linkFor(options.near)
    link.streams++
    try {
      const process = options.isForBrowser ? await this.#peerProcess() : undefined
      return this.#adopt(await this.#openOn(link, options.localAddress ?? this.#localAddress, process))
    } catch (error) {
      link.streams--
      throw error
    }
  }

  join(a: MediaStream, b: MediaStream): void {
    const [first, second] = [this.#own(a), this.#own(b)]
    if (first === undefined || second === undefined || first === second) return
    for (const one of [first, second]) {
      this.#unpair(one)
      this.#unmix(one)
      one.work.stopPlaying()
    }
    this.#partners.set(first, second).set(second, first)
    this.#connect(first, second)
  }

  part(a: MediaStream): void {
    const stream = this.#own(a)
    if (stream !== undefined) this.#unpair(stream)
  }

  openMixer({ near }: { readonly near?: MediaStream } = {}): Mixer {
    if (this.#isClosed) throw new MediaWorkerError('the media engine is closed')
    const number = this.#nextMixer++
    const mixer = new EngineMixer({
      mixerId: `x${number}`,
      cell: PlayProgress.cellOfMixer(number),
      progress: this.#progress,
      link: this.#linkFor(near),
      claim: (stream, by) => this.#claim(stream, by),
      channel: () => this.#channel(),
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
    return {
      finished: Promise.resolve({ durationMs: 0, endedBy: 'closed', error }),
      stop: () => undefined,
      pause: () => undefined,
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await Promise.all(this.#links.map((link) => link.close()))
    this.#peers?.close()
    for (const one of [...this.#streams.values(), ...this.#mixers.values()]) {
      one.close()
      one.work.abandon('the media engine was closed')
    }
    this.#streams.clear()
    this.#mixers.clear()
  }

  #startLink({ workerUrl: url, onWorkerDied }: MediaEngineOptions): WorkerLink {
    const link: WorkerLink = new WorkerLink({
      url,
      memory: { progress: this.#progress.shared, figures: this.#figures.shared },
      listener: {
        onReport: (report) => {
          const stream = this.#streams.get(report.streamId)
          if (stream === undefined) return this.#tellMixer(report)
          if (report.kind !== 'speaking') stream.receive(report)
          this.#forgetIfDone(stream)
        },
        onNotReopened: (streamId, message) => this.#streams.get(streamId)?.giveUp(message),
        onDied: (error, deaths) => {
          onWorkerDied?.(error)
          this.#lostWork(link, deaths < GIVE_UP_AFTER_DEATHS ? undefined : error.message)
        },
        onRestarted: () => this.#describeAgain(link),
      },
    })
    return link
  }

  #peerProcess(): Promise<PeerProcess> {
    if (this.#peers === undefined) throw new MediaWorkerError('this engine has no process for the media of browsers')
    return this.#peers.ready()
  }

  async #openOn(link: WorkerLink, localAddress: string, process: PeerProcess | undefined): Promise<EngineStream> {
    const streamId = `m${this.#nextStream++}`
    for (let attempt = 0; attempt < this.#ports.pairs; attempt++) {
      const port = this.#ports.take()
      if (port === undefined) break
      const peer = this.#peers && process && new EnginePeer({ link: this.#peers, process, address: localAddress, port })
      const stream = this.#make({ streamId, localAddress, localPort: port, link, ...(peer && { peer }) })
      // A browser's port is bound when it is known where that is; who else has it is found out now.
      const outcome =
        peer === undefined ? await link.open(stream) : await tryPorts(localAddress, port, () => link.open(stream))
      if (outcome.ok) return stream
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

  #make(options: Pick<EngineStreamOptions, 'streamId' | 'localAddress' | 'localPort' | 'link' | 'peer'>): EngineStream {
    const { localPort, link } = options
    return new EngineStream({
      ...options,
      names: this.#names,
      progress: this.#progress,
      figures: this.#figures,
      onClose: (closed) => {
        this.#open--
        link.streams--
        this.#unpair(closed)
        this.#unmix(closed)
        this.#ports.release(localPort)
        this.#forgetIfDone(closed)
      },
    })
  }

  #adopt(stream: EngineStream): EngineStream {
    this.#open++
    this.#streams.set(stream.streamId, stream)
    if (this.#isClosed) stream.close()
    return stream
  }

  /** `reason`: why it is not gone on with. */
  #lostWork(link: WorkerLink, reason: string | undefined): void {
    for (const { link: home, work } of [...this.#streams.values(), ...this.#mixers.values()]) {
      if (home !== link) continue
      if (reason === undefined) work.lost()
      else work.abandon(reason)
    }
    for (const stream of this.#streams.values()) this.#forgetIfDone(stream)
    for (const mixer of this.#mixers.values()) this.#forgetMixerIfDone(mixer)
  }

  /** After a crash: same ports, same parameters, same joins and mixes, and what played and recorded goes on. Callers hear a gap. */
  #describeAgain(link: WorkerLink): void {
    for (const stream of this.#streams.values()) {
      if (stream.link !== link || stream.isClosed) continue
      link.changed(stream)
      const partner = this.#partners.get(stream)
      if (partner !== undefined && partner.link !== link) this.#connect(stream, partner)
    }
    for (const mixer of this.#mixers.values()) mixer.describeAgain(link)
  }

  #connect(a: EngineStream, b: EngineStream): void {
    if (a.link === b.link) {
      a.joinTo({ kind: 'stream', streamId: b.streamId })
      b.joinTo({ kind: 'stream', streamId: a.streamId })
      return
    }
    const { channelId, port1, port2 } = this.#channel()
    a.joinTo({ kind: 'channel', channelId, port: port1 })
    b.joinTo({ kind: 'channel', channelId, port: port2 })
  }

  #channel() {
    const { port1, port2 } = new MessageChannel()
    return { channelId: this.#nextChannel++, port1, port2 }
  }

  #unpair(stream: EngineStream): void {
    const partner = this.#partners.get(stream)
    if (partner === undefined) return
    for (const one of [stream, partner]) {
      this.#partners.delete(one)
      one.joinTo(undefined)
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
    const [first, ...others] = this.#links
    if (first === undefined) throw new MediaWorkerError('the media engine has no workers')
    return others.reduce((least, link) => (link.streams < least.streams ? link : least), first)
  }

  #forgetIfDone(stream: EngineStream): void {
    if (stream.isClosed && !stream.work.isPending) this.#streams.delete(stream.streamId)
  }

  #forgetMixerIfDone(mixer: EngineMixer): void {
    if (mixer.isClosed && !mixer.work.isPending) this.#mixers.delete(mixer.mixerId)
  }
}

async function tryPorts(address: string, port: number, open: () => Promise<OpenOutcome>): Promise<OpenOutcome> {
  try {
    const pair = await bindPair(address, port)
    pair.close()
  } catch (error) {
    const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException // bind rejects with system errors
    return { ok: false, code, message }
  }
  return open()
}
