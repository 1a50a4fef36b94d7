import { expect, it } from 'vitest'
import { PORT_REST_MS } from '../../src/engine/media/wire/port-pool.ts'
import { holdPorts } from '../harness/hold-ports.ts'
import { pause, until } from '../harness/until.ts'
import { keep, type OfficeUnderAttack, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'

stopAfterEach()

const PAIRS = 150
const ports = { min: 61_100, max: 61_100 + 2 * PAIRS - 1 }

it('another program that holds the RTP ports costs calls while it does, and no descriptors', async () => {
  const office = await officeUnderAttack([], { args: ['--rtp', `${ports.min}-${ports.max}`] })
  const { engine, first } = office
  await office.expectUnharmed()
  const before = await descriptorsAtRest(office)

  // Of half the pairs it has the RTP port, of half the RTCP port; four pairs are left, which is two calls.
  const most = keep(await holdPorts(Array.from({ length: PAIRS - 4 }, (_, i) => ports.min + 2 * i + (i % 2))))
  await office.expectUnharmed()
  expect(await refusedPairs(office)).toBeGreaterThan(20)
  expect(await descriptorsAtRest(office)).toBe(before)

  const rest = keep(await holdPorts(Array.from({ length: 4 }, (_, i) => ports.max - 1 - 2 * i)))
  const calls = await Promise.allSettled(Array.from({ length: 20 }, () => first.dial('1002')))
  for (const call of calls) expect(String('reason' in call && call.reason)).toContain('refused with 503')
  await until('the log says why', () => engine.log().includes(`no free media port on 127.0.0.1: all ${PAIRS} pairs`))
  expect(await refusedPairs(office), 'who was refused a pair does not try it again at once').toBeLessThan(5 * PAIRS)
  expect(await descriptorsAtRest(office)).toBe(before)

  await Promise.all([most.stop(), rest.stop()])
  await pause(PORT_REST_MS)
  await office.expectUnharmed()
  expect(await descriptorsAtRest(office)).toBe(before)
})

async function refusedPairs({ engine }: OfficeUnderAttack): Promise<number> {
  return (await engine.control.health()).counters['rtpPortPairsRefused'] ?? 0
}

/** Once no call and no stream is left. What the engine says of itself is what the system says. */
async function descriptorsAtRest(office: OfficeUnderAttack): Promise<number> {
  const { counters } = await until('no stream is open', async () => {
    const health = await office.engine.control.health()
    return health.activeCalls === 0 && health.counters['rtpPortPairsInUse'] === 0 && health
  })
  expect(counters['openStreams']).toBe(0)
  await pause(100) // the sockets close behind the streams
  // A file that is being written just then is open for one of the two and not for the other.
  return until('the engine and the system count the same', async () => {
    const { openDescriptors = 0 } = (await office.engine.control.health()).counters
    return openDescriptors === office.descriptors() && openDescriptors
  })
}
