import { DescribedRecordings } from './described-recordings.ts'
import type { AudioSource, Playback, PlayOptions, Recording, RecordOptions } from './media-engine.ts'
import type { PlayProgress } from './play-progress.ts'
import type { PlaybackEnd, PlayDescription, WorkDescription, WorkerReport } from './worker-messages.ts'

type WorkReport = Extract<WorkerReport, { kind: 'play-ended' | 'record-ended' }>

const SAMPLES_PER_MS = 8
/** Across all streams and mixers: a cell that is used again has no old numbers. */
let nextId = 1

export interface DescribedWorkOptions {
  /** What it is the work of, for errors. */
  readonly name: string
  readonly cell: number
  readonly progress: PlayProgress
  /** To be described again. */
  readonly onChange: () => void
}

/** What should play to, and be recorded of, one stream or mixer, until a worker says that it is over. */
export class DescribedWork {
  readonly #options: DescribedWorkOptions
  readonly #recordings: DescribedRecordings
  /** All whose end nobody was told yet. */
  readonly #playbacks = new Map<number, (end: PlaybackEnd, reachedMs: number) => void>()
  #play: PlayDescription | undefined
  /** The newest playback that the worker heard of; none of them, once it died. */
  #toldPlay = 0
  #isClosed = false

  constructor(options: DescribedWorkOptions) {
    this.#options = options
    this.#recordings = new DescribedRecordings(options.name, options.onChange)
  }

  get isPending(): boolean {
    return this.#playbacks.size + this.#recordings.size > 0
  }

  describe(): WorkDescription {
    this.#toldPlay = Math.max(this.#toldPlay, this.#play?.playId ?? 0)
    const { cell } = this.#options
    return { cell, recordings: this.#recordings.describe(), ...(this.#play && { play: this.#play }) }
  }

  /** In place of what plays. */
  play(sources: readonly AudioSource[], { loop = false, startAtMs = 0 }: PlayOptions = {}): Playback {
    const playId = nextId++
    const { promise: finished, resolve } = Promise.withResolvers<PlaybackEnd>()
    const { promise: reachedMs, resolve: resolveReached } = Promise.withResolvers<number>()
    const end = (how: PlaybackEnd, reached: number) => {
      resolve(how)
      resolveReached(reached)
    }
    if (this.#isClosed) end('stopped', startAtMs)
    else {
      this.#playbacks.set(playId, end)
      this.#playInstead({ playId, sources, loop, startAtMs })
    }
    const stop = () => {
      if (this.#play?.playId === playId) this.stopPlaying()
    }
    return { finished, reachedMs, stop }
  }

  stopPlaying(): void {
    this.#playInstead(undefined)
  }

  /** Throws a RangeError for a recording without a length. */
  record(options: RecordOptions, isJoined: boolean): Recording {
    return this.#recordings.start(nextId++, options, isJoined)
  }

  receive(report: WorkReport): void {
    if (report.kind === 'record-ended') {
      this.#recordings.ended(report.recordId, report.end)
      return
    }
    if (this.#play?.playId === report.playId) this.#play = undefined
    this.#endPlayback(report.playId, report.end, report.reachedMs)
  }

  /** Nothing new begins. */
  close(): void {
    this.stopPlaying()
    this.#isClosed = true
    this.#recordings.close()
  }

  /** The worker died: what was going on is described to the next one as going on from here; what was to be over is over. */
  lost(): void {
    const play = this.#play
    for (const playId of this.#playbacks.keys()) {
      if (playId !== play?.playId) this.#endPlayback(playId, 'stopped', this.#reachedMs(playId))
    }
    const reached = play && this.#options.progress.reached(this.#options.cell, play.playId)
    if (play !== undefined && reached !== undefined) this.#play = { ...play, reached }
    this.#toldPlay = 0
    this.#recordings.lost()
  }

  /** Ends what was going on. The files hold all but the last second; `durationMs` is by the clock. */
  abandon(error: string): void {
    this.#play = undefined
    for (const playId of this.#playbacks.keys()) this.#endPlayback(playId, { error }, this.#reachedMs(playId))
    this.#recordings.abandon(error)
  }

  /** What played ends; if no worker heard of it yet, none will. */
  #playInstead(next: PlayDescription | undefined): void {
    const before = this.#play
    this.#play = next
    if (before !== undefined && before.playId > this.#toldPlay) {
      this.#endPlayback(before.playId, 'stopped', this.#reachedMs(before.playId))
    }
    if (before !== next) this.#options.onChange()
  }

  #endPlayback(playId: number, end: PlaybackEnd, reachedMs: number): void {
    this.#playbacks.get(playId)?.(end, reachedMs)
    this.#playbacks.delete(playId)
  }

  #reachedMs(playId: number): number {
    return Math.round((this.#options.progress.reached(this.#options.cell, playId) ?? 0) / SAMPLES_PER_MS)
  }
}
