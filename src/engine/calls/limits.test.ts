import { describe, expect, it } from 'vitest'
import { liveDriver } from './live-driver.ts'
import { replacesHeader } from './testing/referring.ts'
import {
  account,
  CARRIER,
  device,
  expectNothingHeld,
  flow,
  type Office,
  OUTSIDE,
  openOffice,
  trunk,
} from './testing/small-office.ts'

const leg = {
  target: { kind: 'device', deviceId: '1002' },
  userId: 'user-1002',
  delayMs: 0,
  timeoutMs: 20_000,
  requireKeypress: false,
  callerName: '',
  callerNumber: '1001',
} as const

/** A call that waits in a step, and what performs operations for it. */
async function performing(office: Office) {
  const { bed, phones } = office
  const { session, told } = phones[1001].call('2000')
  await bed.clock.advance(3_000)
  const [call] = bed.switchboard.live()
  if (!call) throw new Error('there is no call')
  const driver = liveDriver(call)
  const dialled = driver.perform(
    { kind: 'dial', legs: [leg], timeoutMs: 20_000, callerHears: 'ringback', exitKeys: '' },
    never,
  )
  await bed.clock.advance(1_000)
  expect(await dialled).toEqual({ outcome: 'answered', legIndex: 0 })
  return { session, told, call, driver }
}

const never = new AbortController().signal

describe('a conversation with a limit', () => {
  it('ends by it: whoever was called is hung up on, the caller goes on', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const { told, call, driver } = await performing(office)
    const talked = driver.perform({ kind: 'talk', maxDurationMs: 5_000 }, never)
    await bed.clock.advance(4_900)
    expect([phones[1002].called[0]?.state, call.view().state]).toEqual(['confirmed', 'talking'])
    await bed.clock.advance(200)
    expect(await talked).toEqual({ outcome: 'time-limit' })
    expect([phones[1002].called[0]?.state, call.view().state, told]).toEqual(['ended', 'answered', ['answered']])
    expect(bed.switchboard.isUserOnCall('user-1002')).toBe(false)
    await expectNothingHeld(office)
  })

  it('is over as long after its beginning when somebody else has come into it meanwhile (RFC 3891)', async () => {
    const office = await openOffice([device('1004', { ownerId: 'user-1002' })])
    const { bed, phones } = office
    const { told, call, driver } = await performing(office)
    const talked = driver.perform({ kind: 'talk', maxDurationMs: 10_000 }, never)
    await bed.clock.advance(5_000)
    const [replaced] = phones[1002].called
    if (!replaced) throw new Error('1002 was not called')
    const taken = phones[1004].call('1002', { headers: [['Replaces', replacesHeader(replaced)]] })
    await bed.clock.advance(4_800)
    expect([taken.told, replaced.state, call.view().state]).toEqual([['answered'], 'ended', 'talking'])
    await bed.clock.advance(400)
    expect(await talked).toEqual({ outcome: 'time-limit' })
    expect([taken.told, told, call.view().state]).toEqual([['answered', 'ended'], ['answered'], 'answered'])
    await expectNothingHeld(office)
  })

  it('that comes after another has all of its own time', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const { call, driver } = await performing(office)
    const first = driver.perform({ kind: 'talk', maxDurationMs: 10_000 }, never)
    await bed.clock.advance(5_000)
    phones[1002].called[0]?.end()
    await bed.clock.advance(1_000)
    expect(await first).toEqual({ outcome: 'callee-hung-up' })
    const again = driver.perform(
      { kind: 'dial', legs: [leg], timeoutMs: 20_000, callerHears: 'ringback', exitKeys: '' },
      never,
    )
    await bed.clock.advance(1_000)
    await again
    const second = driver.perform({ kind: 'talk', maxDurationMs: 10_000 }, never)
    await bed.clock.advance(9_000)
    expect(call.view().state).toBe('talking')
    await bed.clock.advance(1_500)
    expect(await second).toEqual({ outcome: 'time-limit' })
    await expectNothingHeld(office)
  })

  it('a caller who leaves before it begins takes whoever answered along', async () => {
    const office = await openOffice()
    const { session } = await performing(office)
    session.end()
    await office.bed.clock.advance(1_000)
    expect(office.phones[1002].called[0]?.state).toBe('ended')
    await expectNothingHeld(office)
  })
})

it.each([
  { enabled: true, calls: 1, outcome: { outcome: 'answered', legIndex: 0 } },
  { enabled: false, calls: 0, outcome: { outcome: 'failed', cause: 'unregistered' } },
])('a phone that is switched off (enabled: $enabled) is not rung, wherever it would ring', async (about) => {
  const office = await openOffice([
    device('cell', { ownerId: 'user-1003', enabled: about.enabled, type: 'cell-phone', outsideNumber: OUTSIDE }),
  ])
  const { bed, phones, carrier } = office
  phones[1001].call('2000')
  await bed.clock.advance(3_000)
  const [call] = bed.switchboard.live()
  if (!call) throw new Error('there is no call')
  const legs = [{ ...leg, target: { kind: 'device', deviceId: 'cell' } }] as const
  const dialled = liveDriver(call).perform(
    { kind: 'dial', legs, timeoutMs: 20_000, callerHears: 'ringback', exitKeys: '' },
    never,
  )
  await bed.clock.advance(2_000)
  expect(await dialled).toEqual(about.outcome)
  expect(carrier.called).toHaveLength(about.calls)
  await expectNothingHeld(office)
})

describe('limits', () => {
  it('of live calls: who is one too many is told when to come again, and may when somebody has left', async () => {
    const office = await openOffice([], 2)
    const { bed, phones } = office
    const calls = [phones[1001].call('2000'), phones[1002].call('2000')]
    await bed.clock.advance(2_000)
    const refused = phones[1003].call('2000')
    await bed.clock.advance(2_000)
    expect([...calls, refused].map(({ told }) => told)).toEqual([['answered'], ['answered'], [503]])
    expect(bed.sent(503).map(({ headers }) => headers.get('Retry-After'))).toEqual(['10'])
    expect(bed.switchboard.size).toBe(2)
    calls[0]?.session.end()
    await bed.clock.advance(1_000)
    const again = phones[1003].call('2000')
    await bed.clock.advance(2_000)
    expect(again.told).toEqual(['answered'])
    await expectNothingHeld(office)
  })

  it('of the channels of a trunk hold for whoever calls out by it', async () => {
    const office = await openOffice([trunk('trunk', CARRIER, { channels: 1 })])
    const { bed, phones, carrier } = office
    const first = phones[1001].call('6045550101')
    await bed.clock.advance(2_000)
    const second = phones[1002].call('6045550102')
    await bed.clock.advance(2_000)
    expect([first.told, second.told, carrier.called.length]).toEqual([['answered'], [503], 1])
    await expectNothingHeld(office)
  })

  it('of a flow that goes round: it ends with 482', async () => {
    const office = await openOffice([
      flow('3000', { callflow: { callflowId: 'flow-3001' } }),
      flow('3001', { callflow: { callflowId: 'flow-3000' } }),
    ])
    const call = office.phones[1001].call('3000')
    await office.bed.clock.advance(5_000)
    expect(call.told).toEqual([482])
    await expectNothingHeld(office)
  })

  it('of calls outside at once hold for anything but calls for help and help lines', async () => {
    const office = await openOffice([account({ outsideCallsAtOnce: 1 })])
    const { bed, phones } = office
    const calls = [OUTSIDE, '6045550198', '988', '911'].map((number) => phones[1001].call(number))
    await bed.clock.advance(3_000)
    const [first, second, line, help] = calls.map(({ told }) => told)
    expect([first, second?.[0] === 'answered', line, help]).toEqual([['answered'], false, ['answered'], ['answered']])
    await expectNothingHeld(office)
  })
})
