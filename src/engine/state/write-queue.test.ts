import { describe, expect, it, onTestFinished } from 'vitest'
import { SimClock } from '../sip/testing/sim-clock.ts'
import { rowWriter } from './database-writer.ts'
import { connect, databasePath, openEngineDatabase } from './engine-database.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { threadedTarget } from './threaded-target.ts'
import { type RowTarget, WriteQueue } from './write-queue.ts'
import type { RowWrite } from './writes.ts'

const PUT = 'INSERT OR REPLACE INTO runtime_state VALUES (@scope, @id, @name, @value)'

function row(key: string, value = 'x', more: Partial<RowWrite> = {}): RowWrite {
  const parameters = { scope: 'user', id: key, name: 'n', value }
  return { kind: 'setting', key, sql: PUT, parameters, ...more }
}

/** A database that can be filled, by SQLite's own limit of pages, and a queue before it. */
function setUp(maxWaiting?: number) {
  const folder = temporaryFolder()
  const db = openEngineDatabase(folder)
  onTestFinished(() => void db.close())
  const write = rowWriter(db)
  const batches: number[] = []
  const target: RowTarget = {
    async write(changes) {
      batches.push(changes.length)
      write(changes)
    },
    close: async () => {},
  }
  const clock = new SimClock()
  const news: (string | null)[] = []
  const refused: string[] = []
  const queue: WriteQueue = new WriteQueue({
    target,
    timers: clock,
    onChange: () => news.push(queue.problem),
    onRefused: ({ key }) => refused.push(key),
    ...(maxWaiting === undefined ? {} : { maxWaiting }),
  })
  return {
    queue,
    clock,
    batches,
    news,
    refused,
    db,
    values: () =>
      Object.fromEntries(
        db
          .prepare<[], { id: string; value_json: string }>('SELECT id, value_json FROM runtime_state')
          .all()
          .map((each) => [each.id, each.value_json]),
      ),
    fill: () => db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`),
    makeRoom: () => db.pragma('max_page_count = 1000000'),
  }
}

/** Larger than what is free in the pages there are. */
const LARGE = 'x'.repeat(100_000)

describe('rows on their way to engine.db', () => {
  it('put in one go are one transaction', async () => {
    const { queue, batches, values } = setUp()
    for (const key of ['a', 'b', 'c']) queue.put(row(key))
    expect(values()).toEqual({})
    expect(queue.waiting).toBe(3)
    await queue.settled()
    expect(batches).toEqual([3])
    expect(values()).toEqual({ a: 'x', b: 'x', c: 'x' })
    expect(queue.waiting).toBe(0)
  })

  it('are written at once after a quiet time, and then so that those of a tenth of a second share a transaction', async () => {
    const { queue, clock, batches, values } = setUp()
    queue.put(row('a'))
    await clock.advance(0)
    expect(values()).toEqual({ a: 'x' })
    queue.put(row('b'))
    await clock.advance(60)
    queue.put(row('c'))
    queue.put(row('b', 'newer'))
    await clock.advance(39)
    expect(batches).toEqual([1])
    await clock.advance(1)
    expect(batches).toEqual([1, 2])
    expect(values()).toEqual({ a: 'x', b: 'newer', c: 'x' })
    await clock.advance(100)
    queue.put(row('d'))
    await clock.advance(0)
    expect(batches).toEqual([1, 2, 1])
  })

  it('put while others are being written follow', async () => {
    const { queue, values } = setUp()
    queue.put(row('a', 'x', { onWritten: () => queue.put(row('b')) }))
    await queue.settled()
    expect(values()).toEqual({ a: 'x', b: 'x' })
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('put %i ticks later are written too', async (ticks) => {
    const { queue, values } = setUp()
    queue.put(row('a'))
    for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
    queue.put(row('b'))
    await queue.settled()
    expect(values()).toEqual({ a: 'x', b: 'x' })
  })

  it('are said to be written when they are, and only the last state of each', async () => {
    const { queue, values } = setUp()
    const said: string[] = []
    queue.put(row('a', 'first', { onWritten: () => said.push('first') }))
    queue.put(row('a', 'second', { onWritten: () => said.push(`second: ${values()['a']}`) }))
    await queue.settled()
    expect(said).toEqual(['second: second'])
  })

  it('more than one transaction holds are all written', async () => {
    const { queue, batches, values } = setUp()
    for (let at = 0; at < 1_200; at++) queue.put(row(`row-${at}`))
    await queue.settled()
    expect(batches).toEqual([500, 500, 200])
    expect(Object.keys(values())).toHaveLength(1_200)
  })
})

describe('a full disk', () => {
  it('keeps them, tries after 1, 2, 4 ... 30 s, and writes them when there is room', async () => {
    const { queue, clock, batches, news, values, fill, makeRoom } = setUp()
    fill()
    queue.put(row('a', LARGE))
    await queue.settled()
    expect(news).toEqual(['database or disk is full'])
    expect(queue.waiting).toBe(1)
    queue.put(row('b')) // waits with it, and costs no further try
    expect(batches).toEqual([1])
    await clock.advance(1_000)
    expect(batches).toEqual([1, 2])
    await clock.advance(2_000 + 4_000 + 8_000 + 16_000)
    expect(batches).toHaveLength(6)
    await clock.advance(59_000)
    expect(batches).toHaveLength(7)
    makeRoom()
    await clock.advance(1_000)
    expect(values()).toEqual({ a: LARGE, b: 'x' })
    expect(news).toEqual(['database or disk is full', null])
    await clock.advance(100)
    expect(clock.pendingCount).toBe(0)
  })

  it('is tried at once when somebody says that there is room', async () => {
    const { queue, clock, values, fill, makeRoom } = setUp()
    fill()
    queue.put(row('a', LARGE))
    await queue.settled()
    makeRoom()
    queue.resume()
    await queue.settled()
    expect(values()).toEqual({ a: LARGE })
    await clock.advance(100)
    expect(clock.pendingCount).toBe(0)
  })

  it('does not bring back what was overtaken meanwhile', async () => {
    const { queue, values, fill, makeRoom } = setUp()
    fill()
    queue.put(row('a', LARGE))
    queue.put(row('b', 'old'))
    await queue.settled()
    queue.put(row('b', 'new'))
    queue.put(row('c'))
    expect(queue.waiting).toBe(3)
    makeRoom()
    queue.resume()
    await queue.settled()
    expect(values()).toEqual({ a: LARGE, b: 'new', c: 'x' })
  })

  it('costs the oldest of a kind when too many wait, which are counted', async () => {
    const { queue, values, fill, makeRoom } = setUp(3)
    fill()
    queue.put(row('a', LARGE))
    await queue.settled()
    for (const key of ['b', 'c', 'd', 'e']) queue.put(row(key, 'x', { kind: 'setting' }))
    queue.put(row('other', 'x', { kind: 'registration' }))
    expect(queue.waiting).toBe(4)
    expect([queue.lost('setting'), queue.lost('registration')]).toEqual([2, 0])
    makeRoom()
    queue.resume()
    await queue.settled()
    expect(Object.keys(values()).toSorted()).toEqual(['c', 'd', 'e', 'other'])
  })

  it('is tried once more on close, which says how much is not written', async () => {
    const { queue, clock, fill, makeRoom, values } = setUp()
    fill()
    queue.put(row('a', LARGE))
    await queue.settled()
    expect(await queue.close()).toBe(1)
    expect(clock.pendingCount).toBe(0)
    const other = setUp()
    other.fill()
    other.queue.put(row('a', LARGE))
    await other.queue.settled()
    other.makeRoom()
    expect(await other.queue.close()).toBe(0)
    expect(other.values()).toEqual({ a: LARGE })
    makeRoom()
    expect(values()).toEqual({})
  })
})

describe('a row that the database refuses', () => {
  it('is given up by name and holds up no other', async () => {
    const { queue, refused, news, values } = setUp()
    queue.put(row('a'))
    queue.put({ ...row('bad'), parameters: { scope: 'user', id: null, name: 'n', value: 'x' } })
    queue.put(row('b'))
    await queue.settled()
    expect(values()).toEqual({ a: 'x', b: 'x' })
    expect(refused).toEqual(['bad'])
    expect(queue.lost('setting')).toBe(1)
    expect(news).toEqual([])
  })
})

describe('the thread that writes', () => {
  const workerUrl = new URL('./database-worker.ts', import.meta.url)

  it('writes what another connection reads, says why it cannot, and closes', async () => {
    const folder = temporaryFolder()
    const db = openEngineDatabase(folder)
    onTestFinished(() => void db.close())
    const target = threadedTarget(workerUrl, databasePath(folder))
    await target.write([row('a')])
    expect(db.prepare('SELECT id FROM runtime_state').all()).toEqual([{ id: 'a' }])
    const bad = { ...row('b'), parameters: { scope: 'user', id: null, name: 'n', value: 'x' } }
    await expect(target.write([row('c'), bad])).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_NOTNULL' })
    expect(db.prepare('SELECT id FROM runtime_state').all()).toEqual([{ id: 'a' }])
    await target.close()
  })

  it('that ends over a write is an error of that write, and there is another for the next', async () => {
    const folder = temporaryFolder()
    const nowhere = threadedTarget(new URL('./no-such-worker.ts', import.meta.url), databasePath(folder))
    await expect(nowhere.write([row('a')])).rejects.toMatchObject({ code: 'WRITER_ENDED' })
    await expect(nowhere.write([row('a')])).rejects.toMatchObject({ code: 'WRITER_ENDED' })
    await nowhere.close()
  })

  it('flushes every commit to the disk (synchronous = FULL)', () => {
    const folder = temporaryFolder()
    openEngineDatabase(folder).close()
    const db = connect(databasePath(folder))
    onTestFinished(() => void db.close())
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  })
})

describe('what is to be written at once', () => {
  it('waits for its turn at the thread, and is on the disk when it is said to be', async () => {
    const folder = temporaryFolder()
    const db = openEngineDatabase(folder)
    let underWay = 0
    const write = rowWriter(db)
    const target: RowTarget = {
      async write(changes) {
        if (++underWay > 1) throw new Error('one call at a time')
        await new Promise(setImmediate)
        write(changes)
        underWay--
      },
      close: async () => void db.close(),
    }
    const queue = new WriteQueue({ target, timers: new SimClock(), onChange: () => {}, onRefused: () => {} })
    queue.put(row('a'))
    await Promise.all([queue.atOnce([row('b'), row('c')]), queue.atOnce([row('d')])])
    const ids = db.prepare<[], { id: string }>('SELECT id FROM runtime_state ORDER BY id').all()
    expect(ids.map(({ id }) => id)).toEqual(expect.arrayContaining(['b', 'c', 'd']))
    const last = queue.atOnce([row('e')])
    expect(await queue.close()).toBe(0)
    await last
  })

  it('is refused as a whole when there is no room, and what waits is written once there is', async () => {
    const { queue, values, fill, makeRoom } = setUp()
    fill()
    await expect(queue.atOnce([row('a'), row('b', LARGE)])).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    expect([values(), queue.waiting]).toEqual([{}, 0])
    queue.put(row('c', LARGE))
    await queue.settled()
    makeRoom()
    await queue.atOnce([row('d')])
    queue.resume()
    await queue.settled()
    expect(Object.keys(values()).toSorted()).toEqual(['c', 'd'])
  })
})
