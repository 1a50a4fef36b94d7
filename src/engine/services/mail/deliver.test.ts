import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../state/testing/temporary-folder.ts'
import { compose } from './compose.ts'
import { deliver, type DeliverLimits } from './deliver.ts'
import { type Mail, oneLine, serverWords } from './mail.ts'
import { localhostCertificate } from './testing/localhost-certificate.ts'
import { answering, settingsFor, startMailServer, startStrange } from './testing/mail-server.ts'

const mail: Mail = {
  id: 'mail-1',
  createdMs: Date.UTC(2026, 10, 27, 14, 3),
  to: ['ann@example.test', 'bob@example.test'],
  subject: 'Voicemail from Kim',
  text: 'There is a new message.',
  about: 'a message in "Box"',
}
const short: DeliverLimits = { greetingMs: 300, silenceMs: 300, totalMs: 600 }

async function send(settings: Parameters<typeof deliver>[1], what: Mail = mail, limits?: DeliverLimits) {
  const composed = await compose(what, settings, () => undefined)
  return deliver(composed, settings, { ca: localhostCertificate, ...(limits ? { limits } : {}) })
}

/** Header lines, unfolded. */
const headersOf = (source = '') => (source.split('\r\n\r\n')[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')

describe('one try with a real server', () => {
  it('brings a mail to everybody, with sender, date and an id of its own', async () => {
    const server = await startMailServer()
    const settings = settingsFor(server.port, { senderName: 'Front desk' })
    expect(await send(settings)).toMatchObject({ kind: 'answered', taken: mail.to, refused: [], answer: '250 taken' })
    expect(server.received).toHaveLength(1)
    const [taken] = server.received
    expect(taken).toMatchObject({ from: 'office@example.test', to: mail.to, isEncrypted: false, user: undefined })
    expect(headersOf(taken?.source)).toEqual(
      expect.arrayContaining([
        'From: Front desk <office@example.test>',
        'To: ann@example.test, bob@example.test',
        'Subject: Voicemail from Kim',
        'Message-ID: <mail-1@example.test>',
        'Date: Fri, 27 Nov 2026 14:03:00 +0000',
        'Auto-Submitted: auto-generated',
      ]),
    )
  })

  it('logs in where a user is named, over STARTTLS and over TLS', async () => {
    for (const tls of ['starttls', 'tls'] as const) {
      const server = await startMailServer({
        secure: tls === 'tls',
        authOptional: false,
        onAuth: ({ username, password }, _session, done) =>
          password === 'right' ? done(null, { user: username ?? '' }) : done(answering(535, '5.7.8 no')),
      })
      const settings = settingsFor(server.port, { tls, user: 'office', password: 'right' })
      expect(await send(settings)).toMatchObject({ kind: 'answered', taken: mail.to })
      expect(server.received).toMatchObject([{ user: 'office', isEncrypted: true }])
      expect(await send({ ...settings, password: 'wrong' })).toEqual({ kind: 'no-server', answer: '535 5.7.8 no' })
    }
  })

  it('sends nothing where STARTTLS is asked for and the server has none', async () => {
    const tried: string[] = []
    const server = await startMailServer({
      hideSTARTTLS: true,
      disabledCommands: ['STARTTLS'],
      onAuth: (_auth, _session, done) => {
        tried.push('auth')
        done(null, { user: 'office' })
      },
    })
    const settings = settingsFor(server.port, { tls: 'starttls', user: 'office', password: 'right' })
    expect(await send(settings)).toMatchObject({ kind: 'no-server' })
    expect([tried, server.received]).toEqual([[], []])
  })

  it('does not trust a certificate that nobody vouches for', async () => {
    const server = await startMailServer()
    const settings = settingsFor(server.port, { tls: 'starttls' })
    const composed = await compose(mail, settings, () => undefined)
    expect(await deliver(composed, settings)).toMatchObject({
      kind: 'no-server',
      answer: expect.stringMatching(/certificate/),
    })
    expect(server.received).toEqual([])
  })

  it('says who is refused for good and who for now', async () => {
    const server = await startMailServer({
      onRcptTo: ({ address }, _session, done) => {
        if (address.startsWith('ann')) done(answering(550, '5.1.1 <ann@example.test> is unknown'))
        else if (address.startsWith('bob')) done(answering(451, '4.7.1 come back later'))
        else done()
      },
    })
    const to = ['ann@example.test', 'bob@example.test', 'cy@example.test']
    expect(await send(settingsFor(server.port), { ...mail, to })).toMatchObject({
      kind: 'answered',
      taken: ['cy@example.test'],
      refused: [
        { address: 'ann@example.test', isFinal: true, answer: '550 5.1.1 <(an address)> is unknown' },
        { address: 'bob@example.test', isFinal: false, answer: '451 4.7.1 come back later' },
      ],
    })
    expect(await send(settingsFor(server.port))).toMatchObject({
      taken: [],
      refused: [{ isFinal: true }, { isFinal: false }],
    })
  })

  it('says that the whole mail is refused, by what the server says to its sender or to its text', async () => {
    const strict = await startMailServer({ onMailFrom: (_address, _session, done) => done(answering(553, 'not you')) })
    const everybody = mail.to.map((address) => ({ address, isFinal: true, answer: '553 not you' }))
    expect(await send(settingsFor(strict.port))).toMatchObject({ kind: 'answered', taken: [], refused: everybody })
    const choosy = await startMailServer({
      onData(stream, _session, done) {
        stream.resume()
        stream.on('end', () => done(answering(452, 'no room')))
      },
    })
    expect(await send(settingsFor(choosy.port))).toMatchObject({ refused: [{ isFinal: false }, { isFinal: false }] })
  })
})

describe('what is no mail server', () => {
  it.each([
    ['says nothing', () => {}, /./],
    ['speaks rubbish', (socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n'), /SSH/],
    ['hangs up', (socket) => socket.end(), /./],
    ['greets and then says nothing', (socket) => socket.write('220 mail.example.test\r\n'), /./],
    ['never ends its line', (socket) => void setInterval(() => socket.write('220-'), 50).unref(), /./],
    [
      'answers without ever coming to the end of its answer',
      (socket) => {
        socket.write('220 mail.example.test\r\n')
        socket.once('data', () => void setInterval(() => socket.write('250-and\r\n'), 50).unref())
      },
      /not done within 0\.6 s/,
    ],
    ['sends without end', (socket) => void socket.write(Buffer.alloc(1_000_000, 'x')), /./],
  ] as [string, (socket: Socket) => void, RegExp][])('%s', async (_name, greet, answer) => {
    const { port } = await startStrange(greet)
    expect(await send(settingsFor(port), mail, short)).toEqual({
      kind: 'no-server',
      answer: expect.stringMatching(answer),
    })
  })

  it('is not there', async () => {
    const server = await startMailServer()
    await server.close()
    expect(await send(settingsFor(server.port), mail, short)).toMatchObject({
      kind: 'no-server',
      answer: expect.stringMatching(/ECONNREFUSED/),
    })
  })
})

describe('what is in a mail', () => {
  it('is only what belongs there, whatever callers and people are called', async () => {
    const server = await startMailServer()
    const settings = settingsFor(server.port, { senderName: 'Desk\r\nBcc: all@example.test' })
    await send(settings, { ...mail, subject: 'From Kim\r\nBcc: eve@example.test\r\n\r\nbody' })
    const [taken] = server.received
    expect(taken?.to).toEqual(mail.to)
    const headers = headersOf(taken?.source)
    expect(headers.filter((line) => /^bcc:/i.test(line))).toEqual([])
    expect(headers).toContain('Subject: From Kim Bcc: eve@example.test body')
  })

  it('is the recording as a file, or a sentence that says why it is not', async () => {
    const server = await startMailServer()
    const settings = settingsFor(server.port)
    const path = join(temporaryFolder(), 'm.wav')
    writeFileSync(path, 'RIFF and what follows')
    const attachment = { messageId: 'm', fileName: 'message.wav' }
    const found = await compose({ ...mail, attachment }, settings, () => path)
    expect(found.isComplete).toBe(true)
    await deliver(found, settings)
    const gone = await compose({ ...mail, attachment }, settings, () => undefined)
    expect(gone.isComplete).toBe(false)
    await deliver(gone, settings)
    const [whole, without] = server.received.map(({ source }) => source)
    expect(whole).toMatch(/Content-Type: audio\/wav; name=message\.wav/)
    expect(whole).toContain(Buffer.from('RIFF and what follows').toString('base64'))
    expect(without).not.toMatch(/audio\/wav/)
    expect(without).toMatch(/The recording is not attached/)
  })
})

it('one line is one line, in the characters people see', () => {
  expect(oneLine(' a\r\n\tb\u0000\u202ec\u2028d ', 20)).toBe('a b c d')
  expect(oneLine('abcdef', 4)).toBe('abc…')
  expect(serverWords('550 <ann@example.test>: no\r\nsuch user')).toBe('550 <(an address)>: no such user')
})
