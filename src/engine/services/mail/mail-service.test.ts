import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import type { MailSettings } from '../../../callflow/design/kinds/mail-settings.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import type { VoicemailMessage } from '../../control/message-contract.ts'
import { SteadyClock } from '../../clock.ts'
import { SimClock } from '../../sip/testing/sim-clock.ts'
import { openEngineDatabase } from '../../state/engine-database.ts'
import { createMailRows } from '../../state/mail-rows.ts'
import { temporaryFolder } from '../../state/testing/temporary-folder.ts'
import { MailService } from './mail-service.ts'
import { answering, settingsFor, startMailServer, startStrange } from './testing/mail-server.ts'

const message: VoicemailMessage = {
  messageId: 'm-1',
  mailboxId: 'box',
  receivedMs: Date.UTC(2026, 10, 27, 22, 3),
  durationMs: 34_400,
  callerName: 'Kim\r\nBcc: eve@example.test',
  callerNumber: '+16045550111',
  isNew: true,
  wasCutShort: false,
}

/** Mail of a design with one box, on simulated time. */
function open(
  mail: MailSettings | undefined,
  { sound = 'RIFF sound', language = 'en' }: { readonly sound?: string; readonly language?: string } = {},
) {
  const folder = temporaryFolder()
  const db = openEngineDatabase(folder)
  onTestFinished(() => void db.close())
  const clock = new SimClock()
  const now = () => clock.now()
  const path = join(folder, 'm-1.wav')
  if (sound !== '') writeFileSync(path, sound)
  const account = makeDocument('account', { id: 'account', name: 'Office', timezone: 'America/New_York', language })
  const design = snapshotOf([
    mail ? { ...account, mail } : account,
    makeDocument('mailbox', { id: 'box', name: 'Box 1001' }),
  ])
  const said: string[] = []
  let id = 0
  const service = new MailService({
    rows: createMailRows(db),
    design: () => design,
    messages: {
      pathOf: (messageId) => (messageId === 'm-1' ? path : undefined),
      get: (messageId) => (messageId === 'm-1' ? message : undefined),
    },
    clock: new SteadyClock({ wall: now, monotonic: now, uptime: now }),
    timers: clock,
    newId: () => `mail-${id++}`,
    say: (words) => said.push(words),
  })
  onTestFinished(() => service.close())
  const notify = (fields: Partial<Parameters<typeof service.notify>[0]> = {}) =>
    service.notify(
      {
        kind: 'notify-message',
        mailboxId: 'box',
        messageId: 'm-1',
        emails: ['ann@example.test'],
        attach: 'wav',
        transcription: false,
        ...fields,
      },
      design,
    )
  return { service, notify, clock, design, said }
}

it('a message is told in the language of the account, whatever letters that has', async () => {
  const server = await startMailServer()
  const { notify } = open(settingsFor(server.port), { language: 'de' })
  expect(await notify()).toEqual({ outcome: 'sent' })
  const source = (server.received[0]?.source ?? '').replaceAll(/=\r\n/g, '')
  expect(source).toMatch(/^Subject: Nachricht von Kim/m)
  expect(source).toContain('Die Aufnahme h=C3=A4ngt an.')
})

it('a message is told with who called, when in the time zone of the box, how long, and the recording', async () => {
  const server = await startMailServer()
  const { notify } = open(settingsFor(server.port))
  expect(await notify()).toEqual({ outcome: 'sent' })
  const source = (server.received[0]?.source ?? '').replaceAll(/=\r\n/g, '')
  expect(source).toMatch(/^Subject: Voicemail from Kim Bcc: eve@example\.test \(\+16045550111\)\s+\(0:34\)/m)
  expect(source).toContain('There is a new message in the mailbox "Box 1001".')
  expect(source).toContain('When: Friday 27 November 2026, 17:03 (America/New_York)')
  expect(source).toContain('The recording is attached.')
  expect(source).toMatch(/filename=message-2026-11-27-2203\.wav/)
  expect(source).toContain(Buffer.from('RIFF sound').toString('base64').replaceAll('=', ''))
})

it('MP3 is asked for and WAV comes, and the mail says so; without attachment it says where the message is', async () => {
  const server = await startMailServer()
  const { notify } = open(settingsFor(server.port))
  expect(await notify({ attach: 'mp3' })).toEqual({ outcome: 'sent' })
  expect(await notify({ attach: 'none' })).toEqual({ outcome: 'sent' })
  const [asWav, without] = server.received.map(({ source }) => source.replaceAll(/=\r\n/g, ''))
  expect(asWav).toContain('attached as WAV, which this engine makes instead of MP3.')
  expect(asWav).toMatch(/audio\/wav/)
  expect(without).toContain('listen to it by phone')
  expect(without).not.toMatch(/audio\/wav/)
})

it('is not sent unless everybody got it, with its recording', async () => {
  const server = await startMailServer({
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('ann') ? done() : done(answering(550, 'no such user')),
  })
  const { notify, said } = open(settingsFor(server.port))
  expect(await notify({ emails: ['ann@example.test', 'bob@example.test'] })).toEqual({ outcome: 'not-sent' })
  expect(await notify({ emails: ['ann@example.test', 'no address'] })).toEqual({ outcome: 'not-sent' })
  expect(server.received).toHaveLength(2)
  expect(said.join(' ')).not.toMatch(/bob@|ann@|no address/)
  const { notify: withoutSound } = open(settingsFor(server.port), { sound: '' })
  expect(await withoutSound()).toEqual({ outcome: 'not-sent' })
  expect(server.received).toHaveLength(3)
})

it('is not sent without mail settings, for a message that is gone, or to nobody', async () => {
  const server = await startMailServer()
  for (const settings of [undefined, settingsFor(server.port, { senderAddress: 'office' })]) {
    const without = open(settings)
    expect(await without.notify()).toEqual({ outcome: 'not-sent' })
    expect([without.service.waiting, without.said]).toEqual([0, []])
  }
  const { notify, service } = open(settingsFor(server.port))
  expect(await notify({ messageId: 'gone' })).toEqual({ outcome: 'not-sent' })
  expect(await notify({ emails: ['nobody'] })).toEqual({ outcome: 'not-sent' })
  expect([server.received, service.waiting]).toEqual([[], 0])
})

it('a server that hangs is waited for half a minute; the mail stays', async () => {
  const { port } = await startStrange(() => {})
  const { notify, clock, service } = open(settingsFor(port))
  const notified = notify()
  await clock.advance(29_999)
  expect(await Promise.race([notified, Promise.resolve('waiting')])).toBe('waiting')
  await clock.advance(1)
  expect(await notified).toEqual({ outcome: 'not-sent' })
  expect(service.waiting).toBe(1)
})

it('a server that is away is not waited for', async () => {
  const { port } = await startStrange((socket) => void socket.end())
  const { notify, service } = open(settingsFor(port))
  expect(await notify()).toEqual({ outcome: 'not-sent' })
  expect(await notify()).toEqual({ outcome: 'not-sent' })
  expect(service.waiting).toBe(2)
})

it('a missed call is told, and a withheld number is not', async () => {
  const server = await startMailServer()
  const { service, design } = open(settingsFor(server.port))
  const call = { callerName: '', callerNumber: '', dialled: '+16045550100', startedMs: message.receivedMs }
  service.missedCall(['ann@example.test', 'no address'], call, design)
  await expect.poll(() => server.received.length).toBe(1)
  const [{ source, to } = { source: '', to: [] }] = server.received
  expect(to).toEqual(['ann@example.test'])
  expect(source).toMatch(/^Subject: Missed call from somebody unknown\r$/m)
  expect(source).toContain('To: +16045550100')
})

it('trouble is told to whom the account names for it, and to nobody else', async () => {
  const server = await startMailServer()
  const { service } = open(settingsFor(server.port, { troubleEmails: ['ann@example.test', 'no address'] }))
  service.trouble(['The disk is full.', 'A trunk is away.'])
  service.trouble(['It has room again.'])
  await expect.poll(() => server.received.length).toBe(2)
  const [both, one] = server.received
  expect(both?.to).toEqual(['ann@example.test'])
  expect(both?.source).toMatch(/^Subject: Callwright: 2 notices\r$/m)
  expect(both?.source).toContain('The telephone system of Office has something to say:')
  expect(both?.source).toMatch(/^- The disk is full\.\r\n- A trunk is away\.\r$/m)
  expect(one?.source).toMatch(/^Subject: Callwright: It has room again\.\r$/m)
  const { service: toNobody } = open(settingsFor(server.port))
  toNobody.trouble(['The disk is full.'])
  expect(toNobody.waiting).toBe(0)
  const { service: withoutServer } = open(undefined)
  withoutServer.trouble(['The disk is full.'])
  expect(withoutServer.waiting).toBe(0)
})

it('a test says what the server said, by the settings that are tried or those that run', async () => {
  const taking = await startMailServer()
  const refusing = await startMailServer({ onRcptTo: (_address, _session, done) => done(answering(550, 'not here')) })
  const { service } = open(settingsFor(taking.port))
  expect(await service.test('ann@example.test')).toEqual({ outcome: 'taken', answer: '250 taken' })
  expect(await service.test('ann@example.test', settingsFor(refusing.port))).toEqual({
    outcome: 'refused',
    answer: '550 not here',
  })
  await refusing.close()
  expect(await service.test('ann@example.test', settingsFor(refusing.port))).toMatchObject({ outcome: 'no-server' })
  expect(await service.test('ann', settingsFor(taking.port))).toMatchObject({ outcome: 'not-set-up' })
  expect(await open(undefined).service.test('ann@example.test')).toEqual({
    outcome: 'not-set-up',
    answer: 'No mail server is named.',
  })
  expect(taking.received).toHaveLength(1)
})
