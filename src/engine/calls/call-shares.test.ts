import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import {
  type CallFrom,
  type CallShare,
  CallShares,
  type LegShare,
  MAX_LIVE_CALLS,
  type Refused,
} from './call-shares.ts'

const trunk = (id: string, channels = 0) => makeDocument('trunk', { id, name: id, channels })
const device = (id: string, callsAtOnce = 20) => makeDocument('device', { id, name: id, callsAtOnce })
const byTrunk = (id: string, channels = 0, address = `198.51.100.${id.length}`): CallFrom => ({
  kind: 'trunk',
  trunk: trunk(id, channels),
  address,
})
const byPhone = (id: string, callsAtOnce = 20, address = '192.0.2.1'): CallFrom => ({
  kind: 'device',
  device: device(id, callsAtOnce),
  address,
})
const toTrunk = (id: string, channels = 0) => ({ kind: 'trunk', trunk: trunk(id, channels) }) as const
const toPhone = (id: string, callsAtOnce = 20) => ({ kind: 'device', device: device(id, callsAtOnce) }) as const

function held<S extends LegShare>(share: S | Refused): S {
  if (share.kind === 'refused') throw new Error(`refused: ${share.why}`)
  return share as S // what is not refused
}
/** An answered call whose ACK has come. */
function talking(shares: CallShares, from: CallFrom): CallShare {
  const share = held(shares.comeIn(from))
  share.answered()
  share.acknowledged()
  return share
}
/** How many more of them come in, and what refuses the next. */
function fill(shares: CallShares, from: CallFrom | ((count: number) => CallFrom)): { taken: number; why: string } {
  for (let taken = 0; taken <= MAX_LIVE_CALLS; taken++) {
    const share = shares.comeIn(typeof from === 'function' ? from(taken) : from)
    if (share.kind === 'refused') return { taken, why: share.why }
    share.answered()
    share.acknowledged()
  }
  throw new Error('there is no limit')
}

describe('an engine of 100 calls', () => {
  const ofHundred = () => new CallShares({ maxCalls: 100 })

  it('is full with 100 of its phones', () => {
    expect(fill(ofHundred(), (count) => byPhone(`p${count}`, 20, `192.0.2.${count}`))).toEqual({
      taken: 100,
      why: 'whole',
    })
  })

  it('keeps a quarter for its phones when trunks flood it', () => {
    const shares = ofHundred()
    expect(fill(shares, (count) => byTrunk(`trunk-${count % 5}`))).toEqual({ taken: 75, why: 'trunks' })
    expect(fill(shares, (count) => byPhone(`p${count}`))).toEqual({ taken: 25, why: 'whole' })
  })

  it('keeps the trunks whole while phones hold what is theirs', () => {
    const shares = ofHundred()
    for (let count = 0; count < 25; count++) talking(shares, byPhone(`p${count}`))
    expect(fill(shares, (count) => byTrunk(`trunk-${count % 5}`)).taken).toBe(75)
  })

  it('gives a trunk that says nothing half, and the others the rest of the share of trunks', () => {
    const shares = ofHundred()
    expect(fill(shares, byTrunk('one'))).toEqual({ taken: 50, why: 'trunk' })
    expect(fill(shares, byTrunk('three'))).toEqual({ taken: 25, why: 'trunks' })
  })

  it('lets calls go out by a trunk that says nothing, however many came in by it', () => {
    const shares = ofHundred()
    fill(shares, byTrunk('one'))
    expect(shares.goOut(toTrunk('one')).kind).toBe('held')
  })

  it('takes 2,000 where nothing else is said', () => {
    expect(fill(new CallShares(), (count) => byPhone(`p${count}`)).taken).toBe(2_000)
  })
})

describe('the channels of a trunk', () => {
  it('are those in and out together', () => {
    const shares = new CallShares()
    talking(shares, byTrunk('line', 3))
    const out = held(shares.goOut(toTrunk('line', 3)))
    talking(shares, byTrunk('line', 3))
    const full = { kind: 'refused', why: 'trunk', limit: 3 }
    expect(shares.goOut(toTrunk('line', 3))).toEqual(full)
    expect(shares.comeIn(byTrunk('line', 3))).toEqual(full)
    expect(shares.comeIn(byTrunk('another', 3)).kind).toBe('held')
    out.release()
    expect(shares.comeIn(byTrunk('line', 3)).kind).toBe('held')
  })

  it('may be more than half of the engine when the design says so', () => {
    expect(fill(new CallShares({ maxCalls: 100 }), byTrunk('line', 70))).toEqual({ taken: 70, why: 'trunk' })
    expect(fill(new CallShares({ maxCalls: 100 }), byTrunk('line', 90))).toEqual({ taken: 75, why: 'trunks' })
  })

  it('hold no call for help, which counts all the same', () => {
    const shares = new CallShares()
    held(shares.goOut(toTrunk('line', 1)))
    const help = held(shares.goOut(toTrunk('line', 1), { isForHelp: true }))
    expect(shares.goOut(toTrunk('line', 2)).kind).toBe('refused')
    help.release()
    expect(shares.goOut(toTrunk('line', 2)).kind).toBe('held')
  })
})

describe('the calls of a phone', () => {
  it('are those it makes and those it is rung by', () => {
    const shares = new CallShares()
    const call = held(shares.comeIn(byPhone('desk', 2)))
    held(shares.goOut(toPhone('desk', 2)))
    const full = { kind: 'refused', why: 'device', limit: 2 }
    expect(shares.goOut(toPhone('desk', 2))).toEqual(full)
    expect(shares.comeIn(byPhone('desk', 2))).toEqual(full)
    expect(shares.goOut(toPhone('other', 2)).kind).toBe('held')
    call.release()
    expect(shares.goOut(toPhone('desk', 2)).kind).toBe('held')
  })

  it('are taken up to three quarters by callers from outside', () => {
    const shares = new CallShares()
    for (let count = 0; count < 15; count++) held(shares.goOut(toPhone('desk'), { isFromOutside: true }))
    expect(shares.goOut(toPhone('desk'), { isFromOutside: true })).toMatchObject({ why: 'device', limit: 15 })
    for (let count = 0; count < 5; count++) held(shares.goOut(toPhone('desk')))
    expect(shares.goOut(toPhone('desk'))).toMatchObject({ why: 'device', limit: 20 })
    expect(shares.goOut(toPhone('small', 1), { isFromOutside: true }).kind).toBe('held')
  })

  it('are not those of a trunk with the same id', () => {
    const shares = new CallShares()
    held(shares.goOut(toTrunk('same', 1)))
    expect(shares.goOut(toPhone('same', 1)).kind).toBe('held')
  })
})

describe('a source that acknowledges nothing (RFC 3261 §13.3.1.4)', () => {
  const flood = (shares: CallShares, from: CallFrom, count: number) =>
    Array.from({ length: count }, () => {
      const share = shares.comeIn(from)
      if (share.kind === 'held') share.answered()
      return share
    })

  it('has a tenth of the engine, and is refused from then on', () => {
    const shares = new CallShares({ maxCalls: 100 })
    const taken = flood(shares, byTrunk('one'), 40)
    expect(taken.filter(({ kind }) => kind === 'held')).toHaveLength(10)
    expect(taken.at(-1)).toEqual({ kind: 'refused', why: 'unacknowledged', limit: 10 })
    expect(shares).toMatchObject({ inSetUp: 10, unacknowledged: 10, refused: { unacknowledged: 30 } })
  })

  it('costs another address of its trunk nothing, nor phones at its own', () => {
    const shares = new CallShares({ maxCalls: 100 })
    flood(shares, byTrunk('one', 0, '198.51.100.1'), 40)
    expect(shares.comeIn(byTrunk('one', 0, '198.51.100.2')).kind).toBe('held')
    expect(shares.comeIn(byPhone('desk', 20, '198.51.100.1')).kind).toBe('held')
  })

  it('is one source with all addresses of its IPv6 network', () => {
    const shares = new CallShares({ maxCalls: 100 })
    flood(shares, byTrunk('one', 0, '2001:db8::1'), 40)
    expect(shares.comeIn(byTrunk('one', 0, '2001:db8::2')).kind).toBe('refused')
    expect(shares.comeIn(byTrunk('one', 0, '2001:db8:0:1::2')).kind).toBe('held')
  })

  it('has half the channels of its trunk at most, but ten where there are few', () => {
    const heldOf = (channels: number) =>
      flood(new CallShares(), byTrunk('line', channels), 60).filter(({ kind }) => kind === 'held').length
    expect(heldOf(50)).toBe(25)
    expect(heldOf(15)).toBe(10)
    expect(heldOf(4)).toBe(4)
    expect(heldOf(1_000)).toBe(60)
    expect(flood(new CallShares(), byTrunk('line', 1_000), 400).filter(({ kind }) => kind === 'held')).toHaveLength(200)
  })

  it('may call again for every call that is acknowledged or over', () => {
    const shares = new CallShares({ maxCalls: 100 })
    const [first, second] = flood(shares, byTrunk('one'), 10).map((share) => held(share))
    expect(shares.comeIn(byTrunk('one')).kind).toBe('refused')
    first?.acknowledged()
    expect(shares.comeIn(byTrunk('one')).kind).toBe('held')
    second?.release()
    expect(shares.unacknowledged).toBe(8)
  })

  it('is not refused a call for help', () => {
    const shares = new CallShares({ maxCalls: 100 })
    flood(shares, byPhone('desk'), 40)
    expect(shares.comeIn(byPhone('desk'))).toMatchObject({ why: 'unacknowledged' })
    expect(shares.comeIn(byPhone('desk'), { isForHelp: true }).kind).toBe('held')
  })
})

describe('calls in set-up', () => {
  it('of one source are a quarter of the engine, answered ones do not count', () => {
    const shares = new CallShares({ maxCalls: 100 })
    for (let count = 0; count < 20; count++) talking(shares, byTrunk('one'))
    const ringing = Array.from({ length: 30 }, () => shares.comeIn(byTrunk('one')))
    expect(ringing.filter(({ kind }) => kind === 'held')).toHaveLength(25)
    expect(ringing.at(-1)).toEqual({ kind: 'refused', why: 'in-setup', limit: 25 })
    expect(shares.comeIn(byTrunk('three')).kind).toBe('held')
  })
})

describe('a call for help', () => {
  it('passes every limit at once', () => {
    const shares = new CallShares({ maxCalls: 10 })
    fill(shares, byPhone('desk', 5))
    fill(shares, (count) => byPhone(`p${count}`))
    expect(shares.comeIn(byPhone('desk', 5), { isForHelp: true }).kind).toBe('held')
    expect(shares.refused).toMatchObject({ device: 1, whole: 1 })
  })
})

describe('what refuses a call', () => {
  it('is counted and told, with whom it concerns', () => {
    const told: unknown[] = []
    const shares = new CallShares({
      onRefused: ({ why, limit }, { kind, address }) => told.push([why, limit, kind, address]),
    })
    held(shares.comeIn(byPhone('desk', 1)))
    shares.comeIn(byPhone('desk', 1))
    shares.goOut(toPhone('desk', 1))
    expect(told).toEqual([
      ['device', 1, 'device', '192.0.2.1'],
      ['device', 1, 'device', undefined],
    ])
    expect(shares.refused).toEqual({ whole: 0, trunks: 0, trunk: 0, device: 2, 'in-setup': 0, unacknowledged: 0 })
  })
})

type Step = { readonly what: 'in' | 'help' | 'out' | 'answered' | 'acknowledged' | 'release'; readonly which: number }

it('gives everything back, whatever comes in whatever order', () => {
  const step = fc.record<Step>({
    what: fc.constantFrom('in', 'in', 'help', 'out', 'answered', 'acknowledged', 'release'),
    which: fc.nat(11),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const shares = new CallShares({ maxCalls: 24 })
      const parties = (which: number) => (which % 2 === 0 ? byTrunk(`t${which % 3}`, 4) : byPhone(`d${which % 3}`, 4))
      const calls: CallShare[] = []
      const legs: LegShare[] = []
      for (const { what, which } of steps) {
        const call = calls[which % Math.max(1, calls.length)]
        if (what === 'in' || what === 'help') {
          const share = shares.comeIn(parties(which), { isForHelp: what === 'help' })
          if (share.kind === 'held') calls.push(share)
        } else if (what === 'out') {
          const share = shares.goOut(parties(which))
          if (share.kind === 'held') legs.push(share)
        } else call?.[what]()
        expect(shares.unacknowledged).toBeLessThanOrEqual(shares.inSetUp)
      }
      for (const each of [...calls, ...legs]) {
        each.release()
        each.release()
      }
      for (const call of calls) call.answered() // too late to count
      expect(shares).toMatchObject({ inSetUp: 0, unacknowledged: 0 })
      for (const which of [0, 1, 2, 3, 4, 5]) expect(fill(shares, parties(which)).taken).toBe(4)
    }),
  )
})
