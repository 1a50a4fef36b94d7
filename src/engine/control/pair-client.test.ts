import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { certificateFacts } from '../tls/certificate-facts.ts'
import { makePinnedCertificate } from '../tls/make-certificate.ts'
import { pairWith } from './pair-client.ts'

const CODE = 'K7QM-2WXP-9RTD'
const token = 'x'.repeat(43)

/** Somebody with a certificate of his own, who does not know the code. */
let server: Server
let answer: { status: number; body: string }
let at: { url: string; fingerprint: string }

beforeAll(async () => {
  // Long ago: what is pinned is judged by its fingerprint, not by its dates.
  const { certificate, key } = await makePinnedCertificate([], Date.UTC(2001, 0, 1))
  server = createServer({ cert: certificate, key }, (request, response) => {
    request.resume()
    response.writeHead(answer.status).end(answer.body)
  }).listen(0, '127.0.0.2')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  at = { url: `https://127.0.0.2:${port}`, fingerprint: certificateFacts(certificate).fingerprint }
})
afterAll(() => void server.close())

describe('pairing with somebody who is not the engine', () => {
  it.each([
    ['takes any code', 200, { token, name: 'x', role: 'deploy', confirmation: 'made up' }, 'does not know the code'],
    ['answers something else', 200, { hello: 'world' }, 'is no Callwright engine'],
    ['refuses in its own way', 404, '<html>', 'is no Callwright engine'],
  ])('who %s gives no token', async (_what, status, body, words) => {
    answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) }
    await expect(pairWith({ ...at, code: CODE, name: 'A laptop' })).rejects.toMatchObject({
      why: 'not-an-engine',
      message: expect.stringContaining(words) as string,
    })
  })
})
