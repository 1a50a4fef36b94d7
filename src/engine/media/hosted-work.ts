import { FileRecording } from './file-recording.ts'
import type { AudioFileCache } from './audio-file-cache.ts'
import type { AudioSource } from './media-engine.ts'
import { type PlayableItem, Playlist } from './playlist.ts'
import type { FrameSink } from './rtp-stream.ts'
import type { CounterName, PlaybackEnd, WorkerOrder, WorkerReport } from './worker-messages.ts'

const SAMPLES_PER_MS = 8

export interface HostServices {
  readonly files: AudioFileCache
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

/** The playback and the recordings of one stream or mixer: reads and writes their files, and says when they end. */
export class HostedWork {
  readonly #id: string
  readonly #audible: Audible
  readonly #services: HostServices
  readonly #recordings = new Map<number, FileRecording>()
  /** The playback whose files are still being read. */
  #loading: number | undefined
  #playing: number | undefined

  constructor(id: string, audible: Audible, services: HostServices) {
    this.#id = id
    this.#audible = audible
    this.#services = services
  }

  async play(order: Extract<WorkerOrder, { kind: 'play' }>): Promise<void> {
    const { playId } = order
    this.endLoading()
    this.#audible.stopPlayback('stopped')
    this.#loading = playId
    const items = await this.#load(order.sources)
    if (this.#loading !== playId) return // stopped or replaced meanwhile, and reported
    if (typeof items === 'string') {
      this.#reportPlayEnd(playId, { error: items })
      return
    }
    this.#loading = undefined
    this.#playing = playId
    const playlist = new Playlist(items, order.loop, Math.round(order.startAtMs * SAMPLES_PER_MS))
    const reachedMs = () => Math.round(playlist.reached / SAMPLES_PER_MS)
    this.#audible.play(playlist, (end) => this.#reportPlayEnd(playId, end, reachedMs()))
  }

  stopPlay(playId: number): void {
    if (this.#loading === playId) this.endLoading()
    else if (this.#playing === playId) this.#audible.stopPlayback('stopped')
  }

  record(order: Extract<WorkerOrder, { kind: 'record' }>): void {
    const { recordId } = order
    const recording = new FileRecording({
      ...order.options,
      isJoined: order.isJoined,
      onEnd: (end) => {
        this.#recordings.delete(recordId)
        this.#audible.removeSink(recording)
        this.#services.report({ kind: 'record-ended', streamId: this.#id, recordId, end })
      },
    })
    this.#recordings.set(recordId, recording)
    this.#audible.addSink(recording)
  }

  stopRecord(recordId: number): void {
    void this.#recordings.get(recordId)?.finish('stopped')
  }

  /** A playback whose files are still being read is over before it began. */
  endLoading(): void {
    const playId = this.#loading
    this.#loading = undefined
    if (playId !== undefined) this.#reportPlayEnd(playId, 'stopped')
  }

  /** Resolves when its recordings are on disk. */
  async end(reason: string | undefined): Promise<void> {
    this.endLoading()
    this.#audible.stopPlayback(reason === undefined ? 'stopped' : { error: reason })
    await Promise.all([...this.#recordings.values()].map((recording) => recording.finish('closed', reason)))
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

  #reportPlayEnd(playId: number, end: PlaybackEnd, reachedMs = 0): void {
    if (this.#loading === playId) this.#loading = undefined
    if (this.#playing === playId) this.#playing = undefined
    this.#services.report({ kind: 'play-ended', streamId: this.#id, playId, end, reachedMs })
  }
}
