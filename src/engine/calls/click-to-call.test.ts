import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { device, expectNothingHeld, type Office, openOffice, OUTSIDE } from './testing/small-office.ts'
import { namedInHeader } from './telephone-uri.ts'

const click = { autoAnswer: false, callerName: '', callerNumber: '' }
const fromOf = ({ phones }: Office, extension: '1001' | '1002' | '1003') =>
  namedInHeader(phones[extension].called.at(-1)?.request.headers.get('From'))

describe('a click', () => {
  it('rings the phone that is named, which shows the number, then the number; the two talk', async () => {
    const of = await openOffice()
    const clicked = of.bed.switchboard.click({ ...click, fromId: '1001', number: '1002' })
    expect(clicked).toEqual({ ok: true, callId: of.bed.switchboard.list()[0]?.callId })
    of.phones[1002].answers = undefined
    await of.bed.clock.advance(1_000)
    expect(fromOf(of, '1001')?.user).toBe('1002')
    expect(fromOf(of, '1002')?.user).toBe('1001')
    expect(of.bed.switchboard.list()).toMatchObject([{ callerNumber: '1001', dialled: '1002' }])
    of.phones[1002].answer()
    await of.bed.clock.advance(1_000)
    expect(of.bed.streamOf(of.phones[1001]).joinedTo).toBe(of.bed.streamOf(of.phones[1002]).streamId)
    of.phones[1001].called[0]?.end()
    await of.bed.clock.advance(1_000)
    expect(of.phones[1002].called[0]?.state).toBe('ended')
    expect(of.bed.cdrs).toMatchObject([
      { callerNumber: '1001', dialled: '1002', answeredBy: '1002', endReason: 'caller-gone', transferredBy: '' },
    ])
    await expectNothingHeld(of)
  })

  it('by a person rings all their phones; the one that answers calls, and the others stop', async () => {
    const of = await openOffice([device('1003', { ownerId: 'user-1001' })])
    of.phones[1001].answers = undefined
    of.phones[1003].answersAfterMs = 2_000
    of.bed.switchboard.click({ ...click, fromId: 'user-1001', number: '1002' })
    await of.bed.clock.advance(5_000)
    expect(of.phones[1001].called[0]?.state).toBe('ended')
    expect(of.bed.streamOf(of.phones[1003]).joinedTo).toBe(of.bed.streamOf(of.phones[1002]).streamId)
    await expectNothingHeld(of)
  })

  it('may have their phone answer by itself, and show colleagues another caller', async () => {
    const of = await openOffice()
    const shown = { callerName: 'Reception', callerNumber: '2020' }
    of.bed.switchboard.click({ ...click, ...shown, autoAnswer: true, fromId: '1001', number: '1002' })
    await of.bed.clock.advance(1_000)
    expect(of.phones[1001].called[0]?.request.headers.get('Alert-Info')).toMatch(/autoanswer/)
    expect(of.phones[1002].called[0]?.request.headers.get('Alert-Info')).toBeUndefined()
    expect(of.phones[1002].called[0]?.request.headers.get('From')).toMatch(/^"?Reception"? <sip:2020@/)
    await expectNothingHeld(of)
  })

  it('goes outside, on the person’s own rights', async () => {
    const of = await openOffice()
    of.bed.switchboard.click({ ...click, fromId: '1001', number: OUTSIDE })
    await of.bed.clock.advance(1_000)
    expect(of.carrier.called).toHaveLength(1)
    expect(of.bed.switchboard.list()).toMatchObject([{ state: 'talking' }])
    await expectNothingHeld(of)
    const denied = await openOffice([
      makeDocument('user', { id: 'user-1001', name: 'Person 1001', extension: '1001', deniedClasses: ['domestic'] }),
    ])
    expect(denied.bed.switchboard.click({ ...click, fromId: '1001', number: OUTSIDE })).toMatchObject({
      ok: false,
      why: 'not-allowed',
    })
    await denied.bed.clock.advance(1_000)
    expect(denied.phones[1001].called).toHaveLength(0)
    await expectNothingHeld(denied)
  })

  it('that a limit on outside calls keeps in is told which, and rings no phone; a call for help goes out', async () => {
    const alex = makeDocument('user', {
      id: 'user-1001',
      name: 'Alex',
      extension: '1001',
      outsideLimits: 'own',
      outsideMinutesADay: 1,
    })
    const of = await openOffice([alex, device('1003', { ownerId: 'user-1001', outsideMinutesADay: 2 })])
    const used = (scope: 'user' | 'device', id: string, ms: number) =>
      of.bed.engine.runtimeState.write({ scope, id, name: 'outside-use' }, `0 ${ms}`)
    const clicks = (fromId: string, number = OUTSIDE) => of.bed.switchboard.click({ ...click, fromId, number })
    used('user', 'user-1001', 60_000)
    for (const fromId of ['1001', 'user-1001'])
      expect(clicks(fromId)).toMatchObject({
        ok: false,
        why: 'limited',
        limit: { limit: 'minutes', says: 'Alex has used up 1 outside minute of the day' },
      })
    expect(clicks('1001', '911')).toMatchObject({ ok: true })
    await of.bed.clock.advance(1_000)
    expect([of.phones[1001].called.length, of.phones[1003].called.length, of.carrier.called.length]).toEqual([1, 0, 1])
    used('user', 'user-1001', 0)
    used('device', '1003', 120_000)
    expect(clicks('1003')).toMatchObject({ limit: { limit: 'device-minutes' } })
    expect(clicks('user-1001')).toMatchObject({ ok: true })
    await of.bed.clock.advance(1_000)
    await expectNothingHeld(of)
  })

  it.each([
    ['nobody’s phone', 'nobody', '1002', 'not-found'],
    ['a number that nothing answers', '1001', '12', 'no-answer-there'],
    ['no number at all', '1001', '', 'no-answer-there'],
  ] as const)('with %s is refused, and rings nobody', async (_, fromId, number, why) => {
    const of = await openOffice()
    expect(of.bed.switchboard.click({ ...click, fromId, number })).toEqual({ ok: false, why })
    await of.bed.clock.advance(1_000)
    expect(of.phones[1001].called).toHaveLength(0)
    await expectNothingHeld(of)
  })

  it('that nobody picks up is over, and the number is never rung; nor is the phone a second time when the number does not answer', async () => {
    const of = await openOffice()
    of.phones[1001].answers = 486
    of.bed.switchboard.click({ ...click, fromId: '1001', number: '1002' })
    await of.bed.clock.advance(2_000)
    expect([of.bed.switchboard.size, of.phones[1002].called.length]).toEqual([0, 0])
    of.phones[1001].answers = 200
    of.phones[1002].answers = 486
    of.bed.switchboard.click({ ...click, fromId: '1001', number: '1002' })
    await of.bed.clock.advance(5_000)
    expect([of.bed.switchboard.size, of.phones[1001].called.length]).toEqual([0, 2])
    expect(of.phones[1001].called[1]?.state).toBe('ended')
    await expectNothingHeld(of)
  })

  it('can be hung up while the phone rings', async () => {
    const of = await openOffice()
    of.phones[1001].answers = undefined
    const clicked = of.bed.switchboard.click({ ...click, fromId: '1001', number: '1002' })
    await of.bed.clock.advance(1_000)
    expect(of.bed.switchboard.hangUp(clicked.ok ? clicked.callId : '')).toBe(true)
    await of.bed.clock.advance(1_000)
    expect(of.phones[1001].called[0]?.state).toBe('ended')
    expect(of.bed.cdrs).toMatchObject([{ endReason: 'ended-by-operator' }])
    await expectNothingHeld(of)
  })
})
