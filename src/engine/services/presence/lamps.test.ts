import { describe, expect, it } from 'vitest'
import { type Callflow, makeDocument } from '../../../callflow/design/document.ts'
import { drawFlow } from '../../../callflow/rehearse/small-design.ts'
import { device, openOffice } from '../../calls/testing/small-office.ts'
import { watch } from './testing/watching.ts'

const SECOND = 1_000

/** A code of one step. */
const code = (id: string, numbers: readonly string[], type: string, settings: Record<string, unknown> = {}): Callflow =>
  drawFlow({ id, numbers: [...numbers], nodes: { [type]: settings } })

const codeWithDigits = (id: string, pattern: string, type: string): Callflow => ({
  ...code(id, [], type),
  patterns: [pattern],
})

describe('lamps of phones (RFC 4235)', () => {
  it('shows a colleague ringing, talking and free, one NOTIFY each', async () => {
    const { bed, phones } = await openOffice()
    phones[1002].answers = undefined
    const lamp = await watch(bed, phones[1003], '1002')
    expect([lamp.status, lamp.response.headers.get('Expires'), lamp.shown]).toEqual([200, '600', ['idle']])
    const call = phones[1001].call('1002')
    await bed.clock.advance(2 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'early'])
    expect(lamp.last.body).toContain('direction="recipient"')
    expect(lamp.last.body).toContain('<identity display="Person 1001">sip:1001@bed.test</identity>')
    phones[1002].answer()
    await bed.clock.advance(2 * SECOND)
    expect(lamp.shown.at(-1)).toBe('confirmed')
    expect(lamp.last.body).not.toContain('<remote>')
    call.session.end()
    await bed.clock.advance(2 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'early', 'confirmed', 'terminated'])
  })

  it('shows who calls as calling, and counts versions from the first, full document', async () => {
    const { bed, phones } = await openOffice()
    phones[1002].answers = undefined
    const lamp = await watch(bed, phones[1003], '1001')
    phones[1001].call('1002')
    await bed.clock.advance(2 * SECOND)
    expect(lamp.notifies.map(({ body }) => /version="\d+" state="\w+" entity="[^"]+"/.exec(body)?.[0])).toEqual([
      'version="0" state="full" entity="sip:1001@192.0.2.1"',
      'version="1" state="partial" entity="sip:1001@192.0.2.1"',
    ])
    expect(lamp.last.body).toContain('direction="initiator"')
    expect(lamp.shown.at(-1)).toBe('early')
  })

  it('shows a call on hold as not rendered', async () => {
    const { bed, phones } = await openOffice()
    const lamp = await watch(bed, phones[1003], '1001')
    const { session } = phones[1001].call('1002')
    await bed.clock.advance(2 * SECOND)
    expect(lamp.last.body).not.toContain('sip.rendering')
    await phones[1001].hold(session)
    await bed.clock.advance(2 * SECOND)
    expect(lamp.last.body).toContain('<param pname="+sip.rendering" pvalue="no"/>')
    await phones[1001].resume(session)
    await bed.clock.advance(2 * SECOND)
    expect(lamp.last.body).not.toContain('sip.rendering')
  })

  it('darkens the phone of a group that refuses while the others ring on', async () => {
    const group = drawFlow({
      id: 'group',
      numbers: ['3000'],
      nodes: {
        'ring-group': { members: ['1002', '1003'].map((id) => ({ id, delaySec: 0, timeoutSec: 20, weight: 20 })) },
      },
    })
    const { bed, phones } = await openOffice([group])
    phones[1002].answers = 486
    phones[1002].answersAfterMs = 3 * SECOND
    phones[1003].answers = undefined
    const lamp = await watch(bed, phones[1004], '1002')
    const other = await watch(bed, phones[1004], '1003')
    phones[1001].call('3000')
    await bed.clock.advance(6 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'early', 'terminated'])
    expect(other.shown).toEqual(['idle', 'early'])
  })

  it('is found by number, SIP user name, extension and behind a pick-up code', async () => {
    const people = [
      makeDocument('user', { id: 'user-1002', name: 'Person 1002', extension: '77' }),
      device('desk', { ownerId: 'user-1002' }),
      codeWithDigits('pickup', '^\\*87([0-9]+)$', 'group-pickup'),
    ]
    const { bed, phones } = await openOffice(people)
    phones[1002].answers = undefined
    const lamps = []
    for (const whom of ['1002', 'desk', '77', '*871002', '*8777']) lamps.push(await watch(bed, phones[1003], whom))
    phones[1001].call('1002')
    await bed.clock.advance(2 * SECOND)
    expect(lamps.map(({ shown }) => shown)).toEqual(lamps.map(() => ['idle', 'early']))
  })

  it('tells a burst of changes once a second at the most, the latest last', async () => {
    const { bed, phones } = await openOffice()
    const lamp = await watch(bed, phones[1003], '1001')
    for (let call = 0; call < 20; call++) {
      const { session } = phones[1001].call('2000')
      await bed.clock.advance(60)
      session.end()
      await bed.clock.advance(60)
    }
    await bed.clock.advance(5 * SECOND)
    expect(lamp.notifies.length).toBeLessThan(6)
    expect(lamp.shown.at(-1)).toMatch(/^(terminated ?)+$/)
  })
})

describe('lamps of menus, groups, queues and conference rooms', () => {
  const people = (ids: readonly string[]) => ids.map((id) => ({ id, delaySec: 0, timeoutSec: 20, weight: 20 }))
  const documents = [
    makeDocument('menu', { id: 'm', name: 'Menu', retries: 3, timeoutSec: 20 }),
    drawFlow({
      id: 'main',
      numbers: ['3000'],
      nodes: { 'play-media': { mediaId: 'sound' }, menu: { menuId: 'm' }, device: { deviceId: '1002' } },
      wires: ['play-media _ menu', 'menu 1 device'],
    }),
    drawFlow({ id: 'group', numbers: ['3001'], nodes: { 'ring-group': { members: people(['1002', '1003']) } } }),
    makeDocument('queue', { id: 'sales', name: 'Sales', agentIds: ['user-1002'] }),
    drawFlow({ id: 'line', numbers: ['3002'], nodes: { queue: { queueId: 'sales' } } }),
    makeDocument('conference', { id: 'room', name: 'Room', entryTone: false }),
    drawFlow({ id: 'meeting', numbers: ['3003'], nodes: { conference: { conferenceId: 'room' } } }),
  ]

  it('lights a menu while a call is in it, and no longer once a key has led on', async () => {
    const { bed, phones } = await openOffice(documents)
    const lamp = await watch(bed, phones[1004], '3000')
    const { session } = phones[1001].call('3000')
    await bed.clock.advance(1_000)
    await bed.clock.advance(2 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'confirmed'])
    expect(lamp.last.body).not.toContain('1001')
    phones[1001].pressByInfo(session, '1')
    await bed.clock.advance(6 * SECOND)
    expect(lamp.shown.at(-1)).toBe('terminated')
  })

  it('blinks for a group while it rings, with who calls, and is lit while somebody of it talks', async () => {
    const { bed, phones } = await openOffice(documents)
    phones[1002].answers = undefined
    phones[1003].answers = undefined
    const lamp = await watch(bed, phones[1004], '3001')
    const call = phones[1001].call('3001')
    await bed.clock.advance(2 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'early'])
    expect(lamp.last.body).toContain('<identity display="Person 1001">sip:1001@bed.test</identity>')
    phones[1003].answer()
    await bed.clock.advance(2 * SECOND)
    expect(lamp.last.body).not.toContain('1001')
    call.session.end()
    await bed.clock.advance(2 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'early', 'confirmed', 'terminated'])
  })

  it('blinks for a queue while callers wait, for the first of them, and not for who talks to an agent', async () => {
    const { bed, phones } = await openOffice(documents)
    phones[1002].answers = undefined
    const lamp = await watch(bed, phones[1004], '3002')
    phones[1001].call('3002')
    await bed.clock.advance(2 * SECOND)
    const second = phones[1003].call('3002')
    await bed.clock.advance(2 * SECOND)
    expect([lamp.shown, lamp.last.body.match(/sip:100\d@bed.test/)?.[0]]).toEqual([
      ['idle', 'early'],
      'sip:1001@bed.test',
    ])
    phones[1002].answer()
    await bed.clock.advance(2 * SECOND)
    expect([lamp.shown.at(-1), lamp.last.body.match(/sip:100\d@bed.test/)?.[0]]).toEqual(['early', 'sip:1003@bed.test'])
    second.session.end()
    await bed.clock.advance(2 * SECOND)
    expect(lamp.shown.at(-1)).toBe('terminated')
  })

  it('lights a conference room from the first who comes in to the last who leaves', async () => {
    const { bed, phones } = await openOffice(documents)
    const lamp = await watch(bed, phones[1004], '3003')
    const [first, second] = [phones[1001].call('3003'), phones[1002].call('3003')]
    await bed.clock.advance(3 * SECOND)
    first.session.end()
    await bed.clock.advance(3 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'confirmed'])
    second.session.end()
    await bed.clock.advance(3 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'confirmed', 'terminated'])
  })

  it('does not say who calls a group and does not want to be shown', async () => {
    const { bed, phones } = await openOffice(documents)
    phones[1002].answers = undefined
    phones[1003].answers = undefined
    const lamp = await watch(bed, phones[1004], '3001')
    phones[1001].call('3001', { headers: [['Privacy', 'id']] })
    await bed.clock.advance(2 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'early'])
    expect(lamp.last.body).not.toContain('1001')
  })
})

describe('lamps of slots, boxes and switches', () => {
  const codes = [
    codeWithDigits('park', '^\\*3([0-9]*)$', 'park'),
    drawFlow({ id: 'valet', numbers: ['*4'], nodes: { valet: {} } }),
    code('code-78', ['*78'], 'do-not-disturb', { action: 'toggle' }),
    code('code-72', ['*72'], 'call-forwarding', { action: 'activate' }),
    code('code-90', ['*90'], 'time-of-day-switch', { action: 'enable', rules: ['night'] }),
    code('code-91', ['*91'], 'time-of-day-switch', { action: 'disable', rules: ['night'] }),
    makeDocument('schedule-rule', { id: 'night', name: 'Night' }),
    code('code-5000', ['5000'], 'manual-presence', { presenceId: 'closed', status: 'busy' }),
    code('code-5001', ['5001'], 'manual-presence', { presenceId: 'closed', status: 'idle' }),
  ]

  it('lights a slot, by its code and by its number, as long as somebody is parked there', async () => {
    const { bed, phones } = await openOffice(codes)
    const byCode = await watch(bed, phones[1003], '*3101')
    const byNumber = await watch(bed, phones[1003], '101')
    const other = await watch(bed, phones[1003], '*3102')
    const any = await watch(bed, phones[1003], '*4')
    const held = phones[1001].call('1002')
    await bed.clock.advance(2 * SECOND)
    await phones[1001].hold(held.session)
    phones[1001].call('*3101')
    await bed.clock.advance(2 * SECOND)
    expect([byCode.shown, byNumber.shown, other.shown, any.shown]).toEqual([
      ['idle', 'confirmed'],
      ['idle', 'confirmed'],
      ['idle'],
      ['idle', 'confirmed'],
    ])
    expect(byCode.last.body).toContain('sip:1002@bed.test')
    phones[1004].call('*3101')
    await bed.clock.advance(2 * SECOND)
    expect([byCode.shown.at(-1), any.shown.at(-1)]).toEqual(['terminated', 'terminated'])
  })

  it('lights the switches of whoever presses them, and night mode for everybody', async () => {
    const { bed, phones } = await openOffice(codes)
    const [quiet, forward, on, off] = [
      await watch(bed, phones[1001], '*78'),
      await watch(bed, phones[1001], '*72'),
      await watch(bed, phones[1002], '*90'),
      await watch(bed, phones[1002], '*91'),
    ]
    const others = await watch(bed, phones[1002], '*78')
    const { runtimeState } = bed.engine
    runtimeState.write({ scope: 'user', id: 'user-1001', name: 'do-not-disturb' }, true)
    runtimeState.write({ scope: 'user', id: 'user-1001', name: 'forward-to' }, '1004')
    runtimeState.write({ scope: 'schedule-rule', id: 'night', name: 'forced' }, 'on')
    await bed.clock.advance(2 * SECOND)
    const lit = ['idle', 'confirmed']
    expect([quiet, forward, on, off, others].map(({ shown }) => shown)).toEqual([lit, lit, lit, ['idle'], ['idle']])
    runtimeState.write({ scope: 'schedule-rule', id: 'night', name: 'forced' }, 'off')
    runtimeState.write({ scope: 'user', id: 'user-1001', name: 'do-not-disturb' }, undefined)
    await bed.clock.advance(2 * SECOND)
    expect([quiet, on, off].map(({ shown }) => shown.at(-1))).toEqual(['terminated', 'terminated', 'confirmed'])
  })

  it('toggles a switch by dialling what its lamp watches', async () => {
    const { bed, phones } = await openOffice(codes)
    const lamp = await watch(bed, phones[1001], '*78')
    phones[1001].call('*78')
    await bed.clock.advance(5 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'confirmed'])
    phones[1001].call('*78')
    await bed.clock.advance(5 * SECOND)
    expect(lamp.shown.at(-1)).toBe('terminated')
  })

  it('shows a queue log-in and a break that ends by itself', async () => {
    const { bed, phones } = await openOffice([
      code('code-50', ['*50'], 'queue-login', { action: 'log-in', queueId: 'sales' }),
      code('code-51', ['*51'], 'agent-status', { action: 'pause', pauseSec: 60 }),
      makeDocument('queue', { id: 'sales', name: 'Sales', agentIds: ['user-1001'] }),
    ])
    const lamp = await watch(bed, phones[1001], '*50')
    const pause = await watch(bed, phones[1001], '*51')
    expect([lamp.shown, pause.shown]).toEqual([['confirmed'], ['idle']])
    phones[1001].call('*51')
    await bed.clock.advance(5 * SECOND)
    expect([lamp.shown.at(-1), pause.shown.at(-1)]).toEqual(['terminated', 'confirmed'])
    await bed.clock.advance(62 * SECOND)
    expect([lamp.shown.at(-1), pause.shown.at(-1)]).toEqual(['confirmed', 'terminated'])
  })

  it('lights an id by a step (manual presence) and goes out by another', async () => {
    const { bed, phones } = await openOffice(codes)
    const lamp = await watch(bed, phones[1003], 'closed')
    phones[1001].call('5000')
    await bed.clock.advance(2 * SECOND)
    phones[1001].call('5001')
    await bed.clock.advance(2 * SECOND)
    expect(lamp.shown).toEqual(['idle', 'confirmed', 'terminated'])
    expect(JSON.stringify(bed.traced)).not.toContain('unsupported')
  })
})
