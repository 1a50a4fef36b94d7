import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Mailbox, makeDocument, type User } from '../../../src/callflow/design/document.ts'
import { account, flow, type Office, openOffice } from '../../../src/engine/calls/testing/small-office.ts'
import type { Recording } from '../../../src/engine/media/media-engine.ts'
import {
  answering,
  type MailServer,
  settingsFor,
  startMailServer,
} from '../../../src/engine/services/mail/testing/mail-server.ts'
import { durationMs, readWav, toneWav } from '../../harness/wav.ts'

/** A6, what a mailbox tells people of its messages: on live calls, with a real mail server and a real web server. */

const SPOKEN_MS = 3_000
const patient = { timeout: 10_000 }

interface About {
  readonly server?: MailServer
  readonly box?: Partial<Mailbox>
  readonly owner?: Partial<User>
}

/** 1002 leaves a message of three seconds for 1001. */
async function leaving({ server, box = {}, owner = {} }: About): Promise<Office> {
  const of = await openOffice([
    account(server ? { mail: settingsFor(server.port) } : {}),
    makeDocument('user', {
      id: 'user-1001',
      name: 'Ann',
      extension: '1001',
      email: 'ann@example.test',
      voicemailToEmail: true,
      ...owner,
    }),
    makeDocument('mailbox', {
      id: 'box',
      name: 'Box of Ann',
      number: '1001',
      ownerId: 'user-1001',
      skipGreeting: true,
      skipInstructions: true,
      ...box,
    }),
    flow('7001', { voicemail: { mailboxId: 'box' } }),
  ])
  const { bed, phones } = of
  bed.media.recorder = ({ path }): Recording => {
    const beganMs = bed.clock.now()
    const { promise: finished, resolve } = Promise.withResolvers<Awaited<Recording['finished']>>()
    writeFileSync(path, toneWav(440, SPOKEN_MS))
    return { finished, stop: () => resolve({ durationMs: bed.clock.now() - beganMs, endedBy: 'stopped' }), pause() {} }
  }
  const call = phones[1002].call('7001')
  await bed.clock.advance(1_000 + SPOKEN_MS)
  call.session.end()
  await expect.poll(async () => (await bed.clock.advance(10), resultsOf(of, 'save-message').length), patient).toBe(1)
  return of
}

const messages = ({ bed }: Office) => bed.engine.messages.list('box')

/** Files and servers take their own time; a message that goes is not in the list. */
async function comesTo(of: Office, expected: readonly boolean[]): Promise<void> {
  const areNew = async () => {
    await of.bed.clock.advance(10)
    return messages(of).map(({ isNew }) => isNew)
  }
  await expect.poll(areNew, patient).toEqual(expected)
}

const resultsOf = ({ bed }: Office, operation: 'save-message' | 'notify-message') =>
  bed.traced.flatMap((event) => (event.kind === 'result' && event.operation === operation ? [event.result] : []))

const outcome = (of: Office) => resultsOf(of, 'notify-message')

async function untilTold(of: Office): Promise<void> {
  await expect.poll(async () => (await of.bed.clock.advance(10), outcome(of).length), patient).toBe(1)
}

describe('A6: the mail about a message, live', () => {
  it('A6: given an owner who wants voicemail by e-mail, when a message is left, then one mail goes to the owner and the further addresses, each once, with the recording', async () => {
    const server = await startMailServer()
    const of = await leaving({ server, box: { notifyEmails: ['sales@example.test', 'Ann@example.test'] } })
    await untilTold(of)
    expect(server.received).toMatchObject([
      { from: 'office@example.test', to: ['ann@example.test', 'sales@example.test'] },
    ])
    const [{ source } = { source: '' }] = server.received
    expect(source).toMatch(/^Subject: Voicemail from Person 1002/m)
    const [, base64 = ''] = /Content-Type: audio\/wav.*?\r\n\r\n(.*?)\r\n--/s.exec(source) ?? []
    expect(durationMs(readWav(Buffer.from(base64, 'base64')))).toBe(SPOKEN_MS)
    expect(messages(of)).toMatchObject([{ isNew: true, callerNumber: '1002' }])
  })

  it('A6: given an owner who does not, when a message is left, then only the further addresses are told', async () => {
    const server = await startMailServer()
    await untilTold(
      await leaving({ server, owner: { voicemailToEmail: false }, box: { notifyEmails: ['sales@example.test'] } }),
    )
    expect(server.received.map(({ to }) => to)).toEqual([['sales@example.test']])
  })

  it('A6: given no attachment is wanted, when a message is left, then the mail carries none', async () => {
    const server = await startMailServer()
    await untilTold(await leaving({ server, box: { attachMessage: false } }))
    expect(server.received).toHaveLength(1)
    expect(server.received[0]?.source).not.toContain('audio/wav')
  })

  it.each([
    { afterNotify: 'delete', left: [] },
    { afterNotify: 'save', left: [false] },
    { afterNotify: 'keep-new', left: [true] },
  ] as const)(
    'A6: given $afterNotify after notifying, when a server has taken the mail, then the box has what it promises',
    async ({ afterNotify, left }) => {
      const server = await startMailServer()
      const of = await leaving({ server, box: { afterNotify } })
      await untilTold(of)
      expect([outcome(of), server.received.length]).toEqual([[{ outcome: 'sent' }], 1])
      await comesTo(of, left)
    },
  )

  it.each(['delete', 'save'] as const)(
    'A6: given %s after notifying, when the server takes the mail for one of two, then the message stays new',
    async (afterNotify) => {
      const server = await startMailServer({
        onRcptTo: ({ address }, _session, done) =>
          address.startsWith('ann') ? done() : done(answering(550, '5.1.1 unknown')),
      })
      const of = await leaving({ server, box: { afterNotify, notifyEmails: ['nobody@example.test'] } })
      await untilTold(of)
      expect(outcome(of)).toEqual([{ outcome: 'not-sent' }])
      await comesTo(of, [true])
    },
  )

  it('A6: given an address on the web, when a message is left, then it is posted there, and only its answer lets the message go', async () => {
    const posted: string[] = []
    let status = 403
    const web = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      request.on('end', () => {
        posted.push(`${request.method} ${body}`)
        response.writeHead(status).end()
      })
    })
    web.listen(0, '127.0.0.1')
    await once(web, 'listening')
    onTestFinished(() => void web.close())
    const notifyUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}/vm` // it listens on a port
    const about = { owner: { voicemailToEmail: false }, box: { notifyUrl, afterNotify: 'delete' } } as const
    const refused = await leaving(about)
    await expect.poll(() => posted.length, patient).toBe(1)
    expect(posted[0]).toMatch(/^POST .*caller-number.*1002/)
    await comesTo(refused, [true])
    status = 200
    await comesTo(await leaving(about), [])
    expect(posted).toHaveLength(2)
  })
})
