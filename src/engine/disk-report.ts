import type { Health } from './control/contract.ts'
import type { DiskWatch, KeptFree } from './state/free-space.ts'
import type { WriteQueue } from './state/write-queue.ts'

export interface DiskReportOptions {
  readonly watch: Pick<DiskWatch, 'state' | 'freeBytes' | 'isQuotaUsedUp'>
  readonly queue: Pick<WriteQueue, 'problem' | 'waiting' | 'lost'>
  readonly keptFree: KeptFree
  readonly say: (message: string) => void
}

const MIB = 1024 ** 2

/** What people are told of the disk: in `health` as long as it lasts, and once when it begins, gets worse or better, and is over. */
export class DiskReport {
  readonly #options: DiskReportOptions
  #told = ''

  constructor(options: DiskReportOptions) {
    this.#options = options
  }

  health(): Health['disk'] {
    const { watch, queue } = this.#options
    const { state, freeBytes } = watch
    return { state, freeBytes, waitingWrites: queue.waiting, lostCallRecords: queue.lost('call record') }
  }

  /** Null when all is well. */
  get problem(): string | null {
    const sentences = [...this.#ofSpace(), ...this.#ofQuota(), ...this.#ofWrites()]
    return sentences.length > 0 ? sentences.join(' ') : null
  }

  /** The watch or the queue has news. */
  changed(): void {
    const { watch, queue } = this.#options
    const now = [watch.state, watch.isQuotaUsedUp, queue.problem === null].join()
    if (now === this.#told || (this.#told === '' && this.problem === null)) return
    this.#told = now
    this.#options.say(this.problem ?? `The disk has room again.${this.#lostWords()}`)
  }

  #ofSpace(): readonly string[] {
    const { watch, keptFree } = this.#options
    if (watch.state === 'ok' || watch.freeBytes === null) return []
    const left = `The engine's disk has ${Math.floor(watch.freeBytes / MIB)} MiB left:`
    const least = (bytes: number) => `below ${Math.round(bytes / MIB)} MiB`
    return watch.state === 'low'
      ? [`${left} no calls are recorded ${least(keptFree.recording)}.`]
      : [`${left} ${least(keptFree.message)} no messages are taken and no calls are recorded.`]
  }

  #ofQuota(): readonly string[] {
    return this.#options.watch.isQuotaUsedUp
      ? ['Recordings of calls take all the room they may: no more calls are recorded until some are removed.']
      : []
  }

  #ofWrites(): readonly string[] {
    const { queue } = this.#options
    if (queue.problem === null) return []
    const waiting = `${queue.waiting} changes wait in memory and are written when there is room.`
    return [`The engine cannot write to its disk (${queue.problem.slice(0, 200)}): ${waiting}${this.#lostWords()}`]
  }

  #lostWords(): string {
    const lost = this.#options.queue.lost('call record')
    return lost === 0 ? '' : ` ${lost} call records are lost.`
  }
}
