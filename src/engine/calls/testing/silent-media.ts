import { NoMediaPortError } from '../../media/media-errors.ts'
import type {
  AudioSource,
  MediaEngine,
  MediaStream,
  OpenStreamOptions,
  OwnBrowserEnd,
  Playback,
  PlayOptions,
  Recording,
  RecordOptions,
  StreamParameters,
  StreamQuality,
} from '../../media/media-engine.ts'
import type { Clock, Timers } from '../../sip/user-agent-options.ts'
import { SilentMixer } from './silent-mixer.ts'

type PlayEnd = Awaited<Playback['finished']>

/** Something that is or was played. */
export interface SilentPlay {
  /** Empty for what is played to a room. */
  readonly streamId: string
  readonly sources: readonly AudioSource[]
  readonly isLoop: boolean
  isPlaying: boolean
  /** Before its second is over, as the media engine would say it. */
  end(how: PlayEnd): void
}

/** Media without sound or sockets, on a simulated clock: streams open at once, whatever is played takes a second, and what was asked is remembered. */
export class SilentMedia implements MediaEngine {
  /** Whether every port is taken. */
  isFull = false
  /** How long the next streams take to open, one after the other; those behind them open at once. */
  readonly opensAfterMs: number[] = []
  /** What `recordJoined` throws, where it does. */
  recordingProblem: Error | undefined
  /** Everything that was opened, in order. */
  readonly streams: SilentStream[] = []
  /** Everything that was played, in order, to streams and to rooms. */
  readonly plays: SilentPlay[] = []
  /** Recordings of joined streams that were begun: which stream, and the file. `end` is how one ends by itself. */
  readonly recordings: SilentRecording[] = []
  /** `join a b`, `part a`: what was asked, by stream ids. */
  readonly orders: string[] = []
  /** How long the next sounds last, whatever they are. */
  playMs = 1_000
  /** Makes recordings of what somebody says, in place of those that are over at once. */
  recorder: ((options: RecordOptions) => Recording) | undefined
  /** How long whoever is recorded is said to have spoken. */
  saysMs = 0
  /** A recording begins. */
  onRecord: (path: string) => void = () => {}
  /** Streams to which something is played over and over. */
  readonly looping = new Set<string>()
  readonly mixers: SilentMixer[] = []
  readonly #timers: Timers & Clock
  /** Of each stream, what it is played now. */
  readonly #playing = new Map<string, SilentPlay>()
  readonly #open = new Map<string, SilentStream>()

  constructor(timers: Timers & Clock) {
    this.#timers = timers
  }

  get openStreams(): number {
    return this.#open.size
  }

  get counters() {
    const none = { packetsReceived: 0, packetsSent: 0, malformedDropped: 0, foreignSourceDropped: 0, rtcpReceived: 0 }
    const { openStreams } = this
    return { ...none, portPairsInUse: openStreams, portPairsRefused: 0, workerRestarts: 0, openStreams }
  }

  openStream(options: OpenStreamOptions = {}): Promise<MediaStream> {
    if (this.isFull) return Promise.reject(new NoMediaPortError('no free media port'))
    const stream = new SilentStream(this.streams.length + 1, options, this)
    this.streams.push(stream)
    this.#open.set(stream.streamId, stream)
    const delayMs = this.opensAfterMs.shift() ?? 0
    if (delayMs === 0) return Promise.resolve(stream)
    return new Promise((resolve) => {
      this.#timers.after(delayMs, () => resolve(stream))
    })
  }

  /** The latest stream that sends to that port. */
  streamTo(remotePort: number): SilentStream {
    const found = this.streams.findLast(({ isOpen, parameters }) => isOpen && parameters?.remotePort === remotePort)
    if (!found) throw new Error(`no stream sends to port ${remotePort}`)
    return found
  }

  join(a: MediaStream, b: MediaStream): void {
    for (const { streamId } of [a, b]) {
      this.#stopPlaying(streamId)
      this.#leave(streamId)
    }
    this.orders.push(`join ${a.streamId} ${b.streamId}`)
    const [one, other] = [this.#open.get(a.streamId), this.#open.get(b.streamId)]
    if (one) one.joinedTo = b.streamId
    if (other) other.joinedTo = a.streamId
  }

  part(a: MediaStream): void {
    this.orders.push(`part ${a.streamId}`)
    this.#leave(a.streamId)
  }

  recordJoined({ streamId }: MediaStream, options: RecordOptions): Recording {
    if (this.recordingProblem) throw this.recordingProblem
    const recording = new SilentRecording(streamId, options)
    this.recordings.push(recording)
    return recording
  }

  openMixer(): SilentMixer {
    const mixer = new SilentMixer((sources, options) => this.play('', sources, options))
    this.mixers.push(mixer)
    return mixer
  }

  close = () => Promise.resolve()

  play(streamId: string, sources: readonly AudioSource[], { loop = false, startAtMs = 0 }: PlayOptions = {}): Playback {
    if (streamId !== '') this.#stopPlaying(streamId)
    const { promise: finished, resolve } = Promise.withResolvers<PlayEnd>()
    const stopTimer = loop ? () => {} : this.#timers.after(this.playMs, () => end('completed'))
    const end = (how: PlayEnd) => {
      stopTimer()
      if (!play.isPlaying) return
      play.isPlaying = false
      this.#playing.delete(streamId)
      if (loop) this.looping.delete(streamId)
      resolve(how)
    }
    const play: SilentPlay = { streamId, sources, isLoop: loop, isPlaying: true, end }
    this.plays.push(play)
    if (streamId !== '') this.#playing.set(streamId, play)
    if (loop && streamId !== '') this.looping.add(streamId)
    const beganMs = this.#timers.now() - startAtMs
    return { finished, reachedMs: finished.then(() => this.#timers.now() - beganMs), stop: () => end('stopped') }
  }

  playingTo(streamId: string): SilentPlay | undefined {
    return this.#playing.get(streamId)
  }

  closed(streamId: string): void {
    this.#stopPlaying(streamId)
    this.#leave(streamId)
    this.#open.delete(streamId)
    for (const recording of this.recordings) if (recording.streamId === streamId) recording.stop()
  }

  #stopPlaying(streamId: string): void {
    this.#playing.get(streamId)?.end('stopped')
  }

  #leave(streamId: string): void {
    const stream = this.#open.get(streamId)
    const partner = stream?.joinedTo === undefined ? undefined : this.#open.get(stream.joinedTo)
    for (const each of [stream, partner]) if (each) each.joinedTo = undefined
  }
}

/** One leg's audio, as far as anybody asked for it. */
export class SilentStream implements MediaStream {
  readonly streamId: string
  readonly localAddress: string
  readonly localPort: number
  isOpen = true
  /** As `configure` said last. */
  parameters: StreamParameters | undefined
  joinedTo: string | undefined
  /** What `sendDigits` was asked for, together. */
  digitsSent = ''
  readonly #media: SilentMedia
  #onDigit: (digit: string) => void = () => {}

  readonly isForBrowser: boolean
  /** As its packets are said to have fared. */
  quality: StreamQuality = { sent: 0, received: { packets: 0, lost: 0, jitterMs: 0 } }
  /** What carries it is gone. */
  lose: (reason: string) => void = () => {}
  #ends = 0

  constructor(
    count: number,
    { localAddress = '127.0.0.1', isForBrowser = false }: OpenStreamOptions,
    media: SilentMedia,
  ) {
    this.isForBrowser = isForBrowser
    this.streamId = `silent-${count}`
    this.localAddress = localAddress
    this.localPort = 20_000 + ((count * 2) % 10_000)
    this.#media = media
  }

  /** The far end presses a key (RFC 4733). */
  press(key: string): void {
    this.#onDigit(key)
  }

  /** What is played to it now. */
  get playing(): SilentPlay | undefined {
    return this.#media.playingTo(this.streamId)
  }

  configure(parameters: StreamParameters): void {
    this.parameters = parameters
  }

  play(sources: readonly AudioSource[], options?: PlayOptions): Playback {
    return this.#media.play(this.streamId, sources, options)
  }

  record(options: RecordOptions): Recording {
    this.#media.onRecord(options.path)
    return this.#media.recorder?.(options) ?? recorded(this.#media.saysMs)
  }

  sendDigits(digits: string): void {
    this.digitsSent += digits
  }

  onDigit(listener: (digit: string) => void): void {
    this.#onDigit = listener
  }

  onSilentLine(): void {}

  onLost(listener: (reason: string) => void): void {
    this.lose = listener
  }

  newBrowserEnd(): OwnBrowserEnd | undefined {
    if (!this.isForBrowser) return undefined
    const digit = this.#ends++ % 10
    return {
      ufrag: `ufrag${digit}`,
      pwd: `password${digit}`.padEnd(22, '0'),
      fingerprint: Array.from({ length: 32 }, () => `A${digit}`).join(':'),
    }
  }

  close(): void {
    this.isOpen = false
    this.#media.closed(this.streamId)
  }
}

/** Of a whole call: it lasts until it is stopped or a test ends it, and its file is for the disk to make. */
export class SilentRecording implements Recording {
  readonly streamId: string
  readonly options: RecordOptions
  isPaused = false
  isRunning = true
  readonly finished: Recording['finished']
  readonly #resolve: (end: Awaited<Recording['finished']>) => void

  constructor(streamId: string, options: RecordOptions) {
    this.streamId = streamId
    this.options = options
    const { promise, resolve } = Promise.withResolvers<Awaited<Recording['finished']>>()
    this.finished = promise
    this.#resolve = resolve
  }

  get path(): string {
    return this.options.path
  }

  end(how: Awaited<Recording['finished']>): void {
    if (!this.isRunning) return
    this.isRunning = false
    this.#resolve(how)
  }

  stop(): void {
    this.end({ durationMs: 0, endedBy: 'stopped' })
  }

  pause(isPaused: boolean): void {
    this.isPaused = isPaused
  }
}

const recorded = (durationMs: number): Recording => ({
  finished: Promise.resolve({ durationMs, endedBy: durationMs > 0 ? 'silence' : 'closed' }),
  stop() {},
  pause() {},
})
