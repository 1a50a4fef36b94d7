import { readFileSync, statSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { z } from 'zod'
import type { EngineLog } from '../engine-log.ts'
import { type Cdr, cdrSchema } from '../control/contract.ts'
import type { Files } from './files.ts'

/** A call that lives, as far as its record is concerned. */
export interface JournalledCall {
  readonly callId: string
  /** Changes when the record would say something else than before, the time apart. */
  readonly recordKey: string
  /** What its record would be if it ended now. */
  cdr(endReason: string): Cdr
}

export interface LiveCallJournalOptions {
  readonly path: string
  /** Milliseconds, of a clock that is only measured with. */
  readonly now: () => number
  readonly files: Files
  readonly log: EngineLog
}

const line = z.object({
  atMs: z.number(),
  began: z.array(cdrSchema).default([]),
  ended: z.array(z.string()).default([]),
})
type Line = z.infer<typeof line>

const ENGINE_STOPPED = 'engine-stopped'

/** While calls live and nothing changes, a line this often says that they still do. */
const ALIVE_EVERY_MS = 5_000
/** The file is written anew when it is this large and four times what it was then. */
const MIN_REWRITE_BYTES = 256 * 1024
const MAX_READ_BYTES = 64 * 1024 ** 2

/**
 * Which calls live, in a file, so that those alive when the engine is killed get a call record at the next start. It is asked to look from time to
 * time: a call that began and ended in between was never written. Calls that began after the last look leave no record when the engine is killed.
 */
export class LiveCallJournal {
  readonly #options: LiveCallJournalOptions
  readonly #noted = new Map<string, string>()
  #sizeBytes = Number.POSITIVE_INFINITY // what the last run left is not ours to add to
  #rewrittenBytes = 0
  #lastAtMs = 0
  #isBusy = false
  #isFailing = false

  constructor(options: LiveCallJournalOptions) {
    this.#options = options
  }

  /** Writes what has changed since the last look. One at a time: a slow disk makes for fewer looks. */
  async look(live: Iterable<JournalledCall>): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      await this.#write([...live])
      this.#isFailing = false
    } catch (error) {
      this.#sizeBytes = Number.POSITIVE_INFINITY // half a line may be there
      if (!this.#isFailing) this.#options.log.error({ err: error }, 'which calls live could not be noted')
      this.#isFailing = true
    } finally {
      this.#isBusy = false
    }
  }

  async #write(live: readonly JournalledCall[]): Promise<void> {
    const { path, now, files } = this.#options
    const atMs = now()
    if (live.length === 0) {
      if (this.#sizeBytes > 0) await files.remove(path)
      this.#noted.clear()
      this.#sizeBytes = 0
      return
    }
    const changed = live.filter(({ callId, recordKey }) => this.#noted.get(callId) !== recordKey)
    const liveIds = new Set(live.map(({ callId }) => callId))
    const ended = [...this.#noted.keys()].filter((callId) => !liveIds.has(callId))
    if (changed.length === 0 && ended.length === 0 && atMs - this.#lastAtMs < ALIVE_EVERY_MS) return
    const isRewritten = this.#sizeBytes > Math.max(MIN_REWRITE_BYTES, 4 * this.#rewrittenBytes)
    const text = textOf({ atMs, began: isRewritten ? live : changed, ended: isRewritten ? [] : ended })
    if (isRewritten) {
      await files.write(path, text)
      this.#sizeBytes = 0
      this.#rewrittenBytes = text.length
    } else await appendFile(path, text, { mode: 0o600 })
    this.#sizeBytes += text.length
    this.#lastAtMs = atMs
    for (const callId of ended) this.#noted.delete(callId)
    for (const { callId, recordKey } of live) this.#noted.set(callId, recordKey)
  }
}

function textOf(about: { atMs: number; began: readonly JournalledCall[]; ended: readonly string[] }): string {
  return `${JSON.stringify({ ...about, began: about.began.map((call) => call.cdr(ENGINE_STOPPED)) })}\n`
}

/** The records of calls that lived when the engine was killed; they ended when it was last known to run. */
export function callsCutShort(path: string): Cdr[] {
  const live = new Map<string, { readonly cdr: Cdr; readonly atMs: number }>()
  let lastAtMs = 0
  for (const { atMs, began, ended } of linesOf(path)) {
    lastAtMs = atMs
    for (const cdr of began) live.set(cdr.callId, { cdr, atMs })
    for (const callId of ended) live.delete(callId)
  }
  return [...live.values()].map(({ cdr, atMs }) => ({ ...cdr, endedMs: cdr.endedMs + Math.max(0, lastAtMs - atMs) }))
}

/** Up to the first that is none: what follows half a line belongs to nothing. */
function linesOf(path: string): Line[] {
  const lines: Line[] = []
  try {
    if (statSync(path).size > MAX_READ_BYTES) return []
    for (const text of readFileSync(path, 'utf8').split('\n')) {
      if (text !== '') lines.push(line.parse(JSON.parse(text)))
    }
  } catch {
    return lines
  }
  return lines
}
