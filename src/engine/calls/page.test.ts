import { describe, expect, it } from 'vitest'
import { expectNothingHeld, flow, type Office, openOffice } from './testing/small-office.ts'

const members = ['1002', '1003', '1004'].map((id) => ({ id }))

const paging = (settings: Record<string, unknown> = {}) =>
  openOffice([flow('9000', { 'page-group': { members, timeoutSec: 5, ...settings } })])

const heardBy = ({ bed, phones }: Office, extension: '1001' | '1002' | '1003' | '1004') =>
  bed.media.mixers.at(-1)?.mixed.get(bed.streamOf(phones[extension]).streamId)

describe('a page', () => {
  it('is answered by phones by themselves, which hear it and are not heard', async () => {
    const of = await paging()
    const call = of.phones[1001].call('9000')
    await of.bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered'])
    for (const extension of ['1002', '1003', '1004'] as const) {
      expect(of.phones[extension].called[0]?.request.headers.get('Alert-Info')).toMatch(/autoanswer/)
      expect(heardBy(of, extension)).toEqual({ isMuted: true, isDeaf: false })
    }
    expect(heardBy(of, '1001')).toEqual({ isMuted: false, isDeaf: false })
    call.session.end()
    await of.bed.clock.advance(1_000)
    for (const extension of ['1002', '1003', '1004'] as const)
      expect(of.phones[extension].called[0]?.state).toBe('ended')
    expect(of.bed.media.mixers.at(-1)?.isClosed).toBe(true)
    await expectNothingHeld(of)
  })

  it('both ways lets everybody speak', async () => {
    const of = await paging({ audio: 'two-way' })
    of.phones[1001].call('9000')
    await of.bed.clock.advance(1_000)
    expect(heardBy(of, '1002')).toEqual({ isMuted: false, isDeaf: false })
    await expectNothingHeld(of)
  })

  it('leaves phones with a call alone, unless it may break in', async () => {
    for (const bargeIn of [false, true]) {
      const of = await paging({ bargeIn })
      of.carrier.call('nobody')
      of.phones[1002].call('2000')
      await of.bed.clock.advance(1_000)
      of.phones[1001].call('9000')
      await of.bed.clock.advance(1_000)
      expect(of.phones[1002].called).toHaveLength(bargeIn ? 1 : 0)
      expect(of.phones[1003].called).toHaveLength(1)
      await expectNothingHeld(of)
    }
  })

  it('leaves out who does not answer in time, and goes on with the others', async () => {
    const of = await paging()
    of.phones[1002].answers = undefined
    const call = of.phones[1001].call('9000')
    await of.bed.clock.advance(6_000)
    expect(of.phones[1002].became).toEqual([['ended by remote']])
    expect(of.phones[1003].called[0]?.state).toBe('confirmed')
    expect(call.told).toEqual(['answered'])
    await expectNothingHeld(of)
  })

  it('is over when the last who listened hangs up', async () => {
    const of = await paging()
    const call = of.phones[1001].call('9000')
    await of.bed.clock.advance(1_000)
    for (const extension of ['1002', '1003'] as const) of.phones[extension].called[0]?.end()
    await of.bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered'])
    of.phones[1004].called[0]?.end()
    await of.bed.clock.advance(1_000)
    expect(call.told).toEqual(['answered', 'ended'])
    expect(of.bed.cdrs).toMatchObject([{ endReason: 'talked' }])
    await expectNothingHeld(of)
  })

  it.each([
    ['every phone refuses', 486],
    ['nobody answers', undefined],
  ])('to nobody goes on by its way when %s', async (_, answers) => {
    const of = await openOffice([
      flow('9000', { 'page-group': { members: members.slice(0, 2), timeoutSec: 5 }, device: { deviceId: '1004' } }, [
        'page-group _ device',
      ]),
    ])
    of.phones[1002].answers = answers
    of.phones[1003].answers = answers
    of.phones[1001].call('9000')
    await of.bed.clock.advance(7_000)
    expect(of.phones[1004].called).toHaveLength(1)
    expect(of.bed.media.mixers.at(-1)?.isClosed).toBe(true)
    await expectNothingHeld(of)
  })
})
