import { afterEach, describe, expect, it } from 'vitest'
import { type EngineDatabase, openEngineDatabase } from './engine-database.ts'
import { createQueueLog, type QueueEvent, type QueueLogOptions } from './queue-log.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const open: EngineDatabase[] = []
afterEach(() => {
  for (const db of open.splice(0)) db.close()
})

function logIn(folder: string, options: Partial<QueueLogOptions> = {}) {
  const db = openEngineDatabase(folder)
  open.push(db)
  let ids = 0
  return { db, log: createQueueLog(db, { newId: () => `${Date.now()} ${++ids} ${Math.random()}`, ...options }) }
}

const event = (atMs: number, fields: Partial<QueueEvent> = {}): QueueEvent => ({
  atMs,
  queueId: 'sales',
  kind: 'answered',
  agentId: 'ann',
  waitMs: 1_500,
  talkMs: 0,
  about: '',
  ...fields,
})

describe('the log of queues', () => {
  it('is there after a restart, the oldest first, as far back as is asked for', () => {
    const folder = temporaryFolder()
    const { log } = logIn(folder)
    const events = [event(1), event(3, { kind: 'pause', queueId: '', about: 'Lunch' }), event(2)]
    for (const each of events) log.add(each)
    const again = logIn(folder).log
    expect(again.since(0)).toEqual([events[0], events[2], events[1]])
    expect(again.since(3)).toEqual([events[1]])
  })

  it('keeps whole milliseconds', () => {
    const { log } = logIn(temporaryFolder())
    log.add(event(1, { waitMs: 1.6, talkMs: 0.2 }))
    expect(log.since(0)).toMatchObject([{ waitMs: 2, talkMs: 0 }])
  })

  it('skips what only a newer version knows', () => {
    const { db, log } = logIn(temporaryFolder())
    log.add(event(1))
    db.exec("UPDATE queue_event SET kind = 'juggled'")
    log.add(event(2))
    expect(log.since(0)).toMatchObject([{ atMs: 2 }])
  })

  it('forgets the oldest', () => {
    const { log } = logIn(temporaryFolder(), { maxEvents: 10 })
    for (let at = 1; at <= 30; at++) log.add(event(at))
    const kept = log.since(0)
    expect([kept.length, kept.at(-1)?.atMs]).toEqual([10, 30])
  })
})
