import { NoMediaPortError } from '../../media/media-errors.ts'
import type {
  MediaEngine,
  MediaStream,
  MixFlags,
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
  /** Everything that was played, in order. */
  readonly plays: { readonly streamId: string; readonly isLoop: boolean; isPlaying: boolean }[] = []
  /** Recordings of joined streams that were begun: which stream, and the file. */
  readonly recordings: { readonly streamId: string; readonly path: string }[] = []
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
    let isOpen = true
    return Promise.resolve({
      streamId: `silent-${count}`,
      localAddress,
      localPort: 20_000 + ((count * 2) % 10_000),
      configure() {},
      play: (_sources, options) => this.#play(`silent-${count}`, options?.loop ?? false),
      record: () => nothingRecorded(),
      sendDigits() {},
      onDigit() {},
      onSilentLine() {},
      close: () => {
        if (isOpen) this.openStreams--
        isOpen = false
      },
    })
  }

  /** Mixes that are open: who is in them, by stream, and how. */
  readonly mixes = new Map<string, Map<string, MixFlags>>()

  openMixer(): Mixer {
    const mixerId = `mix-${++this.#opened}`
    const members = new Map<string, MixFlags>()
    this.mixes.set(mixerId, members)
    return {
      mixerId,
      set: ({ streamId }, flags) => void members.set(streamId, flags),
      remove: ({ streamId }) => void members.delete(streamId),
      play: (_sources, options) => this.#play(mixerId, options?.loop ?? false),
      onSpeaking() {},
      record: ({ path }) => {
        this.recordings.push({ streamId: mixerId, path })
        return untilStopped()
      },
      close: () => void this.mixes.delete(mixerId),
    }
  }

  join(): void {}
  part(): void {}
  recordJoined(stream: MediaStream, { path }: RecordOptions): Recording {
    this.recordings.push({ streamId: stream.streamId, path })
    return untilStopped()
  }

  close = () => Promise.resolve()

  #play(streamId: string, isLoop: boolean): Playback {
    const play = { streamId, isLoop, isPlaying: true }
    this.plays.push(play)
    const { promise: finished, resolve } = Promise.withResolvers<'completed' | 'stopped'>()
    void finished.then(() => (play.isPlaying = false))
    const stopTimer = isLoop ? () => {} : this.#timers.after(PLAY_MS, () => resolve('completed'))
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

/** Of a whole call: it lasts until it is stopped, and its file is for the disk to make. */
function untilStopped(): Recording {
  const { promise: finished, resolve } = Promise.withResolvers<Awaited<Recording['finished']>>()
  return { finished, stop: () => resolve({ durationMs: 0, endedBy: 'stopped' }) }
}

const nothingRecorded = (): Recording => ({
  finished: Promise.resolve({ durationMs: 0, endedBy: 'closed' }),
  stop() {},
})
