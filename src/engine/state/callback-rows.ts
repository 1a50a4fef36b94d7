import { z } from 'zod'
import type { EngineDatabase } from './engine-database.ts'
import { readJson } from './json-column.ts'
import { type Writes, writeThrough } from './writes.ts'

const callbackSchema = z.object({
  callbackId: z.string(),
  queueId: z.string(),
  number: z.string(),
  name: z.string(),
  isInside: z.boolean(),
  priority: z.number(),
  /** What they need of agents beside what the queue does. */
  skills: z.array(z.string()).default([]),
  /** When they came into the queue, and when they asked, by the clock on the wall. */
  joinedMs: z.number(),
  askedMs: z.number(),
  /** Times they were called and not reached. */
  tries: z.number().int(),
  /** When they are called again, by the clock on the wall; null: they are in line. */
  nextMs: z.number().nullable(),
})

/** Somebody who is to be called back. */
export type KeptCallback = Readonly<z.infer<typeof callbackSchema>>

/** The table `queue_callback` of engine.db. */
export interface CallbackRows {
  /** Who came first, first. */
  all(): readonly KeptCallback[]
  put(callback: KeptCallback): void
  remove(callbackId: string): void
}

const PUT = 'INSERT OR REPLACE INTO queue_callback VALUES (@callbackId, @json)'
const REMOVE = 'DELETE FROM queue_callback WHERE callback_id = @callbackId'

export function createCallbackRows(db: EngineDatabase, writes: Writes = writeThrough(db)): CallbackRows {
  const all = db.prepare<[], { readonly callback_json: string }>('SELECT callback_json FROM queue_callback')
  return {
    all: () =>
      all
        .all()
        .flatMap(({ callback_json }): KeptCallback[] => {
          const callback = readJson(callbackSchema, callback_json)
          return callback ? [callback] : []
        })
        .sort((a, b) => a.joinedMs - b.joinedMs),
    put(callback) {
      const { callbackId } = callback
      writes.put({
        kind: 'callback',
        key: callbackId,
        sql: PUT,
        parameters: { callbackId, json: JSON.stringify(callback) },
      })
    },
    remove(callbackId) {
      writes.put({ kind: 'callback', key: callbackId, sql: REMOVE, parameters: { callbackId } })
    },
  }
}
