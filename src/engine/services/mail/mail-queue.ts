import { type MailSettings, missingForMail } from '../../../callflow/design/kinds/mail-settings.ts'
import type { Clock, Timers } from '../../sip/user-agent-options.ts'
import type { MailRows, WaitingMail } from '../../state/mail-rows.ts'
import { compose, type FindRecording } from './compose.ts'
import { deliver, type DeliverOptions, type Tried } from './deliver.ts'
import type { Mail } from './mail.ts'

export interface MailQueueOptions {
  readonly rows: MailRows
  /** Of the design that runs. */
  readonly settings: () => MailSettings | undefined
  readonly find: FindRecording
  readonly clock: Clock
  readonly timers: Timers
  /** For the administrator. */
  readonly say: (message: string) => void
  readonly delivery?: DeliverOptions
}

/** `incomplete`: it is with everybody, without the recording it was to bring. `waiting`: a try has failed, or none is made for now; another follows. */
export type MailFate = 'taken' | 'incomplete' | 'given-up' | 'waiting'

interface Entry extends WaitingMail {
  /** By the clock that measures. */
  dueMs: number
  /** When `waitedMs` was counted last. */
  countedMs: number
  readonly onFate: (fate: MailFate) => void
}

const MINUTE_MS = 60_000
/** A mail is tried for so long. */
const DAY_MS = 24 * 60 * MINUTE_MS
/** After a server has put a mail off; greylisting lets in who comes back after some minutes. The last holds for all that follow. */
const putOffMs = [1, 5, 15, 30, 60, 120, 240].map((minutes) => minutes * MINUTE_MS)
/** After no server could be spoken to. */
const closedMs = [5, 15, 30, 60, 120, 300, 600, 900].map((seconds) => seconds * 1_000)
/** How long mails have waited is written again when it is so far from what the row says. */
const COUNT_MS = 10 * MINUTE_MS
export const MAX_WAITING = 5_000

/**
 * Mails on their way, on the disk until a server has taken them, sent one after another: a server that hangs holds up nothing but mail. What a server
 * puts off (4xx) waits for longer each time, for a day; what it refuses (5xx) is over. While no server can be spoken to, all wait, and one asks. A server
 * that takes a mail right before the engine is killed may get that one again, under the same Message-ID.
 */
export class MailQueue {
  readonly #options: MailQueueOptions
  readonly #entries = new Map<string, Entry>()
  readonly #stop = new AbortController()
  #sending: Promise<void> | undefined
  #cancelTimer: (() => void) | undefined
  /** How often in a row no server could be spoken to. */
  #failures = 0
  #closedUntilMs = 0
  #isTroubleSaid = false

  constructor(options: MailQueueOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  get isFull(): boolean {
    return this.#entries.size >= MAX_WAITING
  }

  /** What an earlier run of the engine has left. */
  start(): void {
    for (const waiting of this.#options.rows.all()) this.#enter(waiting, () => {})
    this.#next()
  }

  /** `onFate` hears what becomes of it in this run of the engine, `waiting` as often as it is so. False: too many wait already. */
  add(mail: Mail, onFate: (fate: MailFate) => void = () => {}): boolean {
    if (this.isFull) return false
    const waiting = { mail, tries: 0, waitedMs: 0 }
    this.#options.rows.put(waiting)
    this.#enter(waiting, onFate)
    if (this.#closedUntilMs > this.#options.clock.now()) onFate('waiting')
    this.#next()
    return true
  }

  /** The settings may be others now: all are tried at once. */
  retry(): void {
    const nowMs = this.#options.clock.now()
    this.#failures = 0
    this.#closedUntilMs = 0
    for (const entry of this.#entries.values()) entry.dueMs = nowMs
    this.#next()
  }

  /** A try under way is broken off; its mail is sent by the next start. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.#cancelTimer?.()
    await this.#sending
    for (const entry of this.#entries.values()) this.#keep(entry)
  }

  #enter(waiting: WaitingMail, onFate: Entry['onFate']): void {
    const nowMs = this.#options.clock.now()
    this.#entries.set(waiting.mail.id, { ...waiting, dueMs: nowMs, countedMs: nowMs, onFate })
  }

  /** Starts the next try, or waits for when there is one. */
  #next(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#sending || this.#stop.signal.aborted) return
    const first = [...this.#entries.values()].reduce<Entry | undefined>(
      (soonest, entry) => (soonest && soonest.dueMs <= entry.dueMs ? soonest : entry),
      undefined,
    )
    if (!first) return
    const waitMs = Math.max(first.dueMs, this.#closedUntilMs) - this.#options.clock.now()
    if (waitMs > 0) {
      this.#cancelTimer = this.#options.timers.after(waitMs, () => this.#next())
      return
    }
    this.#sending = this.#try(first).finally(() => {
      this.#sending = undefined
      this.#next()
    })
  }

  async #try(entry: Entry): Promise<void> {
    const settings = this.#options.settings()
    if (!settings || missingForMail(settings) !== undefined) {
      this.#closed(entry, 'the account names no mail server')
      return
    }
    let isComplete = true
    let tried: Tried
    try {
      const composed = await compose(entry.mail, settings, this.#options.find)
      isComplete = composed.isComplete
      tried = await deliver(composed, settings, { ...this.#options.delivery, signal: this.#stop.signal })
    } catch (error) {
      // One mail that cannot be written must not hold up the others.
      tried = { kind: 'answered', taken: [], refused: allRefused(entry.mail, error), answer: '' }
    }
    if (this.#stop.signal.aborted && tried.kind === 'no-server') return
    if (tried.kind === 'no-server') this.#closed(entry, tried.answer)
    else this.#answered(entry, tried, isComplete)
  }

  #answered(entry: Entry, { refused }: Tried & { kind: 'answered' }, isComplete: boolean): void {
    this.#opened()
    const final = refused.filter(({ isFinal }) => isFinal)
    const putOff = refused.filter(({ isFinal }) => !isFinal)
    if (final.length > 0) this.#refusedForGood(entry, final)
    if (putOff.length === 0) {
      this.#over(entry, final.length > 0 ? 'given-up' : isComplete ? 'taken' : 'incomplete')
      return
    }
    if (final.length > 0) entry.onFate('given-up')
    // Whoever has it, or never will, is not asked again.
    const tries = entry.tries + 1
    const mail = { ...entry.mail, to: putOff.map(({ address }) => address) }
    const onFate = final.length > 0 ? () => {} : entry.onFate
    const kept = { ...this.#counted(entry), mail, tries, onFate }
    if (kept.waitedMs >= DAY_MS) {
      this.#say(`A mail about ${mail.about} was put off for a day and is given up: ${putOff[0]?.answer ?? ''}`)
      this.#over(kept, 'given-up')
      return
    }
    kept.dueMs = this.#options.clock.now() + (putOffMs[tries - 1] ?? putOffMs.at(-1) ?? 0)
    this.#entries.set(mail.id, kept)
    this.#keep(kept)
    kept.onFate('waiting')
  }

  #refusedForGood({ mail }: Entry, final: readonly { readonly answer: string }[]): void {
    const whom = mail.to.length === 1 ? '' : ` for ${final.length} of ${mail.to.length} addresses`
    this.#say(`A mail about ${mail.about} was refused${whom} and is not sent again: ${final[0]?.answer ?? ''}`)
  }

  #opened(): void {
    if (this.#isTroubleSaid) this.#say('Mail leaves again.')
    this.#isTroubleSaid = false
    this.#failures = 0
    this.#closedUntilMs = 0
  }

  #closed(asked: Entry, why: string): void {
    const nowMs = this.#options.clock.now()
    const waitMs = closedMs[this.#failures] ?? closedMs.at(-1) ?? 0
    this.#failures++
    this.#closedUntilMs = nowMs + waitMs
    for (const { onFate } of this.#entries.values()) onFate('waiting')
    asked.dueMs = this.#closedUntilMs + 1 // another asks next: it may be this one that the server stumbles over
    if (!this.#isTroubleSaid) this.#say(`No mail leaves: ${why}. What waits is tried again for a day.`)
    this.#isTroubleSaid = true
    const old = [...this.#entries.values()]
      .map((entry) => this.#recounted(entry))
      .filter(({ waitedMs }) => waitedMs >= DAY_MS)
    for (const entry of old) this.#over(entry, 'given-up')
    if (old.length > 0) this.#say(`No mail has left for a day: ${old.length} are given up. ${why}.`)
  }

  #over(entry: Entry, fate: MailFate): void {
    this.#entries.delete(entry.mail.id)
    this.#options.rows.remove(entry.mail.id)
    entry.onFate(fate)
  }

  #recounted(entry: Entry): Entry {
    if (this.#options.clock.now() - entry.countedMs < COUNT_MS) return entry
    const counted = this.#counted(entry)
    this.#entries.set(entry.mail.id, counted)
    this.#keep(counted)
    return counted
  }

  #counted(entry: Entry): Entry {
    const nowMs = this.#options.clock.now()
    return { ...entry, waitedMs: entry.waitedMs + nowMs - entry.countedMs, countedMs: nowMs }
  }

  #keep(entry: Entry): void {
    const { mail, tries, waitedMs } = this.#counted(entry)
    this.#options.rows.put({ mail, tries, waitedMs })
  }

  #say(message: string): void {
    this.#options.say(message)
  }
}

const allRefused = ({ to }: Mail, error: unknown) =>
  to.map((address) => ({
    address,
    isFinal: true,
    answer: `it could not be written: ${error instanceof Error ? error.name : 'unknown'}`,
  }))
