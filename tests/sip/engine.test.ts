import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { company, seat } from '../harness/design.ts'
import { bundleOf, spawnEngine, startTestEngine, type TestEngine, type TestEngineOptions } from '../harness/engine.ts'
import { freePort } from '../harness/free-port.ts'
import { flow } from '../harness/flow.ts'
import { startSoftPhone } from '../harness/soft-phone.ts'
import { startTestPhone, type TestPhone } from '../harness/test-phone.ts'
import { pause, until } from '../harness/until.ts'

const running: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

async function engine(options?: TestEngineOptions): Promise<TestEngine> {
  const started = await startTestEngine(options)
  running.push(() => started.stop())
  return started
}

async function phone(username: string, port: number): Promise<TestPhone> {
  const started = await startTestPhone(username, port)
  running.push(() => started.close())
  return started
}

const office = [...company(), ...seat('1001'), ...seat('1002')]

describe('callwright-engine', () => {
  it('ends with exit code 3 and the transport, host and port when a SIP port is in use', async () => {
    const first = await engine()
    const second = spawnEngine(['--data', join(first.dataDir, 'second'), '--sip', `127.0.0.1:${first.sipPort}`])
    let text = ''
    second.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    const [code] = (await once(second, 'exit')) as [number | null]
    expect(code).toBe(3)
    expect(text).toContain(`udp 127.0.0.1:${first.sipPort} is already in use`)
  })

  it('keeps its files to their owner', async () => {
    const { dataDir } = await engine()
    const mode = (name: string) => statSync(join(dataDir, name)).mode & 0o777
    expect([mode('control-token'), mode('engine.db'), mode('digest-secret')]).toEqual([0o600, 0o600, 0o600])
    expect([mode('messages'), mode('blobs'), mode('bundles')]).toEqual([0o700, 0o700, 0o700])
  })

  it('answers 503 to phones until a design is active', async () => {
    const { sipPort } = await engine()
    const { status } = await (await phone('1001', sipPort)).register()
    expect(status).toBe(503)
  })

  it('ends on SIGTERM by itself', async () => {
    const { process } = await engine()
    const exited = once(process, 'exit')
    process.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  })
})

describe('bundles', () => {
  it('with a bad document are refused by naming it, and the running one stays', async () => {
    const { control, activate } = await engine()
    const good = await activate(office)
    const bad = bundleOf([...office, { kind: 'menu', id: 'm', name: 'Main menu', retries: 99 }])
    await expect(control.bundle.put(bad)).rejects.toMatchObject({
      code: 'BUNDLE_REJECTED',
      data: { reason: expect.stringContaining('menu "Main menu": retries') as string },
    })
    await expect(control.bundle.activate({ id: bad.id })).rejects.toMatchObject({ code: 'BUNDLE_REJECTED' })
    expect((await control.health()).activeBundle?.id).toBe(good)
  })

  it('whose name is not the hash of their documents are refused', async () => {
    const { control } = await engine()
    const bundle = { ...bundleOf(office), id: 'a'.repeat(64) }
    await expect(control.bundle.put(bundle)).rejects.toMatchObject({ code: 'BUNDLE_REJECTED' })
  })

  it('are rolled back to what ran before', async () => {
    const { control, activate } = await engine()
    const first = await activate(office)
    await activate([...office, flow('extra', { numbers: ['7000'], nodes: { end: { type: 'hang-up' } } })])
    expect(await control.bundle.rollBack()).toEqual({ id: first })
    expect((await control.health()).activeBundle?.id).toBe(first)
  })
})

describe('RTP ports', () => {
  it('that are all taken cost a new call 503, and calls that are up nothing', async () => {
    const even = 2 * Math.floor((await freePort()) / 2)
    const { activate, sipPort, control } = await engine({ args: ['--rtp', `${even}-${even + 1}`] })
    await activate([
      ...office,
      flow('mailboxes', { numbers: ['7000'], nodes: { listen: { type: 'check-voicemail' } } }),
    ])
    const first = await startSoftPhone({ username: '1001', enginePort: sipPort, speaksHz: 440 })
    running.push(() => first.stop())
    const up = await first.dial('7000')
    await expect(first.dial('7000')).rejects.toThrow('the call to 7000 was refused with 503')
    expect((await control.health()).activeCalls).toBe(1)
    await up.hangUp()
    await (await first.dial('7000')).hangUp()
  })
})

describe('kill -9', () => {
  it('costs neither registrations nor the active bundle', async () => {
    const before = await engine()
    const id = await before.activate(office)
    const registered = await Promise.all(
      ['1001', '1002'].map(async (username) => (await phone(username, before.sipPort)).register()),
    )
    expect(registered.map(({ status }) => status)).toEqual([200, 200])
    const known = await before.control.registrations()
    await until('they are on the disk', async () => (await before.control.health()).disk.waitingWrites === 0)
    await before.kill()
    const startedAt = performance.now()
    const after = await engine({ dataDir: before.dataDir })
    console.log(`engine back after ${Math.round(performance.now() - startedAt)} ms, process start included`)
    expect(await after.control.registrations()).toEqual(known)
    expect((await after.control.health()).activeBundle?.id).toBe(id)
  })
})

describe('registering', () => {
  it('with a wrong password is refused and counted', async () => {
    const { control, activate, sipPort } = await engine()
    await activate(office)
    const { status } = await (await phone('1001', sipPort)).register({ password: 'guess' })
    expect(status).toBe(403)
    expect((await control.health()).counters['authFailures']).toBe(1)
  })

  it('for less than a minute is answered 423 with the minimum', async () => {
    const { activate, sipPort } = await engine()
    await activate(office)
    const response = await (await phone('1001', sipPort)).register({ expiresSec: 30 })
    expect([response.status, response.headers.get('Min-Expires')]).toEqual([423, '60'])
  })

  it('for no time at all takes the phone off the list', async () => {
    const { control, activate, sipPort } = await engine()
    await activate(office)
    const own = await phone('1001', sipPort)
    await own.register()
    expect(await control.registrations()).toHaveLength(1)
    await own.register({ expiresSec: 0 })
    expect(await control.registrations()).toEqual([])
  })
})

describe('a phone whose password was changed', () => {
  it('receives no calls until it has signed in with the new one', async () => {
    const { control, activate, sipPort } = await engine()
    await activate(office)
    const own = await phone('1001', sipPort)
    await own.register()
    const changed = office.map((each) => (each.id === 'device-1001' ? { ...each, sipPassword: 'another' } : each))
    await activate(changed)
    expect(await control.registrations()).toEqual([])
    expect((await own.register()).status).toBe(403)
    expect((await own.register({ password: 'another' })).status).toBe(200)
    expect(await control.registrations()).toHaveLength(1)
  })
})

describe('malformed datagrams', () => {
  it('are counted, and the next phone registers as if nothing had been', async () => {
    const { control, activate, sipPort } = await engine()
    await activate(office)
    const socket = createSocket('udp4')
    const garbage = [
      'no sip at all',
      'INVITE sip:1001@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9\r\nContent-Length: 99999\r\n\r\n',
      'REGISTER sip:x SIP/2.0\r\n\r\n',
      `OPTIONS sip:${'x'.repeat(60_000)} SIP/2.0\r\n\r\n`,
    ]
    for (const text of garbage) socket.send(Buffer.from(text), sipPort, '127.0.0.1')
    socket.send(Buffer.from([0, 255, 1, 254]), sipPort, '127.0.0.1')
    const counted = await until('malformed messages are counted', async () => {
      const { counters } = await control.health()
      const sum = (counters['sipMalformedDropped'] ?? 0) + (counters['sipMalformedAnswered400'] ?? 0)
      return sum >= garbage.length && sum
    })
    socket.close()
    expect(counted).toBeGreaterThanOrEqual(garbage.length)
    expect((await (await phone('1001', sipPort)).register()).status).toBe(200)
  })
})

describe('the control API', () => {
  it('asks for the token over HTTP and WebSocket', async () => {
    const { controlUrl, token } = await engine()
    const get = (path: string, authorization: string) => fetch(controlUrl + path, { headers: { authorization } })
    expect((await get('/api/health', 'Bearer wrong')).status).toBe(401)
    expect((await get('/rpc', '')).status).toBe(401)
    expect(await (await get('/api/health', `Bearer ${token}`)).json()).toMatchObject({ activeCalls: 0, problem: null })
  })

  it('says 429 to a source with many wrong tokens, and still lets the right one in', async () => {
    const { controlUrl, token } = await engine()
    const get = (authorization: string) => fetch(`${controlUrl}/api/health`, { headers: { authorization } })
    for (let i = 0; i < 20; i++) await get('Bearer wrong')
    expect((await get('Bearer wrong')).status).toBe(429)
    expect((await get(`Bearer ${token}`)).status).toBe(200)
  })

  it('describes itself', async () => {
    const { controlUrl, token } = await engine()
    const response = await fetch(`${controlUrl}/api/openapi.json`, { headers: { authorization: `Bearer ${token}` } })
    const description = (await response.json()) as { openapi: string; paths: Record<string, unknown> }
    expect(description.openapi).toMatch(/^3\.1/)
    expect(Object.keys(description.paths)).toContain('/bundles/{id}/activate')
  })

  it('streams events', async () => {
    const { control, activate } = await engine()
    const abort = new AbortController()
    const events = await control.events(undefined, { signal: abort.signal })
    const seen: string[] = []
    const reading = (async () => {
      for await (const event of events) seen.push(event.kind)
    })().catch(() => {})
    await pause(100)
    await activate(office)
    await until('an event', () => seen.length > 0)
    abort.abort()
    await reading
    expect(seen).toEqual(['bundle-activated'])
  })
})
