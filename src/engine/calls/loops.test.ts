import { describe, expect, it } from 'vitest'
import { HeaderList } from '../sip/message/headers.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { ScriptedPeer } from '../sip/testing/scripted-peer.ts'
import { sampleSdp } from '../sip/testing/sdp-samples.ts'
import { BEEN_HERE, hopsLeft } from './loop-guard.ts'
import { ENGINE } from './testing/sim-party.ts'
import { CARRIER, expectNothingHeld, flow, openOffice } from './testing/small-office.ts'

/** Every call to this number goes out again, to the same one. */
const round = flow('16045550100', {
  'account-carrier': { trunkId: 'trunk', number: '+16045550155' },
})

/** A carrier that sends every call back, as an engine does that is set up the other way round. */
async function mirror(passesOn: (request: SipRequest) => readonly string[]) {
  const office = await openOffice([round])
  const { bed } = office
  const carrier = await ScriptedPeer.join(bed, CARRIER, ENGINE)
  const sentBack: SipRequest[] = []
  carrier.onRequest = (request) => {
    if (request.method !== 'INVITE') {
      carrier.reply(request, 200)
      return
    }
    if (sentBack.some((before) => before.headers.get('Call-ID') === request.headers.get('Call-ID'))) return
    carrier.reply(request, 180)
    const hops = Number(request.headers.get('Max-Forwards'))
    if (hops === 0) {
      carrier.reply(request, 483)
      return
    }
    sentBack.push(request)
    carrier.ask('INVITE', {
      user: '16045550100',
      body: sampleSdp(9),
      headers: passesOn(request),
      hops: hops - 1,
      sipCallId: `back-${sentBack.length}`,
    })
  }
  return { office, bed, carrier, sentBack }
}

describe('two engines that send a call to each other', () => {
  it('know it again by its mark: 482 (RFC 5393), after one round', async () => {
    const { bed, carrier, sentBack } = await mirror((request) => [`${BEEN_HERE}: ${request.headers.get(BEEN_HERE)}`])
    carrier.ask('INVITE', { user: '16045550100', body: sampleSdp(9) })
    await bed.clock.advance(5_000)
    expect(carrier.responses('INVITE').map(({ status }) => status)).toContain(482)
    expect(sentBack).toHaveLength(1)
  })

  it('come to an end by Max-Forwards where nobody passes the mark on: 483 (RFC 7332)', async () => {
    const { bed, carrier, sentBack } = await mirror(() => [])
    carrier.ask('INVITE', { user: '16045550100', body: sampleSdp(9), hops: 11 })
    await bed.clock.advance(30_000)
    expect(sentBack).toHaveLength(5)
    expect(sentBack.map(({ headers }) => headers.get('Max-Forwards'))).toEqual(['10', '8', '6', '4', '2'])
  })
})

it('a call that comes back for another number is a spiral and goes on; for the same one it is a loop', async () => {
  const office = await openOffice([round, flow('16045550101', { device: { deviceId: '1002', timeoutSec: 20 } })])
  const { bed, carrier } = office
  carrier.answers = undefined
  const first = carrier.call('16045550100')
  await bed.clock.advance(1_000)
  const mark = carrier.called[0]?.request.headers.get(BEEN_HERE) ?? ''
  expect(mark).toMatch(/^[0-9a-f]{12}$/)
  const [other, same] = ['16045550101', '16045550100'].map((number) =>
    carrier.call(number, { headers: [[BEEN_HERE, `0123456789ab ${mark}`]] }),
  )
  await bed.clock.advance(1_000)
  expect([other?.told, same?.told]).toEqual([['answered'], [482]])
  first.session.end()
  await expectNothingHeld(office)
})

describe('the hops that a call has left', () => {
  it.each([
    ['70', '69'],
    ['1', '0'],
    ['0', '0'],
    ['71', '69'],
    ['many', '69'],
    [undefined, '69'],
  ])('%s are %s for its next leg', (came, goes) => {
    const headers = new HeaderList(came === undefined ? [] : [['Max-Forwards', came]])
    expect(hopsLeft(headers)).toEqual(['Max-Forwards', goes])
  })
})
