import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RecordingOutcome } from '../../callflow/run/operation.ts'
import { type AddressRule, publicOnly } from './address-rule.ts'
import { RecordingUploads } from './recording-uploads.ts'

interface Received {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

let folder: string
let server: Server
let received: Received[]
/** What the server answers, one after another; the last one for good. */
let statuses: number[]
let waits: number[]
let rule: AddressRule | undefined

beforeEach(async () => {
  rule = undefined
  folder = mkdtempSync(join(tmpdir(), 'callwright-uploads-'))
  received = []
  statuses = [200]
  waits = []
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method, url, headers } = request
      received.push({ method, url, headers, body: Buffer.concat(chunks) })
      const status = statuses.length > 1 ? statuses.shift() : statuses[0]
      response.writeHead(status ?? 200, { Location: 'http://127.0.0.1:1/elsewhere' }).end('thanks')
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const wav = Buffer.from('RIFF'.padEnd(200_000, '.'))
const base = () => `127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port

/** Waiting between tries takes no time here; how long it would have been is kept. */
const timers = {
  after(delayMs: number, action: () => void) {
    waits.push(delayMs)
    queueMicrotask(action)
    return () => {}
  },
}
const quiet = { warn: () => {}, error: () => {} }
const uploads = () => new RecordingUploads({ folder, timers, log: quiet, rule: () => rule })

function send(more: { url?: string; method?: 'put' | 'post'; name?: string } = {}): Promise<RecordingOutcome> {
  const { name = 'call.wav' } = more
  writeFileSync(join(folder, name), wav)
  const url = more.url ?? `http://${base()}/in/call.wav`
  const upload = { callId: 'c1', name, url, method: more.method ?? 'put', label: 'sales' }
  return new Promise((resolve) => {
    uploads().send(upload, resolve)
  })
}

describe('recordings on their way to a web server (M44)', () => {
  it.each(['put', 'post'] as const)(
    'given a server that takes it, when sent by %s, then all of it arrives and is deleted here',
    async (method) => {
      expect(await send({ method })).toEqual({ outcome: 'sent', status: 200, tries: 1 })
      expect(received).toHaveLength(1)
      expect(received[0]).toMatchObject({
        method: method.toUpperCase(),
        url: '/in/call.wav',
        headers: {
          'content-type': 'audio/wav',
          'content-length': '200000',
          'x-callwright-call-id': 'c1',
          'x-callwright-label': 'sales',
        },
      })
      expect(received[0]?.body.equals(wav)).toBe(true)
      expect(readdirSync(folder)).toEqual([])
    },
  )

  it('given a recording in Opus, then the server is told that (RFC 7845 §9)', async () => {
    await send({ name: 'call.opus' })
    expect(received[0]?.headers).toMatchObject({ 'content-type': 'audio/ogg' })
  })

  it('given a server in trouble, then it is tried again, later each time, and arrives', async () => {
    statuses = [500, 503, 429, 201]
    expect(await send()).toEqual({ outcome: 'sent', status: 201, tries: 4 })
    expect(waits).toEqual([1_000, 5_000, 30_000])
    expect(received.at(-1)?.body.equals(wav)).toBe(true)
  })

  it('given a server that never takes it, then it stays here after six tries', async () => {
    statuses = [500]
    expect(await send()).toEqual({ outcome: 'not-sent', why: 'the server answered 500', tries: 6 })
    expect(readdirSync(folder)).toEqual(['call.wav'])
  })

  it.each([[302], [403], [404]])(
    'given the answer %i, then there is no other try, and no redirect is followed',
    async (status) => {
      statuses = [status]
      expect(await send()).toEqual({ outcome: 'not-sent', why: `the server answered ${status}`, tries: 1 })
      expect(received).toHaveLength(1)
      expect(existsSync(join(folder, 'call.wav'))).toBe(true)
    },
  )

  it('given nobody at the address, then the reason says so', async () => {
    const { port } = server.address() as AddressInfo // as above
    await new Promise((resolve) => {
      server.close(resolve)
    })
    const failed = await send({ url: `http://127.0.0.1:${port}/in` })
    expect(failed).toMatchObject({ outcome: 'not-sent', tries: 6 })
    expect(failed.outcome === 'not-sent' && failed.why).toContain('ECONNREFUSED')
  })

  it('given an inside address that the account does not allow, then nothing is sent, and the file stays', async () => {
    rule = publicOnly
    const refused = await send()
    expect(refused).toMatchObject({ outcome: 'not-sent', tries: 6 })
    expect(refused.outcome === 'not-sent' && refused.why).toContain('no public address')
    expect([received, existsSync(join(folder, 'call.wav'))]).toEqual([[], true])
  })

  it('given a name and password in the address, then they are basic authorization', async () => {
    await send({ url: `http://archive:pa%20ss@${base()}/in` })
    expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('archive:pa ss').toString('base64')}`)
  })

  it('given the engine stopped before it was sent, when it starts again, then it is sent', async () => {
    writeFileSync(join(folder, 'call.wav'), wav)
    const upload = { callId: 'c1', name: 'call.wav', url: `http://${base()}/late`, method: 'put', label: '' }
    writeFileSync(join(folder, 'call.wav.upload.json'), JSON.stringify(upload))
    writeFileSync(join(folder, 'gone.wav.upload.json'), JSON.stringify({ ...upload, name: 'gone.wav' }))
    writeFileSync(join(folder, 'evil.wav.upload.json'), JSON.stringify({ ...upload, name: '../../etc/passwd' }))
    uploads().resume()
    await expect.poll(() => readdirSync(folder)).toEqual([])
    expect(received.map(({ url }) => url)).toEqual(['/late'])
  })
})
