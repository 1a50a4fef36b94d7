import type { QueueEvent } from '../../state/queue-log.ts'

/** What happened in a queue on one day. */
export interface DayTotals {
  readonly answered: number
  /** Of those, within the time the queue wants. */
  readonly answeredInTime: number
  /** Hung up while they waited. */
  readonly abandoned: number
  /** Left by the key, after the longest wait, or because the queue was full. */
  readonly left: number
  /** Asked to be called back. */
  readonly callbacks: number
  /** Were reached when they were called back, and were not. */
  readonly calledBack: number
  readonly notReached: number
  /** Of those answered, together. */
  readonly waitMs: number
  readonly longestWaitMs: number
  readonly talks: number
  readonly talkMs: number
}

export const noTotals: DayTotals = {
  answered: 0,
  answeredInTime: 0,
  abandoned: 0,
  left: 0,
  callbacks: 0,
  calledBack: 0,
  notReached: 0,
  waitMs: 0,
  longestWaitMs: 0,
  talks: 0,
  talkMs: 0,
}

/** The totals with one more event. What says nothing about callers changes nothing. */
export function withEvent(totals: DayTotals, { kind, waitMs, talkMs }: QueueEvent, inTimeMs: number): DayTotals {
  switch (kind) {
    case 'answered':
      return {
        ...totals,
        answered: totals.answered + 1,
        answeredInTime: totals.answeredInTime + (waitMs <= inTimeMs ? 1 : 0),
        waitMs: totals.waitMs + waitMs,
        longestWaitMs: Math.max(totals.longestWaitMs, waitMs),
      }
    case 'talked':
      return { ...totals, talks: totals.talks + 1, talkMs: totals.talkMs + talkMs }
    case 'gone':
      return { ...totals, abandoned: totals.abandoned + 1 }
    case 'exit-key':
    case 'timeout':
    case 'forwarded':
    case 'full':
      return { ...totals, left: totals.left + 1 }
    case 'callback':
      return { ...totals, callbacks: totals.callbacks + 1 }
    case 'called-back':
      return { ...totals, calledBack: totals.calledBack + 1 }
    case 'callback-dropped':
      return { ...totals, notReached: totals.notReached + 1 }
    default:
      return totals
  }
}

/**
 * The share of callers who got an agent in time, from 0 to 1, of all who got one, hung up or left; those who are called back count on neither side.
 * Undefined before anybody did.
 */
export function serviceLevelOf({ answered, answeredInTime, abandoned, left }: DayTotals): number | undefined {
  const all = answered + abandoned + left
  return all === 0 ? undefined : answeredInTime / all
}

export interface DayAbout {
  readonly queueId: string
  readonly inTimeMs: number
  /** The zone's name, which day it is there, and which day an event was on. */
  readonly zone: string
  readonly today: number
  readonly dayOf: (atMs: number) => number
}

interface Counted {
  readonly about: DayAbout
  readonly totals: DayTotals
}

/** Events kept in memory, which is more than a day of them. */
const MAX_KEPT = 100_000

/** Counts days as they go: what was counted is kept until the day, the zone or what is in time changes. */
export class QueueDays {
  readonly #counted = new Map<string, Counted>()
  #events: QueueEvent[]

  constructor(events: readonly QueueEvent[]) {
    this.#events = [...events]
  }

  add(event: QueueEvent): void {
    this.#events.push(event)
    if (this.#events.length > MAX_KEPT) this.#events = this.#events.slice(-MAX_KEPT / 2)
    const counted = this.#counted.get(event.queueId)
    if (!counted || counted.about.dayOf(event.atMs) !== counted.about.today) return
    const totals = withEvent(counted.totals, event, counted.about.inTimeMs)
    this.#counted.set(event.queueId, { ...counted, totals })
  }

  /** The latest of one queue and of agents whom it concerns, the newest first. */
  latest(queueId: string, agentIds: ReadonlySet<string>, limit: number): readonly QueueEvent[] {
    const found: QueueEvent[] = []
    for (let at = this.#events.length - 1; at >= 0 && found.length < limit; at--) {
      const event = this.#events[at]
      if (event && (event.queueId === queueId || (event.queueId === '' && agentIds.has(event.agentId))))
        found.push(event)
    }
    return found
  }

  totals(about: DayAbout): DayTotals {
    const { queueId, inTimeMs, zone, today, dayOf } = about
    const known = this.#counted.get(queueId)
    if (known?.about.today === today && known.about.inTimeMs === inTimeMs && known.about.zone === zone)
      return known.totals
    const totals = this.#events
      .filter((event) => event.queueId === queueId && dayOf(event.atMs) === today)
      .reduce((sum, event) => withEvent(sum, event, inTimeMs), noTotals)
    this.#counted.set(queueId, { about, totals })
    return totals
  }
}
