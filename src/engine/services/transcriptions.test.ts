import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Account, makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import type { VoicemailMessage } from '../control/message-contract.ts'
import { openEngineDatabase } from '../state/engine-database.ts'
import { createMessageStore } from '../state/message-store.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { MAX_TRANSCRIPT_CHARS, Transcriptions } from './transcriptions.ts'

interface Asked {
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly bytes: number
}

async function server(answer: (response: ServerResponse) => void) {
  const asked: Asked[] = []
  const http = createServer((request, response) => {
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    request.on('end', () => {
      asked.push({ method: request.method ?? '', headers: request.headers, bytes })
      answer(response)
    })
  })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  const { port } = http.address() as AddressInfo // it listens by TCP
  return { asked, url: `http://127.0.0.1:${port}/write` }
}

const message: VoicemailMessage = {
  messageId: 'm1',
  mailboxId: 'box',
  receivedMs: 0,
  durationMs: 1_000,
  callerName: 'Ann',
  callerNumber: '1001',
  isNew: true,
  wasCutShort: false,
}

async function office(
  account: Partial<Account>,
  { transcription = true, language = '', withinMs = 5_000, bytes = 3_000 } = {},
) {
  const folder = temporaryFolder()
  const db = openEngineDatabase(folder)
  onTestFinished(() => void db.close())
  const store = createMessageStore(db, folder)
  const wav = join(folder, 'spoken.wav')
  writeFileSync(wav, Buffer.alloc(bytes, 1))
  await store.add(message, wav)
  const design = snapshotOf([
    makeDocument('account', { id: 'account', name: 'Office', language: 'de', ...account }),
    makeDocument('user', { id: 'bo', name: 'Bo', language }),
    makeDocument('mailbox', { id: 'box', name: 'Box', number: '1', ownerId: 'bo', transcription }),
  ])
  const warned: unknown[] = []
  const written: (string | undefined)[] = []
  const transcriptions = new Transcriptions({
    messages: store,
    onWritten: ({ transcript }) => written.push(transcript),
    log: { warn: (about) => void warned.push(about), error: (about) => void warned.push(about) },
    withinMs,
  })
  const write = async () => {
    transcriptions.begin(message, design)
    await transcriptions.settled(message.messageId)
    return createMessageStore(db, folder).get('m1')?.transcript
  }
  return { write, written, warned, transcriptions, design, store }
}

describe('a message in writing (A6)', () => {
  it('is what the server makes of its recording, kept with it over a restart', async () => {
    const { asked, url } = await server((response) => response.end('{"text": "Bitte rufen Sie zurück.\\r\\nDanke!"}'))
    const { write, written } = await office({ transcriptionUrl: url })
    expect(await write()).toBe('Bitte rufen Sie zurück.\nDanke!')
    expect(written).toEqual(['Bitte rufen Sie zurück.\nDanke!'])
    expect(asked).toMatchObject([{ method: 'POST', bytes: 3_000 }])
    expect(asked[0]?.headers).toMatchObject({ 'content-type': 'audio/wav', 'content-language': 'de' })
  })

  it('is asked for in the language of whose box it is, and goes along when the message is passed on', async () => {
    const { asked, url } = await server((response) => response.end('Rappelez-moi.'))
    const { write, store } = await office({ transcriptionUrl: url }, { language: 'fr-ca' })
    expect(await write()).toBe('Rappelez-moi.')
    expect(asked[0]?.headers['content-language']).toBe('fr-ca')
    const copy = await store.copy('m1', { messageId: 'm2', mailboxId: 'other' })
    expect(copy?.transcript).toBe('Rappelez-moi.')
  })

  it.each([
    ['an error', (response: ServerResponse) => response.writeHead(500).end('Sorry')],
    ['a page for people', (response: ServerResponse) => response.end('<html>Log in</html>')],
    ['nothing', (response: ServerResponse) => response.end('  \r\n ')],
    ['JSON without text', (response: ServerResponse) => response.end('{"words": "x"}')],
    ['JSON that ends too soon', (response: ServerResponse) => response.end('{"text": "x')],
    ['a redirect', (response: ServerResponse) => response.writeHead(302, { Location: 'http://127.0.0.1/' }).end('x')],
    ['too much', (response: ServerResponse) => response.end('a'.repeat(70_000))],
    ['no answer', () => {}],
    ['a connection that breaks', (response: ServerResponse) => response.socket?.destroy()],
  ])('is none after %s, which is said, and the message stays as it is', async (_, answer) => {
    const { url } = await server(answer)
    const { write, written, warned, store } = await office({ transcriptionUrl: url }, { withinMs: 400 })
    expect([await write(), written.length, warned.length]).toEqual([undefined, 0, 1])
    expect(store.get('m1')).toEqual(message)
  })

  it('is bounded, and has nothing in it that cannot be seen', async () => {
    const { url } = await server((response) => response.end(`\u202eA\u0000\t \u200b b\n\n\n\n${'😀'.repeat(4_000)}`))
    const { write } = await office({ transcriptionUrl: url })
    const text = (await write()) ?? ''
    expect(text.startsWith('A b\n\n😀')).toBe(true)
    expect([text.length <= MAX_TRANSCRIPT_CHARS, text.isWellFormed()]).toEqual([true, true])
  })

  it('is not asked for of a recording longer than what is written down', async () => {
    const { asked, url } = await server((response) => response.end('x'))
    const { write, warned } = await office({ transcriptionUrl: url }, { bytes: 16_000_001 })
    expect([await write(), asked]).toEqual([undefined, []])
    expect(warned).toEqual([{ why: '16000001 bytes are more than 16000000' }])
  })

  it('of a message that was deleted meanwhile is told to nobody', async () => {
    const { url } = await server((response) => {
      void store.remove('m1').then(() => response.end('x'))
    })
    const { write, written, store } = await office({ transcriptionUrl: url })
    expect([await write(), written]).toEqual([undefined, []])
  })

  it('is asked for once at a time, for a box that wants it, where the account names a server', async () => {
    const { asked, url } = await server((response) => response.end('x'))
    const unwanted = await office({ transcriptionUrl: url }, { transcription: false })
    const nowhere = await office({})
    expect([await unwanted.write(), await nowhere.write(), asked.length]).toEqual([undefined, undefined, 0])
    const { transcriptions, design } = await office({ transcriptionUrl: url })
    transcriptions.begin(message, design)
    transcriptions.begin(message, design)
    await transcriptions.settled('m1')
    expect(asked).toHaveLength(1)
    transcriptions.begin({ ...message, messageId: 'gone' }, design)
    await transcriptions.settled('gone')
    expect(asked).toHaveLength(1)
  })

  it('is not asked for by more than eight messages at once', async () => {
    const { asked, url } = await server(() => {})
    const { transcriptions, design, store, warned } = await office({ transcriptionUrl: url }, { withinMs: 300 })
    const ids = Array.from({ length: 10 }, (_, at) => `copy-${at}`)
    for (const messageId of ids) await store.copy('m1', { messageId, mailboxId: 'box' })
    for (const messageId of ids) transcriptions.begin({ ...message, messageId }, design)
    expect(warned).toHaveLength(2)
    await Promise.all(ids.map((messageId) => transcriptions.settled(messageId)))
    expect(asked.length).toBeLessThanOrEqual(8)
  })
})
