import { type IncomingHttpHeaders, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type TestHost, testHost } from './test-host.ts'

let test: TestHost
beforeAll(async () => {
  test = await testHost()
})
afterAll(() => test[Symbol.asyncDispose]())

describe('the page', () => {
  it('is refused without the token', async () => {
    expect((await get('/')).status).toBe(401)
    expect((await get('/?token=guess')).status).toBe(401)
    expect((await get('/', { cookie: `callwright_${test.host.port}=guess` })).status).toBe(401)
  })

  it('turns the token of the start address into a cookie only this site can send, and hides it', async () => {
    const { pathname, search } = new URL(test.host.url)
    const response = await get(pathname + search)
    expect(response.status).toBe(302)
    expect(response.headers['location']).toBe('/')
    expect(response.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^callwright_${test.host.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    )
  })

  it('is served with the cookie under a policy that lets it load itself only', async () => {
    const response = await get('/', { cookie: await test.cookie() })
    expect(response.status).toBe(200)
    expect(response.body).toContain('Callwright')
    expect(response.headers['cache-control']).toBe('no-store')
    const policy = response.headers['content-security-policy']
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/script-src 'self';/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(response.headers['x-content-type-options']).toBe('nosniff')
  })

  it('has files that never change and may be kept', async () => {
    const response = await get('/assets/app-1a2b.js', { cookie: await test.cookie() })
    expect(response.headers['content-type']).toContain('text/javascript')
    expect(response.headers['cache-control']).toContain('immutable')
  })

  it('never leaves its folder', async () => {
    const cookie = await test.cookie()
    for (const path of [
      '/../data/recent-designs.json',
      '/..%2fdata%2frecent-designs.json',
      '/%00',
      '/%',
      '//etc/passwd',
    ]) {
      expect([path, (await get(path, { cookie })).status]).toEqual([path, 404])
    }
  })

  it('is refused to a page that rebinds its name to this address', async () => {
    const response = await get('/', { cookie: await test.cookie(), host: 'evil.example' })
    expect(response.status).toBe(421)
  })

  it('answers GET only', async () => {
    expect((await get('/', { cookie: await test.cookie() }, 'POST')).status).toBe(405)
  })
})

describe('the socket', () => {
  const own = () => `http://${test.address}`

  it('is refused without the cookie, from another origin, without an origin and under another host', async () => {
    const cookie = await test.cookie()
    expect(await opens({ origin: own() })).toBe(403)
    expect(await opens({ origin: own(), cookie: 'callwright=guess' })).toBe(403)
    expect(await opens({ origin: 'https://evil.example', cookie })).toBe(403)
    expect(await opens({ cookie })).toBe(403)
    expect(await opens({ origin: own(), cookie, host: 'evil.example' })).toBe(403)
  })

  it('is at one address only', async () => {
    expect(await opens({ origin: own(), cookie: await test.cookie() }, '/other')).toBe(404)
  })

  it('is opened for our own page', async () => {
    expect(await opens({ origin: own(), cookie: await test.cookie() })).toBe('open')
  })
})

/** The status of a refusal, or `open`. */
function opens(headers: Record<string, string>, path = '/rpc'): Promise<number | 'open'> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${test.address}${path}`, { headers })
    socket.once('open', () => {
      socket.close()
      resolve('open')
    })
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.once('error', reject)
  })
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** `fetch` normalises paths and sets Host itself. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: test.host.port, path, method, headers, agent: false },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
      },
    )
    sent.once('error', reject)
    sent.end()
  })
}
