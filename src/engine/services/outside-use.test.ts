import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { type EngineDatabase, openEngineDatabase } from '../state/engine-database.ts'
import { createRuntimeState } from '../state/runtime-state.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { accountOutsideLimits } from '../../callflow/design/kinds/outside-limits.ts'
import { OutsideStops } from './outside-stops.ts'
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
    makeDocument('device', { id: 'desk', name: 'Desk', outsideMinutesADay: 20 }),
    makeDocument('trunk', { id: 'one', name: 'One', ...trunk }),
    makeDocument('trunk', { id: 'two', name: 'Two' }),
  ])

function using(limits: Parameters<typeof design>[0]) {
  let nowMs = elevenMs
  const lost: unknown[] = []
  const told: string[] = []
  const changes: number[] = []
  const clock = { now: () => nowMs, wall: () => nowMs }
  const started = () => {
    const runtimeState = createRuntimeState(db)
    const stops = new OutsideStops({
      runtimeState,
      clock,
      newId: () => `stop-${changes.length}`,
      onChanged: (all) => changes.push(all.length),
      onStopped: (message) => told.push(message),
    })
    return { stops, use: new OutsideUse({ clock, runtimeState, stops, onLost: (error) => lost.push(error) }) }
  }
  let { stops, use } = started()
  const beginTo = (number: string, about: { userId?: string; trunkId?: string; deviceId?: string } = {}) =>
    use.begin({ design: design(limits), userId: 'alex', trunkId: 'one', deviceId: '', number, ...about })
  /** What keeps it in, or the call. */
  const begin = (userId = 'alex', trunkId = 'one', deviceId = '') => {
    const begun = beginTo('+16045550100', { userId, trunkId, deviceId })
    return 'limit' in begun ? begun.limit : begun
  }
  const call = (userId?: string, trunkId?: string, deviceId?: string) => {
    const begun = begin(userId, trunkId, deviceId)
    if (typeof begun === 'string') throw new Error(begun)
    return begun
  }
  return {
    begin,
    call,
    design: design(limits),
    reached: (about: Parameters<OutsideUse['reached']>[0]) => use.reached(about),
    beginTo,
    lost,
    told,
    changes,
    get stops() {
      return stops
    },
    later: (ms: number) => (nowMs += ms),
    restart: () => ({ stops, use } = started()),
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

  it('of a call count once, however often its end is told', () => {
    const { call, later, begin } = using(ten)
    const talked = call()
    talked.answered()
    later(6 * MINUTE_MS)
    talked.ended()
    talked.ended()
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

describe('minutes of others than a person', () => {
  it('of a month begin again with it where the account is, those of a night with the night', () => {
    const { talk, later, begin, restart } = using({
      account: {
        outsideMinutesAMonth: 30,
        outsideAtNight: accountOutsideLimits.outsideAtNight.parse({ manner: 'fewer', callsAtOnce: 0, minutes: 10 }),
      },
    })
    talk(10)
    expect(begin()).toBe('night-minutes')
    later(24 * 60 * MINUTE_MS)
    restart()
    expect(begin()).toBeTypeOf('object')
    later(12 * 60 * MINUTE_MS)
    talk(20)
    expect(begin()).toBe('month-minutes')
    later(5 * 24 * 60 * MINUTE_MS)
    expect(begin()).toBe('month-minutes')
    later(4 * 24 * 60 * MINUTE_MS)
    expect(begin()).toBeTypeOf('object')
  })

  it('of everybody are those of all, of a phone those from it', () => {
    const { talk, call, later, begin } = using({
      account: { everybodyOutside: accountOutsideLimits.everybodyOutside.parse({ minutesADay: 25 }) },
    })
    call('blair', 'two', 'desk').answered()
    later(20 * MINUTE_MS)
    expect(begin('blair', 'two', 'desk')).toBe('device-minutes')
    expect(begin('blair', 'two')).toBeTypeOf('object')
    talk(4, '')
    later(MINUTE_MS)
    expect(begin()).toBe('everybody-minutes')
  })
})

describe('calls that look wrong', () => {
  const watched = { account: { outsideWatch: accountOutsideLimits.outsideWatch.parse({ stops: true, numbers: 3 }) } }
  const abroad = (end: number) => `+4420794600${String(end).padStart(2, '0')}`
  const limitOf = (begun: object) => ('limit' in begun ? begun.limit : 'goes out')

  it('are stopped, the one that shows it first, until somebody lets them; a restart changes nothing', () => {
    const it = using(watched)
    expect([0, 1, 2, 3].map((end) => limitOf(it.beginTo(abroad(end))))).toEqual([
      'goes out',
      'goes out',
      'stopped',
      'stopped',
    ])
    expect(it.told).toEqual([
      'The outside calls of Alex are stopped: 3 different costly numbers within an hour. Calls for help still go out. An administrator can let them again.',
    ])
    expect(it.begin()).toBe('stopped')
    expect(limitOf(it.beginTo('911'))).toBe('goes out')
    expect(it.begin('blair')).toBeTypeOf('object')
    it.later(30 * 24 * 60 * MINUTE_MS)
    it.restart()
    expect(it.begin()).toBe('stopped')
    const [stop] = it.stops.list()
    expect(stop).toMatchObject({ scope: 'user', id: 'alex', whose: 'Alex', atMs: elevenMs })
    expect(it.stops.lift('another')).toBe(false)
    expect(it.stops.lift(stop?.stopId ?? '')).toBe(true)
    expect([it.stops.list(), it.changes]).toEqual([[], [1, 0]])
    it.restart()
    expect(it.begin()).toBeTypeOf('object')
  })

  it('of somebody who is stopped already are told once', () => {
    const it = using(watched)
    const about = { party: { scope: 'user', id: 'alex' }, whose: 'Alex', why: 'a reason' } as const
    for (let at = 0; at < 2; at++) it.stops.stop(about)
    expect([it.told.length, it.changes]).toEqual([1, [1]])
  })

  it('begin anew once somebody let them', () => {
    const it = using(watched)
    for (const end of [0, 1, 2]) it.beginTo(abroad(end))
    it.stops.lift(it.stops.list()[0]?.stopId ?? '')
    expect([3, 4, 5].map((end) => limitOf(it.beginTo(abroad(end))))).toEqual(['goes out', 'goes out', 'stopped'])
  })

  it('are counted by person, by phone where it is nobody’s, and within the hour alone', () => {
    const it = using(watched)
    for (const end of [0, 1]) it.beginTo(abroad(end))
    expect(limitOf(it.beginTo(abroad(2), { userId: 'blair' }))).toBe('goes out')
    it.later(60 * MINUTE_MS)
    expect(limitOf(it.beginTo(abroad(2)))).toBe('goes out')
    for (const end of [0, 1, 2]) it.beginTo(abroad(end), { userId: '', deviceId: 'desk' })
    expect(it.stops.list()).toMatchObject([{ scope: 'device', id: 'desk', whose: 'the phone "Desk"' }])
    expect(limitOf(it.beginTo(abroad(9), { userId: 'blair', deviceId: 'desk' })), 'nobody calls from it').toBe(
      'stopped',
    )
  })

  it('that nobody answered and that the next carrier tries are one call', () => {
    const account = {
      outsideWatch: accountOutsideLimits.outsideWatch.parse({ stops: true, numbers: 0, nightCalls: 3 }),
    }
    const it = using({ account })
    for (let at = 0; at < 9; at++) {
      const begun = it.beginTo(abroad(0))
      if ('ended' in begun) begun.ended()
    }
    expect(it.stops.list()).toEqual([])
    const talked = it.beginTo(abroad(1))
    if ('ended' in talked) talked.answered()
    expect(limitOf(it.beginTo(abroad(1)))).toBe('stopped')
  })

  it('at home stop nobody, nor do calls of an account that does not watch', () => {
    const it = using(watched)
    for (let end = 0; end < 20; end++) it.beginTo(`+160455501${String(end).padStart(2, '0')}`)
    const other = using({})
    for (let end = 0; end < 20; end++) other.beginTo(abroad(end))
    expect([it.stops.list(), other.stops.list()]).toEqual([[], []])
  })

  it('are counted on over a restart, those that were short too, and no longer than for their hour', () => {
    const it = using(watched)
    for (const end of [0, 1]) it.beginTo(abroad(end))
    it.restart()
    expect(limitOf(it.beginTo(abroad(2)))).toBe('stopped')
    const shortOnes = { stops: true, numbers: 0, shortCalls: 3 }
    const short = using({ account: { outsideWatch: accountOutsideLimits.outsideWatch.parse(shortOnes) } })
    for (const end of [0, 1, 2]) {
      const begun = short.beginTo(abroad(end), { userId: 'blair' })
      if ('ended' in begun) {
        begun.answered()
        short.later(5_000)
        begun.ended()
      }
      short.restart()
    }
    expect(limitOf(short.beginTo(abroad(3), { userId: 'blair' }))).toBe('stopped')
    const later = using(watched)
    for (const end of [0, 1]) later.beginTo(abroad(end), { userId: '', deviceId: 'desk' })
    later.restart()
    later.later(60 * MINUTE_MS)
    expect(limitOf(later.beginTo(abroad(2), { userId: '', deviceId: 'desk' }))).toBe('goes out')
  })

  it.each([
    ['a clock that was ahead', JSON.stringify([0, 1].map((end) => [abroad(end), elevenMs + MINUTE_MS, false, 0]))],
    ['rows that are spoilt', '[["+442079460000",'],
    ['another version', '[{"number":"+442079460000"},{"number":"+442079460001"}]'],
  ])('that %s left behind stop nobody', (_, value) => {
    createRuntimeState(db).write({ scope: 'user', id: 'alex', name: 'outside-watch' }, value)
    expect(limitOf(using(watched).beginTo(abroad(2)))).toBe('goes out')
  })

  it('go out where they cannot be written, and are told of', () => {
    const it = using(watched)
    db.close()
    expect([limitOf(it.beginTo(abroad(0))), it.lost.length]).toEqual(['goes out', 1])
    db = openEngineDatabase(directory)
  })

  it('are not counted where it is only asked whether they may', () => {
    const it = using({ account: { ...watched.account, outsideCallsAtOnce: 1 } })
    const about = { design: it.design, userId: 'alex', trunkId: 'one', deviceId: '', number: abroad(0) }
    for (let at = 0; at < 5; at++) expect(it.reached(about)).toBeUndefined()
    it.call()
    expect(it.reached(about)).toMatchObject({
      limit: 'calls-at-once',
      says: 'Alex has 1 outside call, as many as may be at once',
    })
  })

  it('whose stop was spoilt on the disk, or written by another version, is none', () => {
    const runtimeState = createRuntimeState(db)
    for (const [id, value] of [
      ['alex', '{'],
      ['blair', '{"stopId":1}'],
    ] as const)
      runtimeState.write({ scope: 'user', id, name: 'outside-stop' }, value)
    expect(using(watched).stops.list()).toEqual([])
  })
})
