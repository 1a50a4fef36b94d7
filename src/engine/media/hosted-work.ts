import { FileRecording } from './graph/file-recording.ts'
import type { AudioFileCache } from './graph/audio-file-cache.ts'
import type { AudioSource } from './media-engine.ts'
import type { StreamFigures } from './stream-figures.ts'
import type { PlayProgress } from './play-progress.ts'
import { type PlayableItem, Playlist } from './graph/playlist.ts'
import type { FrameSink } from './rtp-stream.ts'
import type {
  CounterName,
  PlaybackEnd,
  PlayDescription,
  RecordingDescription,
  WorkDescription,
  WorkerReport,
} from './worker-messages.ts'

const SAMPLES_PER_MS = 8

export interface HostServices {
  readonly files: AudioFileCache
  readonly progress: PlayProgress
  readonly figures: StreamFigures
  report(report: WorkerReport): void
  count(counter: CounterName): void
  wakeClock(): void
}

/** What plays to somebody or to a whole room, and is recorded of them. */
export interface Audible {
  play(playlist: Playlist, onEnd: (end: PlaybackEnd) => void): void
  stopPlayback(end: PlaybackEnd): void
  addSink(sink: FrameSink): void
  removeSink(sink: FrameSink): void
}

interface HostedPlayback {
  readonly wanted: PlayDescription
  /** Undefined while its files are still being read. */
  playlist?: Playlist
}

/** The playback and the recordings of one stream or mixer, made to be what is described: reads and writes their files, and says when they end. */
export class HostedWork {
  readonly #id: string
  readonly #audible: Audible
  readonly #services: HostServices
  readonly #recordings = new Map<number, FileRecording>()
  /** The newest that were begun. */
  #begunPlay = 0
  #begunRecording = 0
  #playback: HostedPlayback | undefined
  #cell = 0

  constructor(id: string, audible: Audible, services: HostServices) {
    this.#id = id
    this.#audible = audible
    this.#services = services
  }

  /** As often as one likes. */
  apply({ cell, play, recordings }: WorkDescription): void {
    this.#cell = cell
    if (this.#playback !== undefined && this.#playback.wanted.playId !== play?.playId) this.#stopPlaying('stopped')
    if (play !== undefined && play.playId > this.#begunPlay) {
      this.#begunPlay = play.playId
      void this.#play(play)
    }
    for (const recording of recordings) this.#applyRecording(recording)
  }

  /** After each tick: where it has come to, for a thread that takes over. */
  noteProgress(): void {
    const playback = this.#playback
    if (playback?.playlist === undefined) return
    this.#services.progress.note(this.#cell, playback.wanted.playId, playback.playlist.reached)
  }

  /** Resolves when its recordings are on disk. */
  async end(reason: string | undefined): Promise<void> {
    this.#stopPlaying(reason === undefined ? 'stopped' : { error: reason })
    await Promise.all([...this.#recordings.values()].map((recording) => recording.finish('closed', reason)))
  }

  async #play(wanted: PlayDescription): Promise<void> {
    const playback: HostedPlayback = { wanted }
    this.#playback = playback
    const items = await this.#load(wanted.sources)
    if (this.#playback !== playback) return // stopped or replaced meanwhile, and reported
    if (typeof items === 'string') {
      this.#stopPlaying({ error: items })
      return
    }
    const playlist = new Playlist(items, wanted.loop, Math.round(wanted.startAtMs * SAMPLES_PER_MS))
    if (wanted.reached !== undefined) playlist.goOn(wanted.reached)
    playback.playlist = playlist
    this.noteProgress()
    this.#audible.play(playlist, (end) => this.#playEnded(playback, end))
    this.#services.wakeClock()
  }

  /** A playback whose files are still being read is over before it began. */
  #stopPlaying(end: PlaybackEnd): void {
    const playback = this.#playback
    if (playback === undefined) return
    if (playback.playlist === undefined) this.#playEnded(playback, end)
    else this.#audible.stopPlayback(end)
  }

  #playEnded(playback: HostedPlayback, end: PlaybackEnd): void {
    if (this.#playback === playback) this.#playback = undefined
    const { wanted, playlist } = playback
    const reachedMs = Math.round((playlist?.reached ?? wanted.reached ?? 0) / SAMPLES_PER_MS)
    this.#services.report({ kind: 'play-ended', streamId: this.#id, playId: wanted.playId, end, reachedMs })
  }

  #applyRecording(wanted: RecordingDescription): void {
    const { recordId } = wanted
    if (recordId > this.#begunRecording) {
      this.#begunRecording = recordId
      this.#record(wanted)
    }
    this.#recordings.get(recordId)?.pause(wanted.isPaused)
    if (wanted.isOver) void this.#recordings.get(recordId)?.finish('stopped')
  }

  #record({ recordId, isJoined, isContinued, isPaused, options }: RecordingDescription): void {
    const recording = new FileRecording({
      ...options,
      isJoined,
      isContinued,
      isPaused,
      onEnd: (end) => {
        this.#recordings.delete(recordId)
        this.#audible.removeSink(recording)
        this.#services.report({ kind: 'record-ended', streamId: this.#id, recordId, end })
      },
    })
    this.#recordings.set(recordId, recording)
    this.#audible.addSink(recording)
    this.#services.wakeClock()
  }

  async #load(sources: readonly AudioSource[]): Promise<PlayableItem[] | string> {
    const items: PlayableItem[] = []
    for (const source of sources) {
      if (source.kind !== 'file') {
        items.push(source)
        continue
      }
      const file = await this.#services.files.load(source.path)
      if (!file.ok) return file.error
      items.push({ kind: 'samples', samples: file.samples })
    }
    return items
  }
}
