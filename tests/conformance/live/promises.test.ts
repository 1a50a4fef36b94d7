import { describe, expect, it } from 'vitest'
import { drawFlow } from '../../../src/callflow/rehearse/small-design.ts'
import { type Conference, makeDocument } from '../../../src/callflow/design/document.ts'
import {
  account,
  device,
  flow,
  openOffice,
  OUTSIDE,
  type Office,
} from '../../../src/engine/calls/testing/small-office.ts'
import type { SimParty } from '../../../src/engine/calls/testing/sim-party.ts'

/** Rows that promise something to people who talk: what they get on live calls. */

const cell = `+1${OUTSIDE}`
const anywhere = makeDocument('user', {
  id: 'user-1001',
  name: 'Person 1001',
  extension: '1001',
  officeAnywhere: { enabled: true, pin: '2468', numbers: [{ number: cell, label: 'Cell', active: true }] },
})
const national = account({ country: 'US', outboundTrunkId: 'trunk' })

/** The far end of whoever `party` talks with, by their streams. */
const talksWith = ({ bed }: Office, party: SimParty, other: SimParty) =>
  bed.streamOf(party).joinedTo === bed.streamOf(other).streamId

/** The carrier answers, and whoever is there presses 1. */
async function confirmed({ bed, carrier }: Office): Promise<void> {
  await bed.clock.advance(1_500)
  bed.streamOf(carrier).press('1')
  await bed.clock.advance(500)
}

describe('Office Anywhere, live', () => {
  const office = () =>
    openOffice([
      national,
      anywhere,
      flow('7997', { 'push-call': {} }),
      flow('6683', { 'pull-call': {} }),
      flow('2001', { user: { userId: 'user-1001', timeoutSec: 20 } }),
    ])

  it('M97: given an active desk call, when it is pushed, then the cell rings, a key takes the call there, the desk is released and the other party stays', async () => {
    const of = await office()
    const { bed, phones, carrier } = of
    const talk = phones[1003].call('1001')
    await bed.clock.advance(1_000)
    const desk = phones[1001].called.at(-1)
    expect(talksWith(of, phones[1003], phones[1001])).toBe(true)
    const push = phones[1001].call('7997')
    await bed.clock.advance(500)
    expect(carrier.called).toHaveLength(1)
    expect(talksWith(of, phones[1003], phones[1001]) || desk?.state === 'confirmed').toBe(true)
    await confirmed(of)
    expect(talksWith(of, phones[1003], carrier)).toBe(true)
    expect(desk?.state).toBe('ended')
    expect(talk.session.state).toBe('confirmed')
    push.session.end()
    await bed.clock.advance(1_000)
    expect(bed.switchboard.list()).toHaveLength(1)
  })

  it('M97: given nobody presses 1, when a call is pushed, then it stays at the desk', async () => {
    const of = await office()
    const { bed, phones, carrier } = of
    const talk = phones[1003].call('1001')
    await bed.clock.advance(1_000)
    const desk = phones[1001].called.at(-1)
    phones[1001].call('7997')
    await bed.clock.advance(40_000)
    expect(carrier.called.every(({ state }) => state === 'ended')).toBe(true)
    expect([talk.session.state, desk?.state]).toEqual(['confirmed', 'confirmed'])
  })

  it('M98: given an active call on the cell, when the desk phone pulls it, then it goes on there, the cell is released and the other party stays', async () => {
    const of = await office()
    const { bed, phones, carrier } = of
    phones[1001].answers = undefined
    const talk = phones[1003].call('2001')
    await bed.clock.advance(500)
    await confirmed(of)
    expect(talksWith(of, phones[1003], carrier)).toBe(true)
    const pull = phones[1001].call('6683')
    await bed.clock.advance(1_000)
    expect(talksWith(of, phones[1003], phones[1001])).toBe(true)
    expect(carrier.called.at(-1)?.state).toBe('ended')
    expect([talk.session.state, pull.session.state]).toEqual(['confirmed', 'confirmed'])
    expect(bed.cdrs).toMatchObject([{ dialled: '6683', endReason: 'moved' }])
  })
})

describe('an extension of a portal, live', () => {
  const portal = makeDocument('portal', { id: 'portal', name: 'Portal', phoneNumberId: 'did', extension: '8201' })
  const did = makeDocument('phone-number', { id: 'did', name: 'DID', number: '+16045550150' })
  const office = () =>
    openOffice([national, anywhere, did, portal, flow('8201', { 'office-anywhere-portal': { portalId: 'portal' } })])

  it('M110: given the extension, when a colleague dials it, then the portal answers and asks for a PIN', async () => {
    const { bed, phones } = await office()
    const inside = phones[1002].call('8201')
    await bed.clock.advance(2_000)
    expect(inside.told).toEqual(['answered'])
    const [{ callId } = { callId: '' }] = bed.switchboard.list()
    const asked = bed.switchboard
      .trace(callId)
      .flatMap((event) => (event.kind === 'operation' ? [event.operation] : []))
    expect(asked).toContainEqual(expect.objectContaining({ kind: 'collect', secret: true }))
  })
})

describe('a portal of a site, live', () => {
  const sites = ['north', 'south'].map((id) => makeDocument('site', { id, name: id }))
  const did = makeDocument('phone-number', { id: 'did', name: 'DID', number: '+16045550150' })
  const portal = makeDocument('portal', {
    id: 'portal',
    name: 'Portal of the North',
    phoneNumberId: 'did',
    scope: 'site',
    siteId: 'north',
  })
  /** A caller without a name comes with this number. */
  const mobile = '+16045550111'
  const office = (siteId: string) =>
    openOffice([
      national,
      ...sites,
      did,
      portal,
      makeDocument('user', {
        ...anywhere,
        siteId,
        officeAnywhere: { ...anywhere.officeAnywhere, numbers: [{ number: mobile, label: 'Cell', active: true }] },
      }),
      drawFlow({
        id: 'flow-portal',
        numbers: ['+16045550150'],
        nodes: { 'office-anywhere-portal': { portalId: 'portal' } },
      }),
    ])
  const asked = ({ bed }: Office) =>
    bed.traced.flatMap((event) => (event.kind === 'operation' ? [event.operation] : []))
  const key = async ({ bed, carrier }: Office, keys: string) => {
    for (const each of keys) {
      bed.streamOf(carrier).press(each)
      await bed.clock.advance(200)
    }
    await bed.clock.advance(5_000)
  }

  it('M107: given a portal of a site, when somebody of that site calls it from their mobile, then they have the dial tone at once and reach a colleague as themselves', async () => {
    const of = await office('north')
    const call = of.carrier.call('+16045550150')
    await of.bed.clock.advance(2_000)
    expect(call.told).toEqual(['answered'])
    expect(asked(of)).not.toContainEqual(expect.objectContaining({ kind: 'collect', secret: true }))
    await key(of, '1003#')
    expect(of.phones[1003].called).toHaveLength(1)
    expect(of.phones[1003].called[0]?.request.headers.get('From')).toContain('Person 1001')
    expect(talksWith(of, of.carrier, of.phones[1003])).toBe(true)
  })

  it('M107: given it, when somebody of another site calls it, then their PIN is asked for and opens nothing', async () => {
    const of = await office('south')
    of.carrier.call('+16045550150')
    await of.bed.clock.advance(2_000)
    expect(asked(of)).toContainEqual(expect.objectContaining({ kind: 'collect', secret: true }))
    await key(of, '2468#')
    await key(of, '1003#')
    expect(of.phones[1003].called).toEqual([])
  })
})

describe('devices, live', () => {
  it.each(['desk-phone', 'softphone', 'browser-phone'] as const)(
    'M79: given a %s, when its user is called, then it rings where it is registered',
    async (type) => {
      const { bed, phones, carrier } = await openOffice([national, device('1001', { type })])
      const { told } = phones[1003].call('1001')
      await bed.clock.advance(1_000)
      expect([told, phones[1001].called.length, carrier.called.length]).toEqual([['answered'], 1, 0])
    },
  )

  it.each(['cell-phone', 'landline'] as const)(
    'M79: given a %s, when its user is called, then the carrier is asked for its number',
    async (type) => {
      const { bed, phones, carrier } = await openOffice([national, device('1001', { type, outsideNumber: cell })])
      const { told } = phones[1003].call('1001')
      await bed.clock.advance(1_000)
      expect([told, phones[1001].called.length]).toEqual([['answered'], 0])
      expect(carrier.called.map(({ request }) => request.uri)).toEqual([expect.stringContaining(OUTSIDE)])
    },
  )

  const cellPhone = device('1001', { type: 'cell-phone', outsideNumber: cell, requireKeypress: true })

  it('M80: given a cell phone that needs a key press, when it is answered, then the caller hears ringing until 1 is pressed, and then they talk', async () => {
    const of = await openOffice([national, cellPhone])
    const { bed, phones, carrier } = of
    const { told } = phones[1003].call('1001')
    await bed.clock.advance(3_000)
    expect([carrier.called.length, told]).toEqual([1, []])
    bed.streamOf(carrier).press('1')
    await bed.clock.advance(500)
    expect(told).toEqual(['answered'])
    expect(talksWith(of, phones[1003], carrier)).toBe(true)
  })

  it('M80: given it, when a mailbox answers and nobody presses 1, then that leg fails and the caller was never answered', async () => {
    const { bed, phones, carrier } = await openOffice([national, cellPhone])
    const { told } = phones[1003].call('1001')
    await bed.clock.advance(25_000)
    expect(carrier.called.at(-1)?.state).toBe('ended')
    expect(told).toEqual([480])
  })

  it('M80: given it, when the mobile network plays something before the answer, then the caller does not hear it', async () => {
    const { bed, phones, carrier } = await openOffice([national, cellPhone])
    carrier.answers = undefined
    carrier.hasEarlyMedia = true
    const { progress } = phones[1003].call('1001')
    await bed.clock.advance(2_000)
    expect(progress).toEqual(['180'])
  })
})

describe('conference rooms, live', () => {
  const room = (fields: Partial<Conference> = {}) =>
    makeDocument('conference', { id: 'room', name: 'Room', memberPins: ['1111'], moderatorPins: ['2222'], ...fields })
  const office = (fields: Partial<Conference> = {}) =>
    openOffice([room(fields), flow('7600', { conference: { conferenceId: 'room' } })])

  async function enter({ bed }: Office, party: SimParty, pin: string) {
    const call = party.call('7600')
    await bed.clock.advance(1_500)
    for (const key of pin) {
      bed.streamOf(party).press(key)
      await bed.clock.advance(100)
    }
    await bed.clock.advance(3_000)
    return call
  }
  const rolesIn = ({ bed }: Office) => bed.conferences.list().flatMap(({ parties }) => parties.map(({ role }) => role))

  it('M76: given PINs for members and for moderators, when each is keyed, then it decides the role in the room', async () => {
    const of = await office()
    await enter(of, of.phones[1001], '1111#')
    await enter(of, of.phones[1002], '2222#')
    expect(rolesIn(of).toSorted()).toEqual(['member', 'moderator'])
  })

  it('M76: given a PIN, when it is wrong three times, then the caller is in no room and let go', async () => {
    const of = await office()
    const { told } = await enter(of, of.phones[1001], '9999#')
    for (let again = 0; again < 2; again++) {
      for (const key of '9999#') of.bed.streamOf(of.phones[1001]).press(key)
      await of.bed.clock.advance(4_000)
    }
    expect(rolesIn(of)).toEqual([])
    await of.bed.clock.advance(10_000)
    expect(told.at(-1)).toBe('ended')
  })

  it('M77: given members join muted and moderators do not, when they come, then nobody hears the one and everybody the other', async () => {
    const of = await office({ memberJoinMuted: true })
    await enter(of, of.phones[1001], '1111#')
    await enter(of, of.phones[1002], '2222#')
    const [mixer] = of.bed.media.mixers
    const mutedOf = (party: SimParty) => mixer?.mixed.get(of.bed.streamOf(party).streamId)?.isMuted
    expect([mutedOf(of.phones[1001]), mutedOf(of.phones[1002])]).toEqual([true, false])
  })

  it.each([true, false])(
    'M77, M11: given the entry tone is %s, when a second caller comes, then the room hears it or nothing',
    async (entryTone) => {
      const of = await office({ entryTone })
      await enter(of, of.phones[1001], '1111#')
      const before = of.bed.media.mixers[0]?.played.length ?? 0
      await enter(of, of.phones[1002], '1111#')
      expect((of.bed.media.mixers[0]?.played.length ?? 0) > before).toBe(entryTone)
    },
  )

  it('M11: given a room for one, when a second caller comes, then they are not in it', async () => {
    const of = await office({ maxParticipants: 1 })
    await enter(of, of.phones[1001], '1111#')
    await enter(of, of.phones[1002], '1111#')
    expect(rolesIn(of)).toEqual(['member'])
  })
})
