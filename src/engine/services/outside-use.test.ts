import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { type EngineDatabase, openEngineDatabase } from '../state/engine-database.ts'
import { createRuntimeState } from '../state/runtime-state.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { OutsideUse } from './outside-use.ts'

const MINUTE_MS = 60_000
/** 23:00 in New York. */
const elevenMs = Date.UTC(2026, 10, 21, 4)

let directory: string
let db: EngineDatabase
beforeEach(() => {
  directory = temporaryFolder()
  db = openEngineDatabase(directory)
})
afterEach(() => {
  db.close()
})

const design = ({ account = {}, trunk = {} }: { account?: object; trunk?: object }) =>
  snapshotOf([
    makeDocument('account', { id: 'a', name: 'Northwind', timezone: 'America/New_York', ...account }),
    makeDocument('user', { id: 'alex', name: 'Alex' }),
    makeDocument('user', { id: 'blair', name: 'Blair' }),
    makeDocument('trunk', { id: 'one', name: 'One', ...trunk }),
    makeDocument('trunk', { id: 'two', name: 'Two' }),
  ])

function using(limits: Parameters<typeof design>[0]) {
  let nowMs = elevenMs
  const lost: unknown[] = []
  const started = () =>
    new OutsideUse({
      clock: { now: () => nowMs, wall: () => nowMs },
      runtimeState: createRuntimeState(db),
      onLost: (error) => lost.push(error),
    })
  let use = started()
  const begin = (userId = 'alex', trunkId = 'one') => use.begin({ design: design(limits), userId, trunkId })
  const call = (userId?: string, trunkId?: string) => {
    const begun = begin(userId, trunkId)
    if (typeof begun === 'string') throw new Error(begun)
    return begun
  }
  return {
    begin,
    call,
    lost,
    later: (ms: number) => (nowMs += ms),
    restart: () => (use = started()),
    talk: (minutes: number, userId?: string, trunkId?: string) => {
      const talked = call(userId, trunkId)
      talked.answered()
      nowMs += minutes * MINUTE_MS
      talked.ended()
    },
  }
}

it('without limits anybody calls as much as they like', () => {
  const { call, talk, begin } = using({})
  for (let at = 0; at < 100; at++) call()
  talk(10_000)
  expect(begin()).toBeTypeOf('object')
})

describe('calls at once', () => {
  const two = { account: { outsideCallsAtOnce: 2 } }

  it('count from the first ring to the end, by person, on whatever trunk', () => {
    const { call, begin } = using(two)
    const first = call()
    call('alex', 'two')
    expect(begin()).toBe('calls-at-once')
    expect(begin('blair')).toBeTypeOf('object')
    first.ended()
    first.ended()
    expect(begin()).toBeTypeOf('object')
    expect(begin()).toBe('calls-at-once')
  })

  it('of nobody have no limit', () => {
    const { call, begin } = using(two)
    for (let at = 0; at < 5; at++) call('')
    expect(begin('')).toBeTypeOf('object')
  })
})

describe('minutes a day', () => {
  const ten = { account: { outsideMinutesADay: 10 } }

  it('count what was talked, not what rang, and no more once they are used up', () => {
    const { talk, call, later, begin } = using(ten)
    const rang = call()
    later(60 * MINUTE_MS)
    rang.ended()
    talk(9)
    expect(begin()).toBeTypeOf('object')
    talk(1)
    expect(begin()).toBe('minutes')
    expect(begin('blair')).toBeTypeOf('object')
  })

  it('count calls that are up', () => {
    const { call, later, begin } = using(ten)
    for (let at = 0; at < 2; at++) call().answered()
    later(5 * MINUTE_MS - 1)
    expect(begin()).toBeTypeOf('object')
    later(1)
    expect(begin()).toBe('minutes')
  })

  it('begin again at midnight where the account is', () => {
    const { talk, later, begin } = using(ten)
    talk(10)
    later(49 * MINUTE_MS)
    expect(begin()).toBe('minutes')
    later(MINUTE_MS)
    expect(begin()).toBeTypeOf('object')
  })

  it('survive a restart', () => {
    const { talk, restart, begin } = using(ten)
    talk(6)
    talk(4)
    restart()
    expect(begin()).toBe('minutes')
  })

  it('of a trunk are those of everybody on it', () => {
    const { talk, restart, begin } = using({ trunk: { outsideMinutesADay: 10 } })
    talk(4)
    talk(4, 'blair')
    talk(2, '')
    restart()
    expect(begin('blair')).toBe('trunk-minutes')
    expect(begin('', 'two')).toBeTypeOf('object')
    expect(begin('alex', 'two')).toBeTypeOf('object')
  })

  it('that cannot be written end no call, and count as long as the engine runs', () => {
    const { talk, begin, lost } = using(ten)
    talk(1)
    db.close()
    talk(9)
    expect(lost.length).toBeGreaterThan(0)
    expect(begin()).toBe('minutes')
    db = openEngineDatabase(directory)
  })
})
