import type { EngineDatabase } from './engine-database.ts'
import { type Writes, writeThrough } from './writes.ts'

/**
 * What is kept of a queue. `answered` and the ends of waiting carry how long the caller waited, `talked` how long agent and caller spoke. The kinds about
 * agents name no queue where they concern all of the agent's.
 */
export const queueEventKinds = [
  'answered',
  'talked',
  'gone',
  'exit-key',
  'timeout',
  'forwarded',
  'full',
  'callback',
  'called-back',
  'callback-dropped',
  'missed',
  'log-in',
  'log-out',
  'pause',
  'resume',
] as const
export type QueueEventKind = (typeof queueEventKinds)[number]

export interface QueueEvent {
  /** By the clock on the wall. */
  readonly atMs: number
  readonly queueId: string
  readonly kind: QueueEventKind
  readonly agentId: string
  readonly waitMs: number
  readonly talkMs: number
  /** The reason of a pause, or why a call back came to nothing. */
  readonly about: string
}

/** The table `queue_event` of engine.db. */
export interface QueueLog {
  add(event: QueueEvent): void
  /** Since then, the oldest first; at most the latest 100,000. */
  since(atMs: number): readonly QueueEvent[]
}

interface Row {
  readonly atMs: number
  readonly queueId: string
  readonly kind: string
  readonly agentId: string
  readonly waitMs: number
  readonly talkMs: number
  readonly about: string
}

/** Months of a large call centre. */
const MAX_EVENTS = 1_000_000
const PRUNE_EVERY = 1_000
const MAX_READ = 100_000

const INSERT = `INSERT OR REPLACE INTO queue_event VALUES (@eventId, @atMs, @queueId, @kind, @agentId, @waitMs, @talkMs, @about)`
const PRUNE = 'DELETE FROM queue_event WHERE rowid <= (SELECT max(rowid) FROM queue_event) - @maxEvents'

export function createQueueLog(
  db: EngineDatabase,
  { newId, writes = writeThrough(db), maxEvents = MAX_EVENTS }: QueueLogOptions,
): QueueLog {
  const read = db.prepare<[number, number], Row>(
    `SELECT at_ms AS atMs, queue_id AS queueId, kind, agent_id AS agentId, wait_ms AS waitMs, talk_ms AS talkMs, about
     FROM queue_event WHERE at_ms >= ? ORDER BY at_ms DESC, rowid DESC LIMIT ?`,
  )
  const pruneEvery = Math.max(1, Math.min(PRUNE_EVERY, Math.floor(maxEvents / 1_000)))
  let added = 0
  return {
    add(event) {
      const eventId = newId()
      const parameters = { ...event, eventId, waitMs: Math.round(event.waitMs), talkMs: Math.round(event.talkMs) }
      writes.put({ kind: 'queue event', key: eventId, sql: INSERT, parameters })
      if (++added % pruneEvery === 0)
        writes.put({ kind: 'queue event', key: '', sql: PRUNE, parameters: { maxEvents } })
    },
    since: (atMs) =>
      read
        .all(atMs, MAX_READ)
        .flatMap((row): QueueEvent[] => {
          const kind = queueEventKinds.find((each) => each === row.kind)
          return kind === undefined ? [] : [{ ...row, kind }]
        })
        .reverse(),
  }
}

export interface QueueLogOptions {
  readonly newId: () => string
  readonly writes?: Writes
  readonly maxEvents?: number
}
