import { writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { settingsFor, startMailServer } from '../services/mail/testing/mail-server.ts'
import { account, flow, openOffice } from './testing/small-office.ts'

const BOX = '6045550100'

async function writer() {
  const asked: ServerResponse[] = []
  const http = createServer((request, response) => {
    request.resume().on('end', () => asked.push(response))
  })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  const { port } = http.address() as AddressInfo // it listens by TCP
  return { asked, url: `http://127.0.0.1:${port}/` }
}

/** Somebody leaves a message in a box that is to be written down and mailed. */
async function leftMessage() {
  const [mail, server] = [await startMailServer(), await writer()]
  const office = await openOffice([
    account({ mail: settingsFor(mail.port), transcriptionUrl: server.url }),
    makeDocument('mailbox', {
      id: 'box',
      name: 'Box',
      number: '1001',
      transcription: true,
      notifyEmails: ['ann@example.test'],
    }),
    flow(BOX, { voicemail: { mailboxId: 'box' } }),
  ])
  const { bed, carrier } = office
  bed.media.saysMs = 4_000
  bed.media.onRecord = (path) => writeFileSync(path, Buffer.alloc(3_000, 1))
  carrier.call(BOX)
  await bed.clock.advance(20_000)
  await expect.poll(() => server.asked.length, { timeout: 10_000 }).toBe(1)
  return { mail, server, bed }
}

it('A6: a message of a live call is in its box at once, and mailed with what was said when that is written down', async () => {
  const { mail, server, bed } = await leftMessage()
  expect(bed.engine.messages.list('box')).toMatchObject([{ isNew: true }])
  expect(mail.received).toEqual([])
  server.asked[0]?.end('Please call me back.')
  await expect.poll(() => mail.received.length, { timeout: 10_000 }).toBe(1)
  expect(mail.received[0]?.source).toMatch(/Written down by a machine:\r?\nPlease call me back\./)
  expect(bed.engine.messages.list('box')).toMatchObject([{ transcript: 'Please call me back.' }])
})

it('A6: a message that is not written down is mailed without', async () => {
  const { mail, server, bed } = await leftMessage()
  server.asked[0]?.writeHead(503).end()
  await expect.poll(() => mail.received.length, { timeout: 10_000 }).toBe(1)
  expect(mail.received[0]?.source).not.toContain('Written down')
  expect(bed.engine.messages.list('box')).toHaveLength(1)
})
