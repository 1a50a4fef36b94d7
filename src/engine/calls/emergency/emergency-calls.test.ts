import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { refer } from '../testing/referring.ts'
import { readBodyParts } from '../../sip/message/body-parts.ts'
import { type MailServer, settingsFor, startMailServer } from '../../services/mail/testing/mail-server.ts'
import {
  account,
  CARRIER,
  device,
  expectNothingHeld,
  flow,
  type Office,
  openOffice,
  OUTSIDE,
} from '../testing/small-office.ts'

const HELP = '+16045550100'
const address = {
  callerName: 'Seaside Ltd',
  street: '12 Harbour Road',
  extended: 'Suite 4',
  city: 'Vancouver',
  region: 'BC',
  postalCode: 'V6B 1A1',
  postalCodeExtra: '',
  notifyEmails: ['desk@example.test'],
}
const nobody = { name: '', number: '' }
const helps = { internal: nobody, external: nobody, emergency: { name: 'Seaside', number: HELP } }
const number = makeDocument('phone-number', { id: 'did', name: 'Main', number: HELP, emergencyAddress: address })
const answersHelp = (nodes: Parameters<typeof flow>[1]) => ({ ...flow('2200', nodes), numbers: [HELP] })
const closed = answersHelp({ 'hang-up': {} })

const office = (mail?: MailServer, more: Parameters<typeof openOffice>[0] = []) =>
  openOffice([
    account({
      callerIds: helps,
      emergencyEmails: ['safety@example.test', 'DESK@example.test'],
      ...(mail ? { mail: settingsFor(mail.port) } : {}),
    }),
    number,
    closed,
    ...more,
  ])

async function callForHelp(of: Office) {
  const call = of.phones[1001].call('911')
  await of.bed.clock.advance(1_000)
  return call
}

const invites = ({ bed }: Office) =>
  bed.sent('INVITE', CARRIER).flatMap((message): SipRequest[] => (message.kind === 'request' ? [message] : []))

describe('a call for help', () => {
  it('carries where the caller is, beside its offer, by a reference that names the part (RFC 6442 §4)', async () => {
    const of = await office()
    const call = await callForHelp(of)
    expect(call.told).toEqual(['answered'])
    const [invite] = invites(of)
    const parts = invite && readBodyParts(invite)
    expect(parts?.type).toBe('multipart/mixed')
    expect(parts?.parts?.map(({ type, handling }) => [type, handling])).toEqual([
      ['application/sdp', undefined],
      ['application/pidf+xml', 'optional'],
    ])
    expect(parts?.parts?.[1]?.content).toMatch(/<ca:RD>Harbour Road<\/ca:RD>/)
    const [, cid] = /^<cid:(.+)>$/.exec(invite?.headers.get('Geolocation') ?? '') ?? []
    expect(invite?.body).toContain(`Content-ID: <${cid}>`)
    expect(invite?.headers.get('Geolocation-Routing')).toBe('yes')
    expect(of.carrier.called[0]?.sdpOffer).toMatch(/^v=0\r\n/)
    await expectNothingHeld(of)
  })

  it.each([
    ['of a number without an address', [makeDocument('phone-number', { id: 'did', name: 'Main', number: HELP })]],
    ['of a number whose address is not whole', [{ ...number, emergencyAddress: { ...address, city: '' } }]],
  ])('%s carries its offer alone', async (_, changes) => {
    const of = await office(undefined, changes)
    await callForHelp(of)
    expect(invites(of)[0]?.headers.get('Content-Type')).toBe('application/sdp')
    expect(invites(of)[0]?.headers.get('Geolocation')).toBeUndefined()
    await expectNothingHeld(of)
  })

  it('tells no carrier where a caller is who calls anybody else', async () => {
    const of = await office()
    of.phones[1001].call(OUTSIDE)
    await of.bed.clock.advance(1_000)
    expect(invites(of)[0]?.headers.get('Content-Type')).toBe('application/sdp')
    await expectNothingHeld(of)
  })

  it.each([415, 424, 400, 488])(
    'that a carrier refuses with %i goes to it once more without the location',
    async (status) => {
      const of = await office()
      of.carrier.answers = status
      of.bed.network.lose = () => {
        if (of.carrier.called.length > 0) of.carrier.answers = 200
        return false
      }
      const call = await callForHelp(of)
      await of.bed.clock.advance(3_000)
      expect(call.told).toEqual(['answered'])
      expect(of.carrier.called.map(({ request }) => request.headers.get('Content-Type')?.split(';')[0])).toEqual([
        'multipart/mixed',
        'application/sdp',
      ])
      expect(of.carrier.called[1]?.request.headers.get('Geolocation')).toBeUndefined()
      await expectNothingHeld(of)
    },
  )

  it('that a carrier refuses either way is over', async () => {
    const of = await office()
    of.carrier.answers = 415
    const call = await callForHelp(of)
    await of.bed.clock.advance(3_000)
    expect([of.carrier.called.length, call.told.length, of.bed.switchboard.size]).toEqual([2, 1, 0])
    await expectNothingHeld(of)
  })

  it('that a carrier refuses for another reason is not sent there again', async () => {
    const of = await office()
    of.carrier.answers = 486
    await callForHelp(of)
    await of.bed.clock.advance(3_000)
    expect(of.carrier.called).toHaveLength(1)
    await expectNothingHeld(of)
  })

  it('is told to everybody named, once each, and kept for whoever looks', async () => {
    const server = await startMailServer()
    const of = await office(server)
    await callForHelp(of)
    expect(of.bed.engine.emergencies.list()).toMatchObject([
      {
        number: '911',
        callerNumber: HELP,
        deviceId: '1001',
        userId: 'user-1001',
        address: 'Seaside Ltd, 12 Harbour Road, Suite 4, Vancouver, BC V6B 1A1',
        mailed: ['desk@example.test', 'safety@example.test'],
        seenMs: null,
      },
    ])
    await expect.poll(() => server.received.length, { timeout: 10_000 }).toBe(1)
    const [mail] = server.received
    expect(mail?.to).toEqual(['desk@example.test', 'safety@example.test'])
    expect(mail?.source).toMatch(/^Subject: Emergency call to 911 by Person 1001, at 1001/m)
    expect(mail?.source).toMatch(/^Where: Seaside Ltd, 12 Harbour Road, Suite 4, Vancouver, BC V6B 1A1/m)
    expect(mail?.source).toMatch(/^Call back: \+16045550100/m)
    expect(of.bed.traced).toContainEqual(
      expect.objectContaining({
        kind: 'operation',
        operation: expect.objectContaining({ kind: 'tell-of-emergency', callerNumber: HELP }),
      }),
    )
    await expectNothingHeld(of)
  })

  it('that no trunk takes is told all the same', async () => {
    const of = await office(undefined, [makeDocument('trunk', { id: 'trunk', name: 'trunk', host: '' })])
    const call = await callForHelp(of)
    expect(call.told[0]).toBeGreaterThan(400)
    expect(of.bed.engine.emergencies.list()).toHaveLength(1)
    await expectNothingHeld(of)
  })

  it('that a phone sends a colleague’s call on to is told too', async () => {
    const of = await office()
    of.phones[1002].answers = 302
    of.phones[1002].sendsOnTo = '<sip:911@elsewhere.test>'
    of.phones[1001].call('1002')
    await of.bed.clock.advance(2_000)
    expect(of.carrier.called).toHaveLength(1)
    expect(of.bed.engine.emergencies.list()).toMatchObject([{ number: '911', deviceId: '1001' }])
    await expectNothingHeld(of)
  })
})

describe('a call back within 30 minutes', () => {
  const hungUp = async (of: Office) => {
    const call = await callForHelp(of)
    call.session.end()
    await of.bed.clock.advance(1_000)
  }
  const callsBack = async (of: Office) => {
    const call = of.carrier.call('16045550100')
    await of.bed.clock.advance(1_000)
    return call
  }

  it('rings the phone that called for help and the others of that person, before any callflow', async () => {
    const of = await office(undefined, [device('1003', { ownerId: 'user-1001' })])
    await hungUp(of)
    of.phones[1003].answers = undefined
    const call = await callsBack(of)
    expect(call.told).toEqual(['answered'])
    expect([of.phones[1001].called.length, of.phones[1003].called.length, of.phones[1002].called.length]).toEqual([
      1, 1, 0,
    ])
    expect(of.bed.streamOf(of.phones[1001]).joinedTo).toBe(of.bed.streamOf(of.carrier).streamId)
    await expectNothingHeld(of)
  })

  it('rings a phone that is not to be disturbed, is forwarded, or has as many calls as it may', async () => {
    const of = await office(undefined, [
      makeDocument('user', { id: 'user-1001', name: 'Person 1001', extension: '1001', doNotDisturb: true }),
      device('1001', { doNotDisturb: true, callsAtOnce: 1 }),
    ])
    await hungUp(of)
    of.phones[1001].call('2000')
    await of.bed.clock.advance(1_000)
    const call = await callsBack(of)
    expect([call.told, of.phones[1001].called.length]).toEqual([['answered'], 1])
    await expectNothingHeld(of)
  })

  it('goes on where it would have gone when nobody answers', async () => {
    const of = await office(undefined, [answersHelp({ device: { deviceId: '1004', timeoutSec: 20 } })])
    await hungUp(of)
    of.phones[1001].answers = undefined
    const call = await callsBack(of)
    expect(of.phones[1004].called).toHaveLength(0)
    await of.bed.clock.advance(30_000)
    expect([call.told, of.phones[1004].called.length, of.phones[1001].called[0]?.state]).toEqual([
      ['answered'],
      1,
      'ended',
    ])
    await expectNothingHeld(of)
  })

  it('rings also where no callflow answers that number and the caller is on a blacklist; after that it is refused as before', async () => {
    const of = await office(undefined, [{ ...closed, numbers: ['2222'] }])
    await hungUp(of)
    of.phones[1001].answers = 486
    const call = await callsBack(of)
    await of.bed.clock.advance(2_000)
    expect([of.phones[1001].called.length, call.told]).toEqual([1, [404]])
    await expectNothingHeld(of)
  })

  it('that was answered and sent on ends where it was sent', async () => {
    const of = await office(undefined, [
      answersHelp({ device: { deviceId: '1004', timeoutSec: 20 } }),
      flow('2300', { 'play-media': { mediaId: 'sound' } }),
    ])
    await hungUp(of)
    await callsBack(of)
    const session = of.phones[1001].called.at(-1)
    if (session) void refer(session, 'sip:2300@bed.test')
    await of.bed.clock.advance(10_000)
    expect(of.bed.traced.some(({ kind }) => kind === 'transferred')).toBe(true)
    expect(of.phones[1004].called).toHaveLength(0)
    await expectNothingHeld(of)
  })

  it('comes in while the engine takes no more calls', async () => {
    const of = await openOffice([account({ callerIds: helps }), number, closed], 2)
    await hungUp(of)
    of.phones[1002].call('2000')
    of.phones[1003].call('2000')
    await of.bed.clock.advance(1_000)
    expect((await callsBack(of)).told).toEqual(['answered'])
    await expectNothingHeld(of)
  })

  it('rings nobody else’s call: not after half an hour, not under another number, not a colleague’s', async () => {
    const of = await office()
    await hungUp(of)
    of.phones[1002].call(HELP)
    await of.bed.clock.advance(1_000)
    expect(of.phones[1001].called).toHaveLength(0)
    await of.bed.clock.advance(30 * 60_000)
    const call = await callsBack(of)
    expect([of.phones[1001].called.length, call.told[0]]).toEqual([0, 480])
    await expectNothingHeld(of)
  })
})
