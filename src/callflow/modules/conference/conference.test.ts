import { describe, expect, it } from 'vitest'
import { type Conference, makeDocument } from '../../design/document.ts'
import { call, drawFlow, heard, operations, path } from '../../rehearse/small-design.ts'

const room = (fields: Partial<Conference> = {}) =>
  makeDocument('conference', { id: 'room', name: 'Room', numbers: ['501'], ...fields })

function joining(choices: readonly string[], fields: Partial<Conference> = {}, wires = ['conference _ hang-up']) {
  const flow = drawFlow({ nodes: { conference: { conferenceId: 'room' }, 'hang-up': {} }, wires })
  return call([flow], choices, { documents: [room(fields)] })
}

const pins = { memberPins: ['1111'], moderatorPins: ['9999'] }
const roles = (rehearsal: ReturnType<typeof joining>) => operations(rehearsal, 'join-conference')

describe('conference, one room (M30, M76)', () => {
  it('without a PIN everybody comes in as a member, muted and deaf as the options of the room say (M77)', () => {
    const joined = joining(['finished'])
    expect(heard(joined)).toEqual(['conf-joining_conference'])
    expect(roles(joined)).toMatchObject([{ conferenceId: 'room', role: 'member', muted: true, deaf: false }])
    expect(roles(joining(['finished'], { memberJoinMuted: false, memberJoinDeaf: true }))).toMatchObject([
      { muted: false, deaf: true },
    ])
  })

  it('the PIN decides the role', () => {
    expect(roles(joining(['keys:1111#', 'finished'], pins))).toMatchObject([{ role: 'member', muted: true }])
    expect(roles(joining(['keys:9999#', 'finished'], pins))).toMatchObject([{ role: 'moderator', muted: false }])
  })

  it('members key nothing where only moderators have a PIN', () => {
    const moderated = { moderatorPins: ['9999'] }
    expect(roles(joining(['keys:#', 'finished'], moderated))).toMatchObject([{ role: 'member' }])
  })

  it('leaves after three wrong PINs', () => {
    const wrong = ['keys:1#', 'finished', 'silence', 'finished', 'keys:3#', 'finished', 'finished']
    const refused = joining(wrong, pins)
    const thrice = ['conf-enter_conf_pin', 'conf-bad_pin']
    expect(heard(refused)).toEqual([...thrice, ...thrice, ...thrice, 'conf-too_many_attempts'])
    expect(path(refused)).toEqual(['conference _', 'hang-up end'])
    expect(roles(refused)).toEqual([])
  })

  it('goes on when the caller leaves the room or it is full, and ends the call when nothing is wired', () => {
    expect(path(joining(['finished', 'left']))).toEqual(['conference _', 'hang-up end'])
    const full = joining(['finished', 'full', 'finished'])
    expect(heard(full).at(-1)).toBe('conf-max_participants')
    expect(path(full)).toEqual(['conference _', 'hang-up end'])
    expect(joining(['finished', 'ended'], {}, []).ended?.reason).toBe('talked')
  })
})

describe('conference service (M42, M78)', () => {
  const dialling = (choices: readonly string[], fields: Partial<Conference> = {}) =>
    call([drawFlow({ nodes: { 'conference-service': {} } })], choices, { documents: [room(fields)] })

  it('asks for the number of a room, then for its PIN', () => {
    const asked = dialling([])
    expect(asked.question?.operation).toMatchObject({ kind: 'collect', maxDigits: 16 })
    expect(heard(dialling(['keys:501#'], pins)).at(-1)).toBe('conf-enter_conf_pin')
    expect(roles(dialling(['keys:501#', 'keys:9999#', 'finished'], pins))).toMatchObject([{ role: 'moderator' }])
  })

  it('leaves after three numbers that are no room', () => {
    const refused = dialling(['keys:7#', 'finished', 'silence', 'finished', 'keys:50#', 'finished', 'finished'])
    const thrice = ['conf-enter_conf_number', 'conf-bad_conf']
    expect(heard(refused)).toEqual([...thrice, ...thrice, ...thrice, 'conf-too_many_attempts'])
  })
})
