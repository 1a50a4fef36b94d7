import { readFileSync, statSync } from 'node:fs'
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
  it('is refused without a code', async () => {
    expect((await get('/')).status).toBe(401)
    expect((await get('/?code=guess')).status).toBe(401)
    expect((await get('/', { cookie: `callwright_${test.host.port}=guess` })).status).toBe(401)
  })

  it('turns the code of an address into a cookie only this site can send, and hides it', async () => {
    const response = await get(freshPath())
    expect(response.status).toBe(302)
    expect(response.headers['location']).toBe('/')
    expect(response.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^callwright_${test.host.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    )
    expect(response.headers['set-cookie']?.[0]).not.toContain(freshPath().slice('/?code='.length))
  })

  it('lets a code in once; a second use within moments shows out whoever the first let in', async () => {
    const path = freshPath()
    const cookie = cookieIn(await get(path))
    expect((await get('/', { cookie })).status).toBe(200)
    const again = await get(path)
    expect([again.status, again.body]).toEqual([401, expect.stringContaining('used already')])
    expect((await get('/', { cookie })).status).toBe(401)
    expect(test.suspicions).toBe(1)
    expect((await get(path)).status).toBe(401)
  })

  it('takes the same browser that opens its address again to the page', async () => {
    const path = freshPath()
    const cookie = cookieIn(await get(path))
    expect(await get(path, { cookie })).toMatchObject({ status: 302, headers: { location: '/' } })
    expect((await get('/', { cookie })).status).toBe(200)
  })

  it('uses up a fresh code also of a browser that is in already', async () => {
    const cookie = await test.cookie()
    const path = freshPath()
    expect((await get(path, { cookie })).status).toBe(302)
    expect((await get(path)).status).toBe(401)
  })

  it('has an address for the owner of its file, another one after each use', async () => {
    const address = () => readFileSync(test.addressFile, 'utf8').trim()
    const first = address()
    expect(statSync(test.addressFile).mode & 0o077).toBe(0)
    await get(freshPath())
    expect(address()).toBe(first)
    const cookie = cookieIn(await get(pathOf(first)))
    expect((await get('/', { cookie })).status).toBe(200)
    expect(address()).not.toBe(first)
    expect((await get(pathOf(address()))).status).toBe(302)
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
    for (const path of ['/../data/recent-designs.json', '/..%2fdata%2frecent-designs.json', '/%00', '/%']) {
      expect([path, (await get(path, { cookie })).status]).toEqual([path, 404])
    }
    expect((await get('//etc/passwd', { cookie })).status).toBe(400)
  })

  it('is refused to a page that rebinds its name to this address', async () => {
    const response = await get('/', { cookie: await test.cookie(), host: 'evil.example' })
    expect(response.status).toBe(421)
  })

  it('answers GET only', async () => {
    expect((await get('/', { cookie: await test.cookie() }, 'POST')).status).toBe(405)
  })
})

describe('wrong codes and cookies', () => {
  it('are told 429 after many, while a right one gets in', async () => {
    const cookie = await test.cookie()
    const path = freshPath()
    const statuses = new Set<number>()
    for (let n = 0; n < 80; n++) statuses.add((await get(`/?code=guess${n}`)).status)
    expect([...statuses]).toEqual([401, 429])
    expect((await get('/', { cookie })).status).toBe(200)
    expect((await get(path)).status).toBe(302)
    expect((await get('/')).status).toBe(401)
    const origin = `http://${test.address}`
    const guess = { origin, cookie: `callwright_${test.host.port}=guess` }
    expect([await opens(guess), await opens({ origin, cookie })]).toEqual([429, 'open'])
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

function freshPath(): string {
  return pathOf(test.host.newUrl())
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}

function cookieIn({ headers }: Answer): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
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
