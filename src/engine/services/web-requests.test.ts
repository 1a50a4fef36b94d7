import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OperationOf } from '../../callflow/run/operation.ts'
import { type AddressRule, publicOnly } from './address-rule.ts'
import { WebRequests } from './web-requests.ts'

let server: Server
let received: { request: IncomingMessage; body: string }[]
/** What the server answers, one after another; the last one for good. 0: never. */
let statuses: number[]
let answer: string
let warnings: object[]
let requests: WebRequests
let rule: AddressRule | undefined

beforeEach(async () => {
  received = []
  statuses = [200]
  answer = '{}'
  warnings = []
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ request, body: Buffer.concat(chunks).toString() })
      const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200
      if (status > 0) response.writeHead(status, { Location: '/elsewhere' }).end(answer)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const log = { warn: (about: object) => warnings.push(about), error: () => {} }
  rule = undefined
  requests = new WebRequests({ log, backoffMs: [1], rule: () => rule })
})

afterEach(() => {
  requests.close()
  server.closeAllConnections()
  server.close()
})

const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port

function ask(more: Partial<OperationOf<'http-request'>> = {}) {
  return requests.perform('call-1', {
    kind: 'http-request',
    url: `${base()}/hook?key=1`,
    method: 'post',
    fields: { 'caller-name': 'Ä & B', dialled: '8000' },
    headers: { 'X-Own': 'yes' },
    retries: 3,
    timeoutMs: 2_000,
    awaits: 'answer',
    ...more,
  })
}

describe('what steps ask of web servers', () => {
  it('travels as a form in the body of a POST', async () => {
    answer = '{"module":"hangup"}'
    expect(await ask()).toEqual({ outcome: 'answered', status: 200, body: answer })
    const [{ request, body } = {}] = received
    expect([request?.method, request?.url, request?.headers['x-own']]).toEqual(['POST', '/hook?key=1', 'yes'])
    expect(new URLSearchParams(body).get('caller-name')).toBe('Ä & B')
  })

  it('travels as JSON where that is asked for', async () => {
    await ask({ encoding: 'json' })
    expect(received[0]?.request.headers['content-type']).toBe('application/json')
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ 'caller-name': 'Ä & B', dialled: '8000' })
  })

  it('travels in the address of a GET, beside what the address has already', async () => {
    await ask({ method: 'get' })
    expect(received[0]?.request.url).toBe('/hook?key=1&caller-name=%C3%84+%26+B&dialled=8000')
    expect(received[0]?.body).toBe('')
  })

  it('is asked again while the server is in trouble', async () => {
    statuses = [503, 429, 201]
    expect(await ask()).toMatchObject({ outcome: 'answered', status: 201 })
    expect(received).toHaveLength(3)
  })

  it('is not asked again when the server has decided, and redirects are not followed', async () => {
    statuses = [302]
    expect(await ask()).toMatchObject({ outcome: 'answered', status: 302 })
    expect(received).toHaveLength(1)
  })

  it('fails after the last try, with the host in the log and not the address', async () => {
    expect(await ask({ url: 'http://user:secret@127.0.0.1:9/hook' })).toEqual({ outcome: 'failed' }) // nobody listens there
    expect(warnings).toMatchObject([{ callId: 'call-1', host: '127.0.0.1:9', tries: 3 }])
    expect(JSON.stringify(warnings)).not.toContain('secret')
  })

  it('fails when no answer comes in time, or one of more than 64 KiB', async () => {
    statuses = [0]
    expect(await ask({ timeoutMs: 50, retries: 1 })).toEqual({ outcome: 'failed' })
    statuses = [200]
    answer = 'x'.repeat(65_537)
    expect(await ask({ retries: 1 })).toEqual({ outcome: 'failed' })
    expect(warnings).toMatchObject([
      { why: 'no answer within 0.05 s' },
      { why: 'the answer is longer than 65536 bytes' },
    ])
  })

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'nothing', ''])('never goes to %o', async (url) => {
    expect(await ask({ url, retries: 1 })).toEqual({ outcome: 'failed' })
  })

  it('never goes to an inside address unless that is allowed, by its name either, and says why', async () => {
    const { port } = server.address() as AddressInfo // as above
    rule = publicOnly
    for (const host of ['127.0.0.1', 'localhost', '[::1]'])
      expect(await ask({ url: `http://${host}:${port}/`, retries: 1 })).toEqual({ outcome: 'failed' })
    expect(received).toHaveLength(0)
    expect(warnings).toHaveLength(3)
    for (const warning of warnings) expect(warning).toMatchObject({ why: expect.stringContaining('no public address') })
    rule = undefined
    expect(await ask({ awaits: 'acceptance' })).toEqual({ outcome: 'sent' })
  })

  it('refuses header lines made of two', async () => {
    expect(await ask({ headers: { 'X-Own': 'a\r\nX-Other: b' }, retries: 1 })).toEqual({ outcome: 'failed' })
    expect(received).toHaveLength(0)
  })

  it('does not hold the call up when no answer is awaited', async () => {
    statuses = [0]
    expect(await ask({ awaits: 'nothing' })).toEqual({ outcome: 'sent' })
  })

  it('was taken when the server says so, whatever else it says', async () => {
    statuses = [204]
    expect(await ask({ awaits: 'acceptance' })).toEqual({ outcome: 'sent' })
    statuses = [404]
    expect(await ask({ awaits: 'acceptance' })).toEqual({ outcome: 'failed' })
  })

  it('is refused when 500 are on their way', async () => {
    statuses = [0]
    for (let index = 0; index < 500; index++) await ask({ awaits: 'nothing', timeoutMs: 60_000 })
    expect(await ask({ awaits: 'nothing' })).toEqual({ outcome: 'failed' })
  })
})
