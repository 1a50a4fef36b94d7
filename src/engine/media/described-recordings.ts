import type { Recording, RecordOptions } from './media-engine.ts'
import { mendWav } from './files/mend-wav.ts'
import type { RecordingDescription, RecordingEnd } from './worker-messages.ts'

interface OpenRecording {
  description: RecordingDescription
  readonly startedMs: number
  readonly resolve: (end: RecordingEnd) => void
  /** Whether a worker heard of it: then there is a file. */
  isTold: boolean
}

/** What records a stream or a mix, until its end was reported. */
export class DescribedRecordings {
  readonly #name: string
  readonly #onChange: () => void
  readonly #open = new Map<number, OpenRecording>()
  #isClosed = false

  constructor(name: string, onChange: () => void) {
    this.#name = name
    this.#onChange = onChange
  }

  get size(): number {
    return this.#open.size
  }

  /** Throws a RangeError for a recording without a length. */
  start(recordId: number, options: RecordOptions, isJoined: boolean): Recording {
    if (!(options.maxDurationMs > 0)) {
      throw new RangeError(`recording of at most ${options.maxDurationMs} ms; more than 0 is needed`)
    }
    const { promise: finished, resolve } = Promise.withResolvers<RecordingEnd>()
    if (this.#isClosed) {
      resolve({ durationMs: 0, endedBy: 'closed', error: `${this.#name} is closed` })
    } else {
      const description = { recordId, isJoined, options, isContinued: false, isPaused: false, isOver: false }
      this.#open.set(recordId, { description, startedMs: performance.now(), resolve, isTold: false })
      this.#onChange()
    }
    return {
      finished,
      stop: () => this.#change(recordId, { isOver: true }),
      pause: (isPaused) => this.#change(recordId, { isPaused }),
    }
  }

  describe(): RecordingDescription[] {
    return [...this.#open.values()].map((recording) => {
      recording.isTold = true
      return recording.description
    })
  }

  ended(recordId: number, end: RecordingEnd): void {
    this.#open.get(recordId)?.resolve(end)
    this.#open.delete(recordId)
  }

  /** The worker ends those that there are. */
  close(): void {
    this.#isClosed = true
  }

  /** The next worker goes on in the same files. Of a stream that is closed there is no next one: what is in its files is all. */
  lost(): void {
    for (const [recordId, recording] of this.#open) {
      const { description, isTold } = recording
      if (isTold) recording.description = { ...description, isContinued: true }
      if (this.#isClosed) this.ended(recordId, { durationMs: lengthOf(description.options.path), endedBy: 'closed' })
    }
  }

  /** The files hold all but the last second; `durationMs` is by the clock. */
  abandon(error: string): void {
    for (const [recordId, { startedMs }] of this.#open) {
      this.ended(recordId, { durationMs: Math.round(performance.now() - startedMs), endedBy: 'closed', error })
    }
  }

  #change(recordId: number, to: Partial<Pick<RecordingDescription, 'isOver' | 'isPaused'>>): void {
    const recording = this.#open.get(recordId)
    if (recording === undefined) return
    recording.description = { ...recording.description, ...to }
    this.#onChange()
  }
}

function lengthOf(path: string): number {
  try {
    return mendWav(path) ?? 0
  } catch {
    return 0
  }
}
