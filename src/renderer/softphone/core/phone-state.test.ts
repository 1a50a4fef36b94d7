import { describe, expect, it } from 'vitest'
import { isMissed, readLog } from './call-log.ts'
import type { PhoneEvent } from './phone-event.ts'
import {
  callInHand,
  othersToHold,
  type PhoneState,
  ringingHere,
  silentPhone,
  stepPhone,
  tonesOf,
} from './phone-state.ts'

const after = (...events: readonly PhoneEvent[]): PhoneState => events.reduce(stepPhone, silentPhone)

const made = (id = 'a'): PhoneEvent => ({
  kind: 'call',
  id,
  direction: 'out',
  name: 'Main line',
  number: '8000',
  atMs: 1_000,
})
const came = (id = 'a'): PhoneEvent => ({
  kind: 'call',
  id,
  direction: 'in',
  name: 'SALES Ann',
  number: '1002',
  atMs: 1_000,
})
const rings = (id = 'a', hasMedia = false): PhoneEvent => ({ kind: 'ringing', id, hasMedia })
const answered = (id = 'a', atMs = 3_000): PhoneEvent => ({ kind: 'answered', id, atMs })
const held = (id: string, isHeld = true, by: 'us' | 'them' = 'us'): PhoneEvent => ({ kind: 'held', id, by, isHeld })
const ended = (end: Partial<Extract<PhoneEvent, { kind: 'ended' }>> = {}): PhoneEvent => ({
  kind: 'ended',
  id: 'a',
  atMs: 9_000,
  by: 'them',
  status: null,
  words: '',
  ...end,
})
const keyed = (key: string): PhoneEvent => ({ kind: 'keyed', id: 'a', key })
const sent = (state: 'asked' | 'ringing' | 'failed', words = ''): PhoneEvent => ({
  kind: 'transfer',
  id: 'a',
  to: '1003',
  state,
  words,
})
const only = ({ calls }: PhoneState) => {
  expect(calls).toHaveLength(1)
  return calls[0]
}

describe('the browser phone, a call that it makes (M79)', () => {
  it('connects, rings there, and is up since it was answered', () => {
    expect(only(after(made()))).toMatchObject({ state: 'connecting', name: 'Main line', number: '8000' })
    expect(only(after(made(), rings()))).toMatchObject({ state: 'ringing', hasEarlyMedia: false })
    expect(only(after(made(), rings(), answered()))).toMatchObject({ state: 'up', answeredMs: 3_000 })
  })

  it('hears ringing of its own only while nothing comes from there', () => {
    expect(tonesOf(after(made()))).toBeNull()
    expect(tonesOf(after(made(), rings()))).toBe('ringback')
    expect(tonesOf(after(made(), rings(), rings('a', true)))).toBeNull()
    expect(tonesOf(after(made(), rings('a', true), rings()))).toBeNull()
    expect(tonesOf(after(made(), rings(), answered()))).toBeNull()
  })

  it('is answered once, and does not ring again', () => {
    expect(only(after(made(), answered(), answered('a', 8_000), rings()))).toMatchObject({
      state: 'up',
      answeredMs: 3_000,
    })
  })

  it.each([
    [{ status: 486 }, 'Busy'],
    [{ status: 404 }, 'Nothing answers that number'],
    [{ status: 499 }, 'It failed with SIP status 499'],
    [{ status: null }, 'No answer'],
    [{ by: 'us' }, 'You gave up'],
    [{ by: 'system', words: 'The connection to the engine was lost' }, 'The connection to the engine was lost'],
  ] as const)('that is not answered ends with its reason in words: %o', (end, reason) => {
    expect(only(after(made(), rings(), ended(end)))).toMatchObject({ state: 'ended', reason, endedMs: 9_000 })
  })

  it.each([
    [{ by: 'us' }, 'You hung up'],
    [{ by: 'them' }, 'They hung up'],
    [{ by: 'them', status: 200 }, 'They hung up'],
    [{ by: 'them', status: 503 }, 'The engine takes no calls now'],
  ] as const)('that was up ends with who hung up: %o', (end, reason) => {
    expect(only(after(made(), answered(), ended(end)))).toMatchObject({ reason })
  })
})

describe('the browser phone, a call that comes', () => {
  it('rings with the name as it is shown, callflow prefix and all, until it is picked up', () => {
    const state = after(came())
    expect(only(state)).toMatchObject({ state: 'ringing', name: 'SALES Ann', direction: 'in' })
    expect([ringingHere(state)?.id, tonesOf(state)]).toEqual(['a', 'ring'])
    const picked = stepPhone(state, { kind: 'answering', id: 'a' })
    expect([only(picked)?.state, ringingHere(picked), tonesOf(picked)]).toEqual(['connecting', undefined, null])
  })

  it('is not told to ring there', () => {
    expect(only(after(came(), rings('a', true)))).toMatchObject({ hasEarlyMedia: false })
  })

  it.each([
    [{ by: 'them' }, 'Missed', true],
    [{ by: 'them', status: 200 }, 'Answered elsewhere', false],
    [{ by: 'us' }, 'You declined', false],
  ] as const)('that is not answered is %o', (end, reason, missed) => {
    const { log } = after(came(), ended(end))
    expect(log).toMatchObject([{ reason, talkedMs: 0, direction: 'in' }])
    expect(log.map(isMissed)).toEqual([missed])
  })

  it('rings quietly beside a call that is talked in, and not beside one that waits', () => {
    const talking = [made('b'), answered('b')]
    expect(tonesOf(after(...talking, came()))).toBe('ring-quietly')
    expect(tonesOf(after(...talking, held('b'), came()))).toBe('ring')
  })

  it('is answered before one that came later', () => {
    expect(ringingHere(after(came('a'), came('b')))?.id).toBe('a')
  })
})

describe('the browser phone with several calls', () => {
  const two = [made('a'), answered('a'), made('b'), answered('b')]

  it('gives keys to the one talked in, not to the newest that waits', () => {
    expect(callInHand(after(...two))?.id).toBe('b')
    expect(callInHand(after(...two, held('b')))?.id).toBe('a')
    expect(callInHand(after(...two, held('a'), held('b')))?.id).toBe('b')
    expect(callInHand(after(came()))).toBeUndefined()
  })

  it('puts the others on hold, those that are talked in', () => {
    expect(othersToHold(after(...two, came('c')), 'b').map(({ id }) => id)).toEqual(['a'])
    expect(othersToHold(after(...two, held('a')), 'b')).toEqual([])
  })

  it('tells apart who put whom on hold', () => {
    expect(only(after(made(), answered(), held('a', true, 'them')))).toMatchObject({
      isHeld: false,
      isHeldThere: true,
    })
    expect(only(after(made(), held('a')))).toMatchObject({ isHeld: false })
  })

  it('touches no call but the one that an event names', () => {
    const before = after(...two)
    expect(stepPhone(before, { kind: 'muted', id: 'b', isMuted: true }).calls[0]).toBe(before.calls[0])
    expect(stepPhone(before, answered('nobody'))).toBe(before)
  })

  it('takes a call once, and no more than 50', () => {
    expect(after(made(), made()).calls).toHaveLength(1)
    expect(after(...Array.from({ length: 60 }, (_, index) => came(String(index)))).calls).toHaveLength(50)
  })
})

describe('the browser phone, keys and transfers', () => {
  it('shows the last 32 keys of a call that is up', () => {
    expect(only(after(made(), keyed('1')))?.keys).toBe('')
    const many = Array.from('0123456789'.repeat(4), keyed)
    expect(only(after(made(), answered(), ...many))?.keys).toBe('0123456789'.repeat(4).slice(8))
  })

  it('says what a transfer waits for, and at its end where the call went', () => {
    expect(only(after(made(), answered(), sent('asked'), sent('ringing')))?.transfer).toEqual({
      to: '1003',
      state: 'ringing',
    })
    expect(only(after(made(), answered(), sent('ringing'), ended({ by: 'us' })))).toMatchObject({
      reason: 'Transferred to 1003',
      transfer: null,
    })
  })

  it('goes on with the call when a transfer fails, and says why', () => {
    const call = only(after(made(), answered(), sent('asked'), sent('failed', 'busy')))
    expect(call).toMatchObject({ state: 'up', transfer: null, reason: '1003 was not reached: busy' })
    expect(only(after(made(), answered(), sent('failed', 'busy'), sent('asked')))).toMatchObject({ reason: '' })
  })

  it('transfers nothing that is not up', () => {
    expect(only(after(made(), sent('asked')))?.transfer).toBeNull()
  })
})

describe('the browser phone, calls that are over', () => {
  it('stay as they ended, whatever comes late, until they are dismissed', () => {
    const over = after(made(), answered(), ended({ by: 'us' }))
    expect(stepPhone(over, answered('a', 99))).toBe(over)
    expect(stepPhone(over, ended({ status: 486 }))).toBe(over)
    expect(stepPhone(over, { kind: 'dismissed', id: 'a' }).calls).toEqual([])
    const up = after(made(), answered())
    expect(stepPhone(up, { kind: 'dismissed', id: 'a' }).calls).toHaveLength(1)
  })

  it('are listed once, the newest first, with how long was talked', () => {
    const { log } = after(made('b'), ended({ id: 'b' }), made(), answered(), ended(), ended())
    expect(log.map(({ id, talkedMs }) => [id, talkedMs])).toEqual([
      ['a', 6_000],
      ['b', 0],
    ])
  })

  it('are listed up to 100', () => {
    const many = Array.from({ length: 120 }, (_, index) => String(index)).flatMap((id) => [
      made(id),
      ended({ id }),
      { kind: 'dismissed', id } as const,
    ])
    const { log } = after(...many)
    expect([log.length, log[0]?.id]).toEqual([100, '119'])
  })

  it('are read back from the browser as far as they are calls', () => {
    const { log } = after(made(), answered(), ended())
    expect(readLog(JSON.parse(JSON.stringify(log)))).toEqual(log)
    const [entry] = log
    const bad = [
      null,
      'x',
      { ...entry, direction: 'up' },
      { ...entry, name: 'x'.repeat(129) },
      { ...entry, number: 5 },
      { ...entry, startedMs: -1 },
      { ...entry, talkedMs: '7' },
    ]
    expect(readLog([...bad, entry])).toEqual([entry])
    expect(readLog({ 0: entry })).toEqual([])
    expect(readLog(Array.from({ length: 300 }, () => entry))).toHaveLength(100)
  })
})
