import { expect, it } from 'vitest'
import { keep, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'
import { requestText, startStranger, type Stranger } from './stranger.ts'

stopAfterEach()

const MOST_GROWTH = 1.1

it('45,000 requests without credentials keep no phone from calling, and nothing of them stays', async () => {
  const office = await officeUnderAttack()
  const stranger = keep(await startStranger('127.0.0.66', office.engine.sipPort))
  await Promise.all([flood(stranger, 'first', 5_000), office.expectUnharmed()])
  const heapBytes = await office.heapBytes()
  const descriptors = office.descriptors()
  await Promise.all([flood(stranger, 'flood', 30_000), office.expectUnharmed()])
  // Forged in the name of a phone, from its address, while it registers and calls.
  const forger = keep(await startStranger('127.0.0.11', office.engine.sipPort))
  await Promise.all([flood(forger, 'forged', 10_000), office.expectUnharmed()])
  await office.expectUnharmed()
  expect(await office.heapBytes()).toBeLessThan(heapBytes * MOST_GROWTH)
  expect(office.descriptors()).toBeLessThanOrEqual(descriptors)
})

/** REGISTER and INVITE by turns, as fast as they are taken: the last of each hundred is waited for. */
async function flood(stranger: Stranger, name: string, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 100) {
    const answered = stranger.answerTo(`${name}-${sent + 99}`)
    for (let i = 0; i < 100; i++) {
      const method = i % 2 === 0 ? 'INVITE' : 'REGISTER'
      await stranger.send(requestText({ method, id: `${name}-${sent + i}`, user: i % 3 === 0 ? '1001' : 'nobody' }))
    }
    // No answer: it drowned in the rest, as it does on any network.
    expect((await answered) ?? 'SIP/2.0 401 ').toMatch(/^SIP\/2\.0 401 /)
  }
  stranger.reset()
}
