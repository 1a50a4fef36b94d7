import type { AudioSource, Playback, PlayOptions, Recording, RecordOptions } from './media-engine.ts'
import type { WorkerLink } from './worker-link.ts'
import type { PlaybackEnd, RecordingEnd, WorkerReport } from './worker-messages.ts'

type WorkReport = Extract<WorkerReport, { kind: 'play-ended' | 'record-ended' }>

/** The playbacks and recordings that a worker was told to do for one stream or mixer, until it says that they are over. */
export class OrderedWork {
  readonly #id: string
  readonly #link: WorkerLink
  readonly #playbacks = new Map<number, (end: PlaybackEnd, reachedMs: number) => void>()
  readonly #recordings = new Map<number, { resolve: (end: RecordingEnd) => void; startedMs: number }>()
  #nextId = 1
  #isClosed = false

  constructor(id: string, link: WorkerLink) {
    this.#id = id
    this.#link = link
  }

  get isPending(): boolean {
    return this.#playbacks.size + this.#recordings.size > 0
  }

  play(sources: readonly AudioSource[], { loop = false, startAtMs = 0 }: PlayOptions = {}): Playback {
    const playId = this.#nextId++
    const streamId = this.#id
    const { promise: finished, resolve } = Promise.withResolvers<PlaybackEnd>()
    const { promise: reachedMs, resolve: resolveReached } = Promise.withResolvers<number>()
    const end = (how: PlaybackEnd, reached: number) => {
      resolve(how)
      resolveReached(reached)
    }
    if (this.#isClosed || !this.#link.isUp) {
      end(this.#isClosed ? 'stopped' : { error: 'the media worker is being restarted' }, startAtMs)
    } else {
      this.#playbacks.set(playId, end)
      this.#link.post({ kind: 'play', streamId, playId, sources, loop, startAtMs })
    }
    return { finished, reachedMs, stop: () => this.#link.post({ kind: 'stop-play', streamId, playId }) }
  }

  record(options: RecordOptions, isJoined: boolean): Recording {
    if (!(options.maxDurationMs > 0)) {
      throw new RangeError(`recording of at most ${options.maxDurationMs} ms; more than 0 is needed`)
    }
    const recordId = this.#nextId++
    const streamId = this.#id
    const { promise: finished, resolve } = Promise.withResolvers<RecordingEnd>()
    if (this.#isClosed || !this.#link.isUp) {
      const error = this.#isClosed ? `media stream ${streamId} is closed` : 'the media worker is being restarted'
      resolve({ durationMs: 0, endedBy: 'closed', error })
    } else {
      this.#recordings.set(recordId, { resolve, startedMs: performance.now() })
      this.#link.post({ kind: 'record', streamId, recordId, isJoined, options })
    }
    return { finished, stop: () => this.#link.post({ kind: 'stop-record', streamId, recordId }) }
  }

  receive(report: WorkReport): void {
    if (report.kind === 'play-ended') {
      this.#playbacks.get(report.playId)?.(report.end, report.reachedMs)
      this.#playbacks.delete(report.playId)
    } else {
      this.#recordings.get(report.recordId)?.resolve(report.end)
      this.#recordings.delete(report.recordId)
    }
  }

  /** Nothing new begins. */
  close(): void {
    this.#isClosed = true
  }

  /** Ends what was going on. The files hold all but the last second; `durationMs` is by the clock. */
  abandon(error: string): void {
    for (const end of this.#playbacks.values()) end({ error }, 0)
    for (const { resolve, startedMs } of this.#recordings.values()) {
      resolve({ durationMs: Math.round(performance.now() - startedMs), endedBy: 'closed', error })
    }
    this.#playbacks.clear()
    this.#recordings.clear()
  }
}
