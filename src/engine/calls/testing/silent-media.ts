import { NoMediaPortError } from '../../media/media-errors.ts'
import type {
  AudioSource,
  MediaEngine,
  MediaStream,
  Mixer,
  OpenStreamOptions,
  Playback,
  Recording,
  RecordOptions,
} from '../../media/media-engine.ts'
import type { Timers } from '../../sip/user-agent-options.ts'

/** However long the sources are. */
const PLAY_MS = 1_000

/** Media without sound or sockets, on a simulated clock: streams open at once and whatever is played takes a second. */
export class SilentMedia implements MediaEngine {
  /** Whether every port is taken. */
  isFull = false
  openStreams = 0
  /** Everything that was played, in order, to streams and to rooms. */
  readonly plays: { readonly isLoop: boolean; isPlaying: boolean }[] = []
  /** Recordings of joined streams that were begun: which stream, and the file. */
  readonly recordings: { readonly streamId: string; readonly path: string }[] = []
  /** How long whoever is recorded is said to have spoken. */
  saysMs = 0
  /** A recording begins. */
  onRecord: (path: string) => void = () => {}
  /** Streams to which something is played over and over. */
  readonly looping = new Set<string>()
  readonly #timers: Timers
  #opened = 0

  constructor(timers: Timers) {
    this.#timers = timers
  }

  get counters() {
    const none = { packetsReceived: 0, packetsSent: 0, malformedDropped: 0, foreignSourceDropped: 0, rtcpReceived: 0 }
    const ports = { portPairsInUse: this.openStreams, portPairsRefused: 0 }
    return { ...none, ...ports, workerRestarts: 0, openStreams: this.openStreams }
  }

  openStream({ localAddress = '127.0.0.1' }: OpenStreamOptions = {}): Promise<MediaStream> {
    if (this.isFull) return Promise.reject(new NoMediaPortError('no free media port'))
    const count = ++this.#opened
    this.openStreams++
    const streamId = `silent-${count}`
    let isOpen = true
    return Promise.resolve({
      streamId,
      localAddress,
      localPort: 20_000 + ((count * 2) % 10_000),
      configure() {},
      play: (_sources, options) => this.#playTo(streamId, options?.loop ?? false),
      record: ({ path }) => {
        this.onRecord(path)
        return recorded(this.saysMs)
      },
      sendDigits() {},
      onDigit() {},
      onSilentLine() {},
      close: () => {
        if (isOpen) this.openStreams--
        isOpen = false
      },
    })
  }

  join(): void {}
  part(): void {}
  recordJoined(stream: MediaStream, { path }: RecordOptions): Recording {
    this.recordings.push({ streamId: stream.streamId, path })
    return untilStopped()
  }

  readonly mixers: SilentMixer[] = []

  openMixer(): SilentMixer {
    const mixer = new SilentMixer((loop) => this.#play(loop))
    this.mixers.push(mixer)
    return mixer
  }

  close = () => Promise.resolve()

  #playTo(streamId: string, loop: boolean): Playback {
    const playback = this.#play(loop)
    if (!loop) return playback
    this.looping.add(streamId)
    void playback.finished.then(() => this.looping.delete(streamId))
    return playback
  }

  #play(loop: boolean): Playback {
    const play = { isLoop: loop, isPlaying: true }
    this.plays.push(play)
    const { promise: finished, resolve } = Promise.withResolvers<'completed' | 'stopped'>()
    void finished.then(() => (play.isPlaying = false))
    const stopTimer = loop ? () => {} : this.#timers.after(PLAY_MS, () => resolve('completed'))
    return {
      finished,
      reachedMs: finished.then(() => PLAY_MS),
      stop() {
        stopTimer()
        resolve('stopped')
      },
    }
  }
}

/** Remembers who is mixed how, and what was played to the room. */
export class SilentMixer implements Mixer {
  readonly mixed = new Map<string, { readonly isMuted: boolean; readonly isDeaf: boolean }>()
  readonly played: (readonly AudioSource[])[] = []
  isClosed = false
  speaking: (streamIds: readonly string[]) => void = () => {}
  record = nothingRecorded
  readonly #play: (loop: boolean) => Playback

  constructor(play: (loop: boolean) => Playback) {
    this.#play = play
  }

  set(stream: MediaStream, { isMuted, isDeaf }: { readonly isMuted: boolean; readonly isDeaf: boolean }): void {
    this.mixed.set(stream.streamId, { isMuted, isDeaf })
  }

  remove({ streamId }: MediaStream): void {
    this.mixed.delete(streamId)
  }

  play(sources: readonly AudioSource[], { loop = false }: { readonly loop?: boolean } = {}): Playback {
    this.played.push(sources)
    return this.#play(loop)
  }

  onSpeaking(listener: (streamIds: readonly string[]) => void): () => void {
    this.speaking = listener
    return () => {}
  }

  close(): void {
    this.isClosed = true
  }
}

const recorded = (durationMs: number): Recording => ({
  finished: Promise.resolve({ durationMs, endedBy: durationMs > 0 ? 'silence' : 'closed' }),
  stop() {},
})
/** Of a whole call: it lasts until it is stopped, and its file is for the disk to make. */
function untilStopped(): Recording {
  const { promise: finished, resolve } = Promise.withResolvers<Awaited<Recording['finished']>>()
  return { finished, stop: () => resolve({ durationMs: 0, endedBy: 'stopped' }) }
}

const nothingRecorded = () => recorded(0)
