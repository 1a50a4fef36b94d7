import { describe, expect, it } from 'vitest'
import type { Trunk } from '../../callflow/design/document.ts'
import type { Dns } from '../services/trunks/find-places.ts'
import type { TrunkTest } from '../control/trunk-test-contract.ts'
import { CARRIER, expectNothingHeld, OUTSIDE, openOffice, trunk } from './testing/small-office.ts'
import { TrunkTests } from './trunk-test.ts'

const nowhere: Dns = { naptr: async () => [], srv: async () => [], addresses: async () => [] }

async function testing(fields: Partial<Trunk> = {}, host = CARRIER) {
  const office = await openOffice([trunk('trunk', host, fields)], 100, { dns: nowhere })
  const told: TrunkTest[] = []
  const { world, design } = office.bed.engine
  const tests = new TrunkTests({ world, design: () => design, onChanged: (test) => told.push(test) })
  return {
    office,
    ...office,
    told,
    tests,
    start: (number = OUTSIDE) => tests.start({ trunkId: 'trunk', number }),
    steps: () => told.at(-1)?.steps.map(({ says }) => says),
    state: () => told.at(-1)?.state,
  }
}

describe('a test call over a trunk', () => {
  it('is told step by step, listens for three seconds and hangs up', async () => {
    const of = await testing({ dialFormat: 'e164-without-plus', dialPrefix: '9' })
    of.carrier.answersAfterMs = 2_000
    expect(of.start()).toEqual({ testId: expect.any(String) })
    await of.bed.clock.advance(1_000)
    expect(of.bed.sent('INVITE', CARRIER)).toMatchObject([{ uri: `sip:916045550199@${CARRIER}` }])
    expect(of.state()).toBe('running')
    await of.bed.clock.advance(2_000)
    expect(of.steps()).toEqual([
      `${CARRIER} is at ${CARRIER}:5060.`,
      '916045550199 is called over UDP.',
      'The carrier is there and has the call.',
      'It rings.',
      'It is answered.',
    ])
    expect(of.carrier.called[0]?.state).toBe('confirmed')
    await of.bed.clock.advance(3_000)
    expect([of.state(), of.carrier.called[0]?.state]).toEqual(['failed', 'ended'])
    expect(of.steps()?.at(-1)).toContain('No sound is heard within 3 s')
    await expectNothingHeld(of.office)
  })

  it('is good when sound is heard', async () => {
    const of = await testing()
    of.start()
    await of.bed.clock.advance(1_000)
    of.bed.streamOf(of.carrier).quality = { sent: 0, received: { packets: 150, lost: 0, jitterMs: 0 } }
    await of.bed.clock.advance(3_000)
    expect([of.state(), of.steps()?.at(-1)]).toEqual(['good', 'Sound is heard: 150 packets in 3 s. Hung up.'])
    expect(of.carrier.called[0]?.state).toBe('ended')
    await expectNothingHeld(of.office)
  })

  it.each([
    [404, 'does not know the number as it was written (404'],
    [403, 'does not allow the call (403'],
    [407, 'does not take the user name or the password (407'],
    [486, 'The carrier works, and whoever was called'],
    [488, 'none of the codecs (488'],
    [503, 'The carrier refuses the call (503'],
  ])('that is refused with %i says so in words', async (status, says) => {
    const of = await testing()
    of.carrier.answers = status
    of.start()
    await of.bed.clock.advance(2_000)
    expect([of.state(), of.steps()?.at(-1)]).toEqual(['failed', expect.stringContaining(says)])
    await expectNothingHeld(of.office)
  })

  it('to a name that leads nowhere, or to nobody who answers, says so', async () => {
    const lost = await testing({}, 'carrier.test')
    lost.start()
    await lost.bed.clock.advance(1_000)
    expect([lost.state(), lost.steps()]).toEqual([
      'failed',
      ['carrier.test leads nowhere: no name server says where that is.'],
    ])
    const of = await testing()
    of.carrier.answers = undefined
    of.start()
    await of.bed.clock.advance(46_000)
    expect([of.state(), of.steps()?.at(-1)]).toEqual(['failed', 'Nobody answers within 45 s.'])
    await of.bed.clock.advance(1_000)
    expect(of.carrier.called[0]?.state).toBe('ended')
    await expectNothingHeld(of.office)
  })

  it('is hung up by whoever made it, once, and then another may begin', async () => {
    const of = await testing()
    of.carrier.answers = undefined
    const started = of.start()
    expect(of.start()).toBe('busy')
    await of.bed.clock.advance(1_000)
    const testId = typeof started === 'string' ? '' : started.testId
    expect([of.tests.cancel(testId), of.tests.cancel(testId)]).toEqual([true, false])
    await of.bed.clock.advance(1_000)
    expect([of.state(), of.carrier.called[0]?.state]).toEqual(['cancelled', 'ended'])
    expect(of.start()).toBeTypeOf('object')
    of.tests.close()
    expect(of.state()).toBe('cancelled')
    await expectNothingHeld(of.office)
  })

  it('never calls for help, nor by a trunk that is off, has no host, or is none', async () => {
    const of = await testing()
    expect([of.start('911'), of.start('988')]).toEqual(['not-allowed', 'not-allowed'])
    expect(of.tests.start({ trunkId: 'gone', number: OUTSIDE })).toBe('not-found')
    expect((await testing({ enabled: false })).start()).toBe('not-found')
    expect((await testing({}, ' ')).start()).toBe('not-found')
    await of.bed.clock.advance(2_000)
    expect([of.carrier.called.length, of.told]).toEqual([0, []])
  })
})
