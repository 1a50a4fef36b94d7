import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { expect, it } from 'vitest'
import { officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'

stopAfterEach()

it('10,000 datagrams of noise from a stranger leave phones registering and talking', async () => {
  const office = await officeUnderAttack()
  await office.expectUnharmed()
  const stranger = createSocket('udp4')
  await new Promise<void>((bound) => {
    stranger.bind(0, '127.0.0.66', bound)
  })
  for (let sent = 0; sent < 10_000; sent++) {
    await new Promise((done) => {
      stranger.send(randomBytes(1 + (sent % 900)), office.engine.sipPort, '127.0.0.1', done)
    })
  }
  await office.expectUnharmed()
  stranger.close()
  expect(office.engine.log()).not.toContain('exception')
})
