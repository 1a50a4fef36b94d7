import type { Timers } from '../sip/user-agent-options.ts'
import type { RowChange } from './database-writer.ts'
import { codeOf } from './no-room.ts'
import type { DirectWrites, RowKind, RowWrite, Writes } from './writes.ts'

/** Writes rows somewhere else; rejects with an error that has a `code` of SQLite where it has one. */
export interface RowTarget {
  /** All of them or none. Resolves when they are on the disk. One call at a time. */
  write(changes: readonly RowChange[]): Promise<void>
  close(): Promise<void>
}

export interface WriteQueueOptions {
  readonly target: RowTarget
  readonly timers: Timers
  /** Nothing can be written now, or again. */
  readonly onChange: () => void
  /** A row was refused for good: a defect of ours. */
  readonly onRefused: (write: RowWrite, error: unknown) => void
  /** How long a transaction took that reached the disk. */
  readonly onWritten?: (tookMs: number) => void
  /** Of each kind; the oldest gives way and counts as lost. */
  readonly maxWaiting?: number
}

/** A busy day's call records of a large office; some 50 MB when all kinds are full. */
const MAX_WAITING = 20_000
/** In one transaction: the disk is flushed once for all of them. */
const BATCH = 500
/** From one transaction to the next while less than `BATCH` wait: on a busy engine many rows share a flush. */
const REST_MS = 100
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 30_000

/**
 * Rows on their way to engine.db, so that nobody waits for a disk and nothing is lost while it is full: what cannot be written stays here, the latest
 * state of each row, and is tried again after 1, 2, 4 ... 30 s or on `resume`. Rows do not depend on each other, so each kind keeps its own order.
 */
export class WriteQueue implements Writes, DirectWrites {
  readonly #options: WriteQueueOptions
  readonly #waiting = new Map<RowKind, Map<string, RowWrite>>()
  readonly #lost = new Map<RowKind, number>()
  #underWay = 0
  #running: Promise<void> | undefined
  #rested: Promise<void> = Promise.resolve()
  #rouse = () => {}
  #problem: string | null = null
  #retryMs = FIRST_RETRY_MS
  #cancelRetry: (() => void) | undefined
  #isClosed = false
  /** What was given to the target last. */
  #given: Promise<void> = Promise.resolve()

  constructor(options: WriteQueueOptions) {
    this.#options = options
  }

  /** Rows that are not on the disk yet. */
  get waiting(): number {
    let sum = this.#underWay
    for (const rows of this.#waiting.values()) sum += rows.size
    return sum
  }

  /** How many rows of that kind were given up for want of room. */
  lost(kind: RowKind): number {
    return this.#lost.get(kind) ?? 0
  }

  /** Why nothing can be written now; null while all is well. */
  get problem(): string | null {
    return this.#problem
  }

  put(write: RowWrite): void {
    const rows = this.#rowsOf(write.kind)
    rows.delete(write.key)
    rows.set(write.key, write)
    this.#giveWay(write.kind, rows)
    if (this.#problem === null) this.#run()
  }

  atOnce(changes: readonly RowChange[]): Promise<void> {
    const written = this.#given.then(async () => {
      const beganMs = performance.now()
      await this.#options.target.write(changes)
      this.#options.onWritten?.(performance.now() - beganMs)
    })
    this.#given = written.catch(() => {}) // whoever asked is told
    return written
  }

  /** There may be room again: try now. */
  resume(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    this.#retryMs = FIRST_RETRY_MS
    this.#rouse()
    this.#run()
  }

  /** Without a rest. Resolves when nothing waits or nothing more can be written for now. */
  async settled(): Promise<void> {
    while (this.#running) {
      this.#rouse()
      await this.#running
    }
  }

  /** Tries once more what waits. Resolves with how many rows could not be written. */
  async close(): Promise<number> {
    await this.settled()
    this.#isClosed = true
    this.resume()
    await this.settled()
    await this.#given
    await this.#options.target.close()
    return this.waiting
  }

  #run(): void {
    // A tick later at the earliest, so that what is put in one go is one transaction.
    this.#running ??= this.#rested
      .then(() => this.#writeAll())
      .finally(() => {
        this.#running = undefined
        this.#rest()
        if (this.#problem === null && this.waiting > 0) this.#run() // put in the last moment
      })
  }

  #rest(): void {
    if (this.#isClosed) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#options.timers.after(REST_MS, resolve)
    this.#rested = promise
    this.#rouse = () => {
      cancel()
      resolve()
    }
  }

  async #writeAll(): Promise<void> {
    for (let isMore = true; isMore; ) {
      const batch = this.#next()
      isMore = batch.length === BATCH
      if (batch.length === 0) return
      this.#underWay = batch.length
      const left = await this.#write(batch)
      this.#underWay = 0
      if (left.length > 0) return this.#putBack(left)
      this.#flowing()
    }
  }

  /** What is left of the batch because nothing can be written now. */
  async #write(batch: readonly RowWrite[]): Promise<readonly RowWrite[]> {
    try {
      await this.atOnce(batch.map(({ sql, parameters }) => ({ sql, parameters })))
    } catch (error) {
      const [only, ...others] = batch
      if (!only || !isOwnFault(error)) {
        this.#blocked(error)
        return batch
      }
      if (others.length > 0) return this.#writeEach(batch)
      this.#count(only.kind)
      this.#options.onRefused(only, error)
      return []
    }
    for (const { onWritten } of batch) onWritten?.()
    return []
  }

  /** One row that the database refuses must not hold up the others. */
  async #writeEach(batch: readonly RowWrite[]): Promise<readonly RowWrite[]> {
    for (const [at, write] of batch.entries()) {
      const left = await this.#write([write])
      if (left.length > 0) return batch.slice(at)
    }
    return []
  }

  #next(): readonly RowWrite[] {
    const batch: RowWrite[] = []
    for (const rows of this.#waiting.values()) {
      for (const [key, write] of rows) {
        if (batch.length === BATCH) return batch
        rows.delete(key)
        batch.push(write)
      }
    }
    return batch
  }

  /** Before what came meanwhile, which is newer. */
  #putBack(left: readonly RowWrite[]): void {
    const kinds = new Set(left.map(({ kind }) => kind))
    for (const kind of kinds) {
      const newer = this.#rowsOf(kind)
      const older = left.filter((write) => write.kind === kind).map((write) => [write.key, write] as const)
      const rows = new Map([...older, ...newer])
      this.#waiting.set(kind, rows)
      this.#giveWay(kind, rows)
    }
  }

  #blocked(error: unknown): void {
    const isNews = this.#problem === null
    this.#problem = error instanceof Error ? error.message : String(error)
    if (!this.#isClosed) {
      this.#cancelRetry = this.#options.timers.after(this.#retryMs, () => this.#run())
      this.#retryMs = Math.min(2 * this.#retryMs, LAST_RETRY_MS)
    }
    if (isNews) this.#options.onChange()
  }

  #flowing(): void {
    if (this.#problem === null) return
    this.#problem = null
    this.#retryMs = FIRST_RETRY_MS
    this.#options.onChange()
  }

  #rowsOf(kind: RowKind): Map<string, RowWrite> {
    const known = this.#waiting.get(kind)
    if (known) return known
    const rows = new Map<string, RowWrite>()
    this.#waiting.set(kind, rows)
    return rows
  }

  #giveWay(kind: RowKind, rows: Map<string, RowWrite>): void {
    for (const key of rows.keys()) {
      if (rows.size <= (this.#options.maxWaiting ?? MAX_WAITING)) return
      rows.delete(key)
      this.#count(kind)
    }
  }

  #count(kind: RowKind): void {
    this.#lost.set(kind, this.lost(kind) + 1)
  }
}

/** The row is at fault, not the disk: it would be refused again. Whatever else goes wrong may be otherwise in a while. */
function isOwnFault(error: unknown): boolean {
  const code = codeOf(error) ?? ''
  return /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE|ERROR)/.test(code) || error instanceof TypeError
}
