import { describe, expect, it } from 'vitest'
import { formatReplaces } from '../../sip/testing/format-replaces.ts'
import { watch, type Watching } from '../../services/presence/testing/watching.ts'
import { device, expectNothingHeld, flow, group, type Office, openOffice } from '../testing/small-office.ts'

const anywhere = { ...flow('87', { 'group-pickup': {} }), numbers: [], patterns: ['^\\*87([0-9]+)$'] }
const only1002 = flow('8702', { 'group-pickup': { targetId: 'user-1002' } })

/** As phones make it of what their lamp was told: `to-tag` is the far end's, which is the engine's (RFC 3891 §3). */
function replacesOf({ last }: Watching, isEarlyOnly = false): string {
  const attribute = (name: string) => new RegExp(` ${name}="([^"]+)"`).exec(last.body)?.[1] ?? ''
  const [sipCallId, toTag, fromTag] = [attribute('call-id'), attribute('remote-tag'), attribute('local-tag')]
  return formatReplaces({ sipCallId, toTag, fromTag, isEarlyOnly })
}

/** 1001 calls, 1002 rings, and 1003 sees it. */
async function ringing(of: Office, number = '1002') {
  of.phones[1002].answers = undefined
  const lamp = await watch(of.bed, of.phones[1003], '1002')
  const call = of.phones[1001].call(number)
  await of.bed.clock.advance(2_000)
  return { lamp, call }
}

const named = /call-id=|local-tag=|remote-tag=/

describe('a call that a lamp shows ringing', () => {
  it('is picked up by INVITE with Replaces: the two talk, and the phone that rang hears that somebody has it', async () => {
    const of = await openOffice([anywhere])
    const { lamp, call } = await ringing(of)
    const picker = of.phones[1003].call('1001', { headers: [['Replaces', replacesOf(lamp, true)]] })
    await of.bed.clock.advance(1_000)
    expect([call.told, picker.told]).toEqual([['answered'], ['answered']])
    expect(of.bed.streamOf(of.phones[1003]).joinedTo).toBe(of.bed.streamOf(of.phones[1001]).streamId)
    expect(of.phones[1002].became).toEqual([['ended by remote: SIP;cause=200;text="Call completed elsewhere"']])
    expect(of.bed.cdrs).toMatchObject([{ endReason: 'picked-up', continuedIn: of.bed.switchboard.list()[0]?.callId }])
    await of.bed.clock.advance(1_000)
    expect(lamp.shown.at(-1)).toBe('terminated')
    picker.session.end()
    await of.bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered', 'ended'])
    await expectNothingHeld(of)
  })

  it('is the one that is named, not the one that has rung longer there', async () => {
    const of = await openOffice([anywhere])
    await ringing(of)
    of.phones[1004].call('1002')
    await of.bed.clock.advance(2_000)
    const later = await watch(of.bed, of.phones[1003], '1002')
    const second = later.last.body.split('<dialog ')[2] ?? ''
    expect(second).toContain('sip:1004@')
    const attribute = (name: string) => new RegExp(`${name}="([^"]+)"`).exec(second)?.[1] ?? ''
    const [sipCallId, toTag, fromTag] = [attribute('call-id'), attribute('remote-tag'), attribute('local-tag')]
    const header = formatReplaces({ sipCallId, toTag, fromTag, isEarlyOnly: false })
    of.phones[1003].call('1004', { headers: [['Replaces', header]] })
    await of.bed.clock.advance(1_000)
    expect(of.bed.streamOf(of.phones[1003]).joinedTo).toBe(of.bed.streamOf(of.phones[1004]).streamId)
    await expectNothingHeld(of)
  })

  it('is named to nobody and refused where no step of the design picks up there', async () => {
    const of = await openOffice([only1002])
    of.phones[1004].answers = undefined
    const lamp = await watch(of.bed, of.phones[1003], '1004')
    const call = of.phones[1001].call('1004')
    await of.bed.clock.advance(2_000)
    expect(lamp.shown.at(-1)).toBe('early')
    expect(lamp.last.body).not.toMatch(named)
    expect(lamp.last.body).toContain('sip:1001@bed.test')
    const [session] = of.phones[1004].called
    const own = session?.names
    const header = formatReplaces({
      sipCallId: own?.sipCallId ?? '',
      toTag: own?.remoteTag ?? '',
      fromTag: own?.localTag ?? '',
      isEarlyOnly: false,
    })
    const picker = of.phones[1003].call('1001', { headers: [['Replaces', header]] })
    await of.bed.clock.advance(1_000)
    expect([picker.told, call.told, session?.state]).toEqual([[403], [], 'early'])
    await expectNothingHeld(of)
  })

  it('is named to nobody where the step that picks up is switched off', async () => {
    const nodes = Object.entries(anywhere.nodes).map(([id, node]) => [id, { ...node, disabled: true }] as const)
    const of = await openOffice([{ ...anywhere, nodes: Object.fromEntries(nodes) }])
    const { lamp } = await ringing(of)
    expect(lamp.shown.at(-1)).toBe('early')
    expect(lamp.last.body).not.toMatch(named)
    await expectNothingHeld(of)
  })

  it('of a group is picked up at one of its phones where a step picks up in a group that it is in', async () => {
    const of = await openOffice([only1002, group('3000', ['1002', '1004'])])
    of.phones[1004].answers = undefined
    const { lamp, call } = await ringing(of, '3000')
    const picker = of.phones[1003].call('1002', { headers: [['Replaces', replacesOf(lamp)]] })
    await of.bed.clock.advance(1_000)
    expect([call.told, picker.told]).toEqual([['answered'], ['answered']])
    expect(of.phones[1004].became).toEqual([['ended by remote: SIP;cause=200;text="Call completed elsewhere"']])
    await expectNothingHeld(of)
  })

  it('is picked up by its owner at another phone of theirs, whatever the design says of others', async () => {
    const of = await openOffice([device('1003', { ownerId: 'user-1002' })])
    const { lamp, call } = await ringing(of)
    const picker = of.phones[1003].call('1001', { headers: [['Replaces', replacesOf(lamp)]] })
    await of.bed.clock.advance(1_000)
    expect([call.told, picker.told]).toEqual([['answered'], ['answered']])
    await expectNothingHeld(of)
  })

  it('that was answered a moment ago is left alone', async () => {
    const of = await openOffice([anywhere])
    const { lamp, call } = await ringing(of)
    const [early, late] = [replacesOf(lamp, true), replacesOf(lamp)]
    of.phones[1002].answer()
    await of.bed.clock.advance(1_000)
    const first = of.phones[1003].call('1001', { headers: [['Replaces', early]] })
    const second = of.phones[1003].call('1001', { headers: [['Replaces', late]] })
    await of.bed.clock.advance(1_000)
    expect([first.told, second.told, call.told]).toEqual([[486], [403], ['answered']])
    expect(of.phones[1002].called[0]?.state).toBe('confirmed')
    await expectNothingHeld(of)
  })

  it('by two at once goes to one of them, and the other hears that', async () => {
    const of = await openOffice([anywhere])
    const { lamp, call } = await ringing(of)
    const headers = [['Replaces', replacesOf(lamp)]] as const
    const pickers = [of.phones[1003].call('1001', { headers }), of.phones[1004].call('1001', { headers })]
    await of.bed.clock.advance(2_000)
    const told = pickers.map((picker) => picker.told[0])
    expect(told.filter((each) => each === 'answered')).toHaveLength(1)
    expect(told.filter((each) => typeof each === 'number' && each >= 400)).toHaveLength(1)
    expect(call.told).toEqual(['answered'])
    await expectNothingHeld(of)
  })

  it('is nobody’s from outside: neither the lamp nor the call', async () => {
    const of = await openOffice([anywhere])
    const { lamp, call } = await ringing(of)
    const stranger = of.carrier.call('1002', { headers: [['Replaces', replacesOf(lamp)]] })
    await of.bed.clock.advance(2_000)
    expect([stranger.told, call.told, of.phones[1002].called[0]?.state]).toEqual([[403], [], 'early'])
    const refused = await watch(of.bed, of.carrier, '1002')
    expect([refused.status, refused.notifies]).toEqual([401, []])
    await expectNothingHeld(of)
  })
})

describe('a call that is answered', () => {
  it('is named, with who is on it, to the phones of its owner alone', async () => {
    const of = await openOffice([anywhere, device('1003', { ownerId: 'user-1002' })])
    const [own, other] = [await watch(of.bed, of.phones[1003], '1002'), await watch(of.bed, of.phones[1004], '1002')]
    const call = of.phones[1001].call('1002')
    await of.bed.clock.advance(3_000)
    expect([own.shown.at(-1), other.shown.at(-1)]).toEqual(['confirmed', 'confirmed'])
    expect(own.last.body).toContain('<identity display="Person 1001">sip:1001@bed.test</identity>')
    expect(other.last.body).not.toMatch(named)
    expect(other.last.body).not.toContain('1001')
    const taken = of.phones[1003].call('1001', { headers: [['Replaces', replacesOf(own)]] })
    await of.bed.clock.advance(2_000)
    expect([taken.told, call.told, of.phones[1002].called[0]?.state]).toEqual([['answered'], ['answered'], 'ended'])
    await expectNothingHeld(of)
  })

  it('shows whom somebody dialled to their own phones alone', async () => {
    const of = await openOffice([anywhere, device('1003', { ownerId: 'user-1001' })])
    of.phones[1002].answers = undefined
    const [own, other] = [await watch(of.bed, of.phones[1003], '1001'), await watch(of.bed, of.phones[1004], '1001')]
    of.phones[1001].call('1002')
    await of.bed.clock.advance(2_000)
    expect(own.last.body).toContain('<identity>sip:1002@bed.test</identity>')
    expect(other.last.body).not.toMatch(named)
    expect(other.last.body).not.toContain('1002')
    await expectNothingHeld(of)
  })
})
