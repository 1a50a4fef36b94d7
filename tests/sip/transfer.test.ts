import { afterEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr, heardMs, untilTalking } from '../harness/observe.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { type SoftCall, startSoftPhone } from '../harness/soft-phone.ts'
import { pause, until } from '../harness/until.ts'
import { toneMs } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

const documents = [...company(), ...['1001', '1002', '1003', '1004'].flatMap((extension) => seat(extension))]

/** Two phones talk and nobody else is in a call. */
const untilJoined = (engine: TestEngine, callerNumber: string) =>
  until('the two who are left talk', async () => {
    const calls = await engine.control.calls.list()
    return calls.length === 1 && calls[0]?.state === 'talking' && calls[0].callerNumber === callerNumber
  })

describeWith(['baresip'], 'a transfer by REFER (baresip)', ({ baresip }) => {
  const office = officeOf(baresip)

  it.each(['caller', 'callee'] as const)(
    'by the %s: the two who are left hear each other, and whoever transferred hears neither',
    async (who) => {
      const engine = await office.engineWith(documents)
      const caller = await office.phone(engine, '1001')
      const callee = await office.phone(engine, '1002', { answer: 'auto' })
      const third = await office.phone(engine, '1003', { answer: 'auto' })
      await caller.dial('1002')
      await caller.waitFor('CALL_ESTABLISHED')
      await pause(1_000)
      const [leaves, stays, number] =
        who === 'caller' ? ([caller, callee, '1002'] as const) : ([callee, caller, '1001'] as const)
      await leaves.command('transfer', 'sip:1003@127.0.0.1')
      await third.waitFor('CALL_ESTABLISHED')
      await untilJoined(engine, number)
      await pause(1_500)
      await third.hangUp()
      expect(await firstCdr(engine)).toMatchObject({
        callerNumber: '1001',
        dialled: '1002',
        answeredBy: 'device-1003',
        transferredBy: who === 'caller' ? 'device-1001' : 'device-1002',
      })
      await leaves.waitFor('CALL_CLOSED')
      const [stayed, left] = who === 'caller' ? ['1002', '1001'] : ['1001', '1002']
      expect(heardMs(stays, toneOf('1003'))).toBeGreaterThan(1_000)
      expect(heardMs(third, toneOf(stayed))).toBeGreaterThan(1_000)
      expect(heardMs(leaves, toneOf('1003'))).toBe(0)
      expect(heardMs(third, toneOf(left))).toBe(0)
    },
  )

  it('by an agent sends the caller of a queue on, and the agent has the next one', async () => {
    const engine = await office.engineWith([
      ...documents,
      makeDocument('queue', { id: 'queue', name: 'Sales', agentIds: ['user-1002'] }),
      flow('queue-flow', { numbers: ['7000'], nodes: { wait: { type: 'queue', settings: { queueId: 'queue' } } } }),
    ])
    const caller = await office.phone(engine, '1001')
    const agent = await office.phone(engine, '1002', { answer: 'auto' })
    const expert = await office.phone(engine, '1003', { answer: 'auto' })
    await caller.dial('7000')
    await untilTalking(engine)
    await pause(1_000)
    await agent.command('transfer', 'sip:1003@127.0.0.1')
    await expert.waitFor('CALL_ESTABLISHED')
    await agent.waitFor('CALL_CLOSED')
    await untilJoined(engine, '1001')
    await pause(1_500)
    // The agent is nobody's any more, while those two still talk.
    const second = await office.phone(engine, '1004')
    await second.dial('7000')
    await until('the agent has the next call', async () => {
      const calls = await engine.control.calls.list()
      return calls.length === 2 && calls.every(({ state }) => state === 'talking')
    })
    await expert.hangUp()
    await caller.waitFor('CALL_CLOSED')
    expect(await firstCdr(engine)).toMatchObject({
      callerNumber: '1001',
      dialled: '7000',
      answeredBy: 'device-1003',
      transferredBy: 'device-1002',
    })
    expect(heardMs(caller, toneOf('1002'))).toBeGreaterThan(500)
    expect(heardMs(caller, toneOf('1003'))).toBeGreaterThan(1_000)
    expect(heardMs(expert, toneOf('1001'))).toBeGreaterThan(1_000)
    expect(heardMs(expert, toneOf('1002'))).toBe(0)
    expect(heardMs(agent, toneOf('1003'))).toBe(0)
  })
})

// With phones of our own: baresip 1.0 knows blind transfers only.
describe('an attended transfer (RFC 3891)', () => {
  const running: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
  })

  it('joins the two others, with sound both ways, and ends both calls of whoever transferred', async () => {
    const engine = await startTestEngine()
    running.push(engine)
    await engine.activate(documents)
    const phoneOf = async (username: string) => {
      const phone = await startSoftPhone({ username, enginePort: engine.sipPort, speaksHz: toneOf(username) })
      running.push(phone)
      return phone
    }
    const [ann, ben, cleo] = [await phoneOf('1001'), await phoneOf('1002'), await phoneOf('1003')]
    const [anns, bens] = await Promise.all([ann.dial('1002'), ben.nextCall()])
    await bens.hold()
    const [asked, cleos]: [SoftCall, SoftCall] = await Promise.all([ben.dial('1003'), cleo.nextCall()])
    await pause(800)
    expect(await bens.transfer('1003', asked)).toBe(202)
    await untilJoined(engine, '1001')
    await pause(1_500)
    const [byBenFirst, byBenSecond] = [await bens.hangUp(), await asked.hangUp()]
    const [byAnn, byCleo] = [await anns.hangUp(), await cleos.hangUp()]
    expect(toneMs(byAnn, toneOf('1003'))).toBeGreaterThan(1_000)
    expect(toneMs(byCleo, toneOf('1001'))).toBeGreaterThan(1_000)
    expect(toneMs(byBenFirst, toneOf('1003'))).toBe(0)
    expect(toneMs(byBenSecond, toneOf('1001'))).toBe(0)
    const records = await until('both call records', async () => {
      const cdrs = await engine.control.cdrs({})
      return cdrs.length === 2 && cdrs
    })
    const [moved] = records.filter(({ endReason }) => endReason === 'moved')
    expect(moved).toMatchObject({ callerNumber: '1001', answeredBy: 'device-1002', transferredBy: 'device-1002' })
    expect(moved?.continuedIn).toBe(records.find(({ endReason }) => endReason !== 'moved')?.callId)
  })
})
