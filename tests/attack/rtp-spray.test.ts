import { expect, it } from 'vitest'
import { SILENT_AFTER_MS } from '../../src/engine/media/wire/source-latch.ts'
import { seat } from '../harness/design.ts'
import { startSoftPhone } from '../harness/soft-phone.ts'
import { pause } from '../harness/until.ts'
import { toneMs } from '../harness/wav.ts'
import { keep, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'
import { startRtpSprayer } from './rtp-sprayer.ts'

stopAfterEach()

const ports = { min: 61_000, max: 61_047 }
const STRANGER_HZ = 2_000

/** Two more phones, which describe an address of their own network, as behind NAT, and a stranger on all of the engine's RTP ports. */
async function officeBehindNat() {
  const seats = [...seat('1003'), ...seat('1004')]
  const office = await officeUnderAttack(seats, { args: ['--rtp', `${ports.min}-${ports.max}`] })
  const phone = async (username: string, speaksHz: number, host: string, describedAs: string) =>
    keep(await startSoftPhone({ username, enginePort: office.engine.sipPort, speaksHz, host, describedAs }))
  const caller = await phone('1003', 440, '127.0.0.21', '192.168.77.21')
  const callee = await phone('1004', 1_000, '127.0.0.22', '192.168.77.22')
  const stranger = keep(await startRtpSprayer({ host: '127.0.0.66', ports, speaksHz: STRANGER_HZ }))
  const talk = async () => {
    const ringing = callee.nextCall()
    const call = await caller.dial('1004')
    return { call, answered: await ringing }
  }
  return { office, stranger, talk }
}

it('a stranger who speaks to every RTP port hears no call and is heard in none, whatever falls silent', async () => {
  const { office, stranger, talk } = await officeBehindNat()
  for (let round = 0; round < 5; round++) {
    const { call, answered } = await talk()
    await pause(600)
    const [heardByCaller, heardByCallee] = await Promise.all([call.hangUp(), answered.hangUp()])
    expect(toneMs(heardByCaller, 1_000)).toBeGreaterThan(300)
    expect(toneMs(heardByCallee, 440)).toBeGreaterThan(300)
    expect(toneMs(heardByCaller, STRANGER_HZ) + toneMs(heardByCallee, STRANGER_HZ)).toBe(0)
  }

  const { call, answered } = await talk()
  await pause(600)
  call.fallSilent()
  await pause(SILENT_AFTER_MS + 1_000)
  call.speak()
  await pause(600)
  const [heardByCaller, heardByCallee] = await Promise.all([call.hangUp(), answered.hangUp()])
  expect(toneMs(heardByCaller, 1_000), 'the silent phone hears on').toBeGreaterThan(SILENT_AFTER_MS + 1_000)
  expect(toneMs(heardByCallee, 440), 'it is heard before and after').toBeGreaterThan(700)
  expect(toneMs(heardByCallee, STRANGER_HZ)).toBe(0)

  await office.expectUnharmed()
  expect(stranger.heard).toBe(0)
  const { counters } = await office.engine.control.health()
  expect(counters['rtpForeignSourceDropped'], 'it did speak into the calls').toBeGreaterThan(100)
})
