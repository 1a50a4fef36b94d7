import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../src/callflow/design/document.ts'
import { until } from '../../harness/until.ts'
import type { SoftCall } from '../../harness/soft-phone.ts'
import { acceptanceOffice, company, device, hearEachOther, oneStep, talk } from './office.ts'

const usernames = ['1001', '1002', '1003', '1004', '1005', '1006', '1007'] as const
const member = (id: string, delaySec = 0, timeoutSec = 20) => ({ id, delaySec, timeoutSec, weight: 20 })
const pair = [member('device-1002'), member('device-1003')]
/** Every other one by the person whose phone it is. */
const staggered = [
  member('device-1002', 0, 6),
  member('user-1003', 1, 5),
  member('device-1004', 2, 4),
  member('user-1005', 3, 3),
  member('device-1006', 4, 2),
  member('user-1007', 5, 1),
]
const coded = (code: string, type: string, settings: object) => ({
  ...oneStep([], type, settings),
  id: `code-${type}`,
  patterns: [`^\\*${code}([0-9]*)$`],
})
const parkTimes = { ringBackSec: 5, callBackSec: 5 }

const own = [
  ...company(),
  ...usernames.map((username) => device(username, { ownerId: `user-${username}` })),
  ...usernames.map((extension) => makeDocument('user', { id: `user-${extension}`, name: extension, extension })),
  ...usernames.map((username) => oneStep(username, 'device', { deviceId: `device-${username}`, timeoutSec: 20 })),
  oneStep('8001', 'ring-group', { members: pair }),
  oneStep('8002', 'ring-group', { members: pair, strategy: 'simultaneous' }),
  oneStep('8003', 'ring-group', { members: pair.map((each) => ({ ...each, timeoutSec: 1 })), strategy: 'in-order' }),
  oneStep('8004', 'ring-group', { members: staggered, timeoutSec: 20 }),
  coded('3', 'park', parkTimes),
  coded('4', 'valet', parkTimes),
  coded('5', 'retrieve', {}),
]

describe('acceptance: ring groups and parking', () => {
  const office = acceptanceOffice(usernames, own)
  const phone = (username: string) => office.phone(username)
  const a = () => phone('1001')
  const b = () => phone('1002')
  const c = () => phone('1003')

  it.each([
    ['48. [RingGroup/StrategyNone] given no strategy, then members start ringing at the same second', '8001'],
    ['49. [RingGroup/StrategySimultanous] given simultaneous, then members start ringing at the same second', '8002'],
  ])('%s', async (_title, number) => {
    const attempt = a().attempt(number)
    const [first, second] = await Promise.all([b().nextRing(), c().nextRing()])
    expect(Math.abs(first.sinceMs - second.sinceMs)).toBeLessThan(1_000)
    await attempt.giveUp()
  })

  it('50. [RingGroup/StrategySingle] given single, then the second member starts when the first ends', async () => {
    const attempt = a().attempt('8003')
    const first = await b().nextRing()
    const firstOverMs = await first.over
    const second = await c().nextRing()
    expect(Math.abs(second.sinceMs - firstOverMs)).toBeLessThan(2_000)
    expect(second.sinceMs - first.sinceMs).toBeGreaterThan(500)
    await attempt.giveUp()
  })

  it('51. [RingGroup/TimeoutDelay] given devices and users with delays 0, 1 .. 5 s and timeouts 6, 5 .. 1 s, then each starts and lasts as configured', async () => {
    const attempt = a().attempt('8004')
    const rings = await Promise.all(usernames.slice(1).map((username) => phone(username).nextRing()))
    const overs = await Promise.all(rings.map(({ over }) => over))
    const beganMs = rings[0]?.sinceMs ?? 0
    for (const [at, { sinceMs }] of rings.entries()) {
      expect(Math.abs(sinceMs - beganMs - at * 1_000)).toBeLessThan(900)
      expect(Math.abs((overs[at] ?? 0) - sinceMs - (6 - at) * 1_000)).toBeLessThan(900)
    }
    expect(await attempt.status).toBe(480)
  })

  const untilParked = (slot: string) =>
    until(`a call waits in ${slot}`, async () => {
      const calls = await office.engine.control.calls.list()
      return calls.some((call) => call.slot === slot)
    })
  /** A talks to B, who asks for a slot while A is held, and completes the transfer. */
  const parkAttended = async (number: string): Promise<SoftCall> => {
    const [as, bs] = await talk(a(), b(), '1002')
    await bs.hold()
    const asked = await b().dial(number)
    await untilParked('101')
    expect(await bs.transfer(number, asked)).toBe(202)
    await Promise.all([bs.over, asked.over])
    return as
  }

  it('52. [Parking/BlindPark] given A talking to B, when B blind-transfers to *3101 and C dials *3101, then A and C talk', async () => {
    const [as, bs] = await talk(a(), b(), '1002')
    expect(await bs.transfer('*3101')).toBe(202)
    await untilParked('101')
    const cs = await c().dial('*3101')
    await hearEachOther([as, '1001'], [cs, '1003'])
    await bs.hangUp()
  })

  it('53. [Parking/BlindParkToOccupied] given slot 101 taken, when B transfers a second caller to it, then B is rung back and talks to that caller', async () => {
    const [, fourths] = await talk(phone('1005'), phone('1004'), '1004')
    await fourths.transfer('*3101')
    await untilParked('101')
    const [as, bs] = await talk(a(), b(), '1002')
    const [again] = await Promise.all([b().nextCall(), bs.transfer('*3101')])
    await hearEachOther([as, '1001'], [again, '1002'])
  })

  it('54. [Parking/AttendedPark] given attended transfer to *3101, when C dials *3101, then A and C talk', async () => {
    const as = await parkAttended('*3101')
    const cs = await c().dial('*3101')
    await hearEachOther([as, '1001'], [cs, '1003'])
  })

  it('55. [Parking/AttendedValetRetrieve] given attended transfer to *4, when C dials *5101, then A and C talk (first slot is 101)', async () => {
    const as = await parkAttended('*4')
    const cs = await c().dial('*5101')
    await hearEachOther([as, '1001'], [cs, '1003'])
  })

  it('56. [Parking/AttendedParkRingback] given nobody retrieves, then after the ring-back time B rings and answering connects A', async () => {
    const as = await parkAttended('*3101')
    const bs = await b().nextCall()
    await hearEachOther([as, '1001'], [bs, '1002'])
  })

  it('57. [Parking/AttendedParkIgnoreRingback] given B ignores the first ring back, then B is rung again later and can answer', async () => {
    const as = await parkAttended('*3101')
    await (await b().nextRing()).over
    const bs = await b().nextCall()
    await hearEachOther([as, '1001'], [bs, '1002'])
  })
})
