import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Change,
  dismiss,
  emptyRoom,
  hasModerator,
  hearingOf,
  inside,
  type Joining,
  join,
  kick,
  leave,
  lock,
  muteAll,
  type Room,
  setFlags,
  toggle,
} from './room.ts'

const coming = (partyId: string, more: Partial<Joining> = {}): Joining => ({
  partyId,
  role: 'member',
  isMuted: false,
  isDeaf: false,
  waitsForModerator: false,
  endsWithModerators: false,
  maxParticipants: 0,
  ...more,
})
const moderator = (partyId: string, more: Partial<Joining> = {}) => coming(partyId, { role: 'moderator', ...more })

function letIn(change: ReturnType<typeof join>): Change {
  if (typeof change === 'string') throw new Error(`not let in: ${change}`)
  return change
}
const roomOf = (...all: readonly Joining[]): Room => all.reduce((room, each) => letIn(join(room, each)).room, emptyRoom)
const hearing = (room: Room, partyId: string) => {
  const party = room.parties.get(partyId)
  return party && hearingOf(room, party)
}
const mixed = { kind: 'mixed', isMuted: false, isDeaf: false }

describe('coming in', () => {
  it('is announced, and one who is alone hears music until somebody comes', () => {
    const first = letIn(join(emptyRoom, coming('a')))
    expect(first.announced).toEqual({ partyId: 'a', what: 'entry' })
    expect(hearing(first.room, 'a')).toEqual({ kind: 'alone' })
    const both = roomOf(coming('a'), coming('b', { isMuted: true }))
    expect(hearing(both, 'a')).toEqual(mixed)
    expect(hearing(both, 'b')).toEqual({ ...mixed, isMuted: true })
    expect(hearing(leave(both, 'b').room, 'a')).toEqual({ kind: 'alone' })
  })

  it('ends at the most that the comer’s design lets in, those who wait included', () => {
    const room = roomOf(coming('a'), coming('b', { waitsForModerator: true }))
    expect(join(room, coming('c', { maxParticipants: 2 }))).toBe('full')
    expect(join(room, moderator('c', { maxParticipants: 2 }))).toBe('full')
    expect(letIn(join(room, coming('c', { maxParticipants: 3 }))).room.parties.size).toBe(3)
  })

  it('is for moderators only while the room is locked, and for everybody once it was empty', () => {
    const room = lock(roomOf(coming('a')), true).room
    expect(join(room, coming('b'))).toBe('locked')
    expect(letIn(join(room, moderator('b'))).room.parties.size).toBe(2)
    expect(letIn(join(leave(room, 'a').room, coming('b'))).room.isLocked).toBe(false)
  })

  it('changes nothing for who is in already', () => {
    const room = roomOf(coming('a'))
    expect(join(room, moderator('a'))).toEqual({ room, ended: [] })
  })
})

describe('waiting for a moderator', () => {
  const waits = (partyId: string) => coming(partyId, { waitsForModerator: true })

  it('is unheard and unannounced, and ends for all when one comes', () => {
    const first = letIn(join(emptyRoom, waits('a')))
    expect(first.announced).toBeUndefined()
    const room = letIn(join(first.room, waits('b'))).room
    expect([hearing(room, 'a'), hearing(room, 'b')]).toEqual([{ kind: 'waits' }, { kind: 'waits' }])
    const begun = letIn(join(room, moderator('m')))
    expect(begun.announced).toEqual({ partyId: 'm', what: 'entry' })
    expect(inside(begun.room)).toHaveLength(3)
    expect(hearing(leave(begun.room, 'm').room, 'a')).toEqual(mixed)
  })

  it('is not asked of moderators, nor while one is there', () => {
    expect(hearing(roomOf(moderator('m', { waitsForModerator: true })), 'm')).toEqual({ kind: 'alone' })
    expect(hearing(roomOf(moderator('m'), waits('a')), 'a')).toEqual(mixed)
  })

  it('is left without a word', () => {
    expect(leave(roomOf(coming('a'), waits('b')), 'b').announced).toBeUndefined()
  })

  it('leaves one who talks alone to the music', () => {
    expect(hearing(roomOf(coming('a'), waits('b')), 'a')).toEqual({ kind: 'alone' })
  })
})

describe('leaving', () => {
  it('is announced to whoever is left', () => {
    expect(leave(roomOf(coming('a'), coming('b')), 'a').announced).toEqual({ partyId: 'a', what: 'exit' })
    expect(leave(roomOf(coming('a')), 'a')).toEqual({ room: emptyRoom, ended: [] })
  })

  it('of the last moderator ends it for those whose room is set so', () => {
    const ends = { endsWithModerators: true }
    const room = roomOf(moderator('m', ends), moderator('n', ends), coming('a', ends), coming('b'))
    const first = leave(room, 'm')
    expect(first.ended).toEqual([])
    const last = leave(first.room, 'n')
    expect(last.ended).toEqual(['a'])
    expect([...last.room.parties.keys()]).toEqual(['b'])
    expect(leave(roomOf(coming('a', ends), coming('b', ends)), 'a').ended).toEqual([])
  })

  it('of a stranger changes nothing', () => {
    const room = roomOf(coming('a'))
    expect(leave(room, 'x').room).toBe(room)
    expect(kick(room, 'x')).toEqual({ room, ended: [] })
  })
})

describe('from outside the room', () => {
  it('one is put out, or all', () => {
    const room = roomOf(coming('a'), moderator('m'))
    expect(kick(room, 'a')).toMatchObject({ ended: ['a'], announced: { partyId: 'a', what: 'exit' } })
    expect(dismiss(room)).toEqual({ room: emptyRoom, ended: ['a', 'm'] })
  })

  it('all members are muted and cannot change that, whoever comes later too, but moderators', () => {
    const room = muteAll(roomOf(coming('a'), moderator('m')), true).room
    expect(hearing(room, 'a')).toEqual({ ...mixed, isMuted: true })
    expect(hearing(room, 'm')).toEqual(mixed)
    const more = letIn(join(letIn(join(room, coming('b'))).room, moderator('n'))).room
    expect([hearing(more, 'b'), hearing(more, 'n')]).toEqual([{ ...mixed, isMuted: true }, mixed])
    expect(toggle(more, 'b', 'isMuted').room).toBe(more)
    expect(hearing(toggle(more, 'm', 'isMuted').room, 'm')).toEqual({ ...mixed, isMuted: true })
    expect(hearing(toggle(more, 'b', 'isDeaf').room, 'b')).toEqual({ kind: 'mixed', isMuted: true, isDeaf: true })
    const free = muteAll(more, false).room
    expect([hearing(free, 'a'), hearing(free, 'b')]).toEqual([mixed, mixed])
    expect(hearing(toggle(free, 'b', 'isMuted').room, 'b')).toEqual({ ...mixed, isMuted: true })
  })

  it('one alone is muted or made deaf', () => {
    const room = setFlags(roomOf(coming('a'), coming('b')), 'a', { isDeaf: true }).room
    expect([hearing(room, 'a'), hearing(room, 'b')]).toEqual([{ ...mixed, isDeaf: true }, mixed])
  })

  it('whoever is muted or made deaf is told, by whomever it was done, and nobody is of what is so already', () => {
    const both = roomOf(coming('a'), coming('b'))
    const muted = setFlags(both, 'a', { isMuted: true, isDeaf: true })
    expect(muted.told).toEqual([
      { partyId: 'a', what: 'muted' },
      { partyId: 'a', what: 'deaf' },
    ])
    expect(setFlags(muted.room, 'a', { isMuted: true, isHeld: true }).told).toEqual([])
    expect(toggle(muted.room, 'a', 'isDeaf').told).toEqual([{ partyId: 'a', what: 'hears' }])
    expect(toggle(muted.room, 'a', 'isMuted').told).toEqual([{ partyId: 'a', what: 'unmuted' }])
    const all = muteAll(muted.room, true)
    expect(all.told).toEqual([{ partyId: 'b', what: 'muted' }])
    expect(toggle(all.room, 'b', 'isMuted').told, 'a key that does nothing is answered').toEqual(all.told)
    expect(muteAll(all.room, false).told).toHaveLength(2)
    expect(letIn(join(all.room, coming('c'))).told).toEqual([{ partyId: 'c', what: 'muted' }])
    expect(letIn(join(both, coming('c'))).told).toEqual([])
  })

  it('nothing is set in a room where nobody is', () => {
    expect(lock(emptyRoom, true).room).toBe(emptyRoom)
    expect(muteAll(emptyRoom, true).room).toBe(emptyRoom)
  })
})

it('one who holds neither hears nor is heard, whatever it was set to', () => {
  const room = setFlags(roomOf(coming('a'), coming('b')), 'a', { isHeld: true }).room
  expect(hearing(room, 'a')).toEqual({ kind: 'mixed', isMuted: true, isDeaf: true })
  expect(hearing(setFlags(room, 'a', { isHeld: false }).room, 'a')).toEqual(mixed)
})

describe('whatever happens', () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('join' as const),
      joining: fc.record({
        partyId: ids,
        role: fc.constantFrom('member' as const, 'moderator' as const),
        isMuted: fc.boolean(),
        isDeaf: fc.boolean(),
        waitsForModerator: fc.boolean(),
        endsWithModerators: fc.boolean(),
        maxParticipants: fc.constantFrom(0, 2, 4),
      }),
    }),
    fc.record({ kind: fc.constantFrom('leave' as const, 'kick' as const), partyId: ids }),
    fc.record({ kind: fc.constant('hold' as const), partyId: ids, is: fc.boolean() }),
    fc.record({ kind: fc.constantFrom('lock' as const, 'mute-all' as const), is: fc.boolean() }),
    fc.record({ kind: fc.constant('toggle' as const), partyId: ids, flag: fc.constantFrom('isMuted', 'isDeaf') }),
  )
  function happens(room: Room, each: typeof step extends fc.Arbitrary<infer T> ? T : never): Change {
    switch (each.kind) {
      case 'join': {
        const change = join(room, each.joining)
        return typeof change === 'string' ? { room, ended: [] } : change
      }
      case 'leave':
        return leave(room, each.partyId)
      case 'kick':
        return kick(room, each.partyId)
      case 'hold':
        return setFlags(room, each.partyId, { isHeld: each.is })
      case 'lock':
        return lock(room, each.is)
      case 'mute-all':
        return muteAll(room, each.is)
      case 'toggle':
        return toggle(room, each.partyId, each.flag)
    }
  }

  /** What must hold of every room, and does not. */
  function broken(room: Room, isAnnounced: boolean): readonly string[] {
    const all = [...room.parties.values()]
    const inIt = inside(room)
    const isRight = {
      'somebody hears the announcement': !isAnnounced || all.length > 0,
      'nobody waits beside a moderator': !hasModerator(room) || inIt.length === all.length,
      'an empty room is as new': all.length > 0 || (!room.isLocked && !room.isMutedAll),
      'whoever is alone is': all.every((party) => hearingOf(room, party).kind !== 'alone' || inIt.length === 1),
      'flags are followed': all.every((party) => {
        const heard = hearingOf(room, party)
        if (heard.kind !== 'mixed') return true
        return heard.isMuted === (party.isMuted || party.isHeld) && heard.isDeaf === (party.isDeaf || party.isHeld)
      }),
    }
    return Object.entries(isRight).flatMap(([what, is]) => (is ? [] : [what]))
  }

  it('nobody waits beside a moderator, who ended was in and is gone, and an empty room is as new', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let room = emptyRoom
        for (const each of steps) {
          const { room: next, ended, announced } = happens(room, each)
          expect(ended.filter((partyId) => !room.parties.has(partyId) || next.parties.has(partyId))).toEqual([])
          expect(broken(next, announced !== undefined)).toEqual([])
          room = next
        }
      }),
    )
  })
})
