import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { publicOnly } from '../address-rule.ts'
import { fetchLimits, fetchSound } from './fetch-sound.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
}

const limits = { ...fetchLimits, totalMs: 400, maxBytes: 1_000 }

describe('a sound from the web', () => {
  it('comes with what tells it from a later one, and is not sent again while it is the same', async () => {
    const url = await serve((request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end()
      else response.writeHead(200, { ETag: '"1"', 'Last-Modified': 'Sat, 28 Nov 2026 00:00:00 GMT' }).end('sound')
    })
    const fetched = await fetchSound(url)
    expect(fetched).toMatchObject({
      kind: 'fresh',
      validators: { etag: '"1"', lastModified: 'Sat, 28 Nov 2026 00:00:00 GMT' },
    })
    expect(fetched.kind === 'fresh' && Buffer.from(fetched.bytes).toString()).toBe('sound')
    expect(await fetchSound(url, { known: { etag: '"1"' } })).toEqual({ kind: 'unchanged' })
  })

  it('is followed to where it has moved, relative addresses included', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/a') response.writeHead(302, { Location: 'b/c' }).end()
      else response.writeHead(200).end(request.url)
    })
    const fetched = await fetchSound(`${url}/a`)
    expect(fetched.kind === 'fresh' && Buffer.from(fetched.bytes).toString()).toBe('/b/c')
  })

  it('is not followed in circles', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked++
      response.writeHead(302, { Location: '/again' }).end()
    })
    expect(await fetchSound(url)).toEqual({ kind: 'failed', why: 'it was redirected more than 5 times' })
    expect(asked).toBe(6)
  })

  it('is not followed to another kind of address', async () => {
    const url = await serve((_, response) => void response.writeHead(302, { Location: 'file:///etc/passwd' }).end())
    expect(await fetchSound(url)).toEqual({ kind: 'failed', why: 'not an http or https address' })
  })

  it('is not asked for inside, whether named so, by name, or by a redirect', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked++
      response.end('secret')
    })
    const inside = await fetchSound(url, { rule: publicOnly })
    expect(inside).toMatchObject({ why: expect.stringContaining('127.0.0.1, which is no public address') as string })
    const byName = await fetchSound(url.replace('127.0.0.1', 'localhost'), { rule: publicOnly })
    expect(byName).toMatchObject({ why: expect.stringMatching(/^localhost is at .* no public address/) as string })
    expect(asked).toBe(0)
    const outside = await serve((_, response) => void response.writeHead(301, { Location: url }).end())
    const first = new URL(outside).port
    // The first server stands for one outside: its address is judged by the port that is asked there, the second by the rule.
    let judged = 0
    const led = await fetchSound(outside, { rule: () => judged++ === 0 })
    expect(first).not.toBe(new URL(url).port)
    expect(led).toMatchObject({ kind: 'failed', why: expect.stringContaining('no public address') as string })
    expect(asked).toBe(0)
  })

  it('that claims to have 2 GB is not begun', async () => {
    const url = await serve((_, response) => void response.writeHead(200, { 'Content-Length': 2 ** 31 }).write('x'))
    expect(await fetchSound(url, { limits })).toEqual({
      kind: 'failed',
      why: 'the answer is longer than 1000 bytes',
    })
  })

  it('that never ends is cut off by its length', async () => {
    const url = await serve((_, response) => {
      const pour = () => response.write(Buffer.alloc(500)) && setImmediate(pour)
      pour()
    })
    expect(await fetchSound(url, { limits: { ...limits, totalMs: 10_000 } })).toEqual({
      kind: 'failed',
      why: 'the answer is longer than 1000 bytes',
    })
  })

  it.each([
    ['says nothing', () => {}],
    ['stops half-way', (_: unknown, response: { write(text: string): void }) => response.write('half')],
  ] as const)('from a server that %s is given up', async (_, answer) => {
    const url = await serve(answer as RequestListener) // the two use what they name of it
    expect(await fetchSound(url, { limits })).toEqual({ kind: 'failed', why: 'it did not arrive within 0.4 s' })
  })

  it('that is not there says so', async () => {
    const url = await serve((_, response) => void response.writeHead(404).end('no'))
    expect(await fetchSound(url)).toEqual({ kind: 'failed', why: 'the server answered 404' })
    expect(await fetchSound('http://127.0.0.1:1/')).toMatchObject({
      why: expect.stringContaining('ECONNREFUSED') as string,
    })
    expect(await fetchSound('no address')).toMatchObject({ why: 'not an http or https address' })
  })
})
