import { once } from 'node:events'
import { request } from 'node:https'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAccessCommand } from '../../src/engine/access-commands.ts'
import { type ConnectionTrouble, connectControl, type ControlConnection } from '../../src/engine/control/client.ts'
import { pairWith } from '../../src/engine/control/pair-client.ts'
import { seenFingerprint, tlsAddress } from '../../src/engine/control/pinned-tls.ts'
import { bundleOf, startTestEngine, type TestEngine } from '../harness/engine.ts'
import { until } from '../harness/until.ts'

/** An engine as an appliance has it, with its control API by TLS on another address, and apps that pair with it. */
let engine: TestEngine
let url: string
let fingerprint: string
const open: ControlConnection[] = []

beforeAll(async () => {
  engine = await startTestEngine({ args: ['--control-listen', '127.0.0.2:0'] })
  const { remote } = await engine.control.health()
  url = remote?.urls[0] ?? ''
  fingerprint = remote?.fingerprint ?? ''
})
afterAll(async () => {
  for (const connection of open) connection.close()
  await engine.stop()
})

/** `callwright-engine ...`, as somebody types it on the appliance. */
async function typed(
  ...args: string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err]: string[][] = [[], []]
  const [command = '', ...rest] = args
  const withData = command === '' ? rest : [...rest, '--data', engine.dataDir]
  const code = await runAccessCommand(
    command as 'pair',
    withData,
    (line) => out?.push(line),
    (line) => err?.push(line),
  )
  return { code, out: out?.join('\n') ?? '', err: err?.join('\n') ?? '' }
}

async function codeFor(role: string, name?: string): Promise<string> {
  const { out } = await typed('pair', '--role', role, ...(name === undefined ? [] : ['--name', name]))
  return /^Code +(\S+)$/m.exec(out)?.[1] ?? ''
}

const pair = (code: string, seen = fingerprint) => pairWith({ url, fingerprint: seen, code, name: 'A laptop' })

function connected(token: string, onTrouble?: (trouble: ConnectionTrouble) => void, pinned = fingerprint) {
  const connection = connectControl({ url, token, fingerprint: pinned, ...(onTrouble && { onTrouble }) })
  open.push(connection)
  return connection.client
}

/** As a program without Callwright's client does. */
function asked(method: string, path: string, headers: Record<string, string> = {}, body = '') {
  const { host, port } = tlsAddress(url)
  return new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const sent = request({ host, port, method, path, headers, rejectUnauthorized: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => void (text += piece))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', reject).end(body)
  })
}

describe('the control API beyond this machine', () => {
  it('is TLS with a certificate whose fingerprint is on the console, in the log and in health', async () => {
    expect(url).toMatch(/^https:\/\/127\.0\.0\.2:\d+$/)
    expect(await seenFingerprint(tlsAddress(url))).toBe(fingerprint)
    expect((await typed('fingerprint')).out).toBe(fingerprint)
    await until('the log says so', () => engine.log().includes(`apps pair at ${url}, fingerprint ${fingerprint}`))
    await expect(fetch(url.replace('https', 'http'))).rejects.toThrow('fetch failed')
  })

  it('asks for a token, and is spoken to by TLS 1.3 alone', async () => {
    expect((await asked('GET', '/api/health')).status).toBe(401)
    const { host, port } = tlsAddress(url)
    const old = connect({ host, port, rejectUnauthorized: false, maxVersion: 'TLSv1.2' })
    const [error] = (await once(old, 'error')) as [Error]
    expect(error.message).toMatch(/protocol version|alert/)
  })

  it('answers whoever has the owner’s token as on this machine', async () => {
    const { status, text } = await asked('GET', '/api/access', { authorization: `Bearer ${engine.token}` })
    expect([status, JSON.parse(text)]).toEqual([200, { id: null, name: 'the owner of the engine', role: 'admin' }])
  })
})

describe('pairing', () => {
  it('gives an app a token of its own with the role of the code, and the code is in the journal', async () => {
    const code = await codeFor('operate')
    expect(engine.log()).toContain(`pairing code ${code}`)
    const paired = await pair(code.toLowerCase())
    expect(paired).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/), name: 'A laptop', role: 'operate' })
    const client = connected(paired.token)
    expect(await client.access.whoAmI()).toMatchObject({ id: expect.any(String), name: 'A laptop', role: 'operate' })
    expect((await client.health()).activeBundle).toBeNull()
    await expect(pair(code)).rejects.toMatchObject({ why: 'code', message: expect.stringContaining('used already') })
  })

  it('refuses in words what the role does not cover, by WebSocket and by HTTP', async () => {
    const { token } = await pair(await codeFor('read', 'Wall screen'))
    const client = connected(token)
    expect(await client.calls.list()).toEqual([])
    for (const [ask, words] of [
      [
        () => client.calls.hangUp({ callId: 'x' }),
        'calls.hangUp needs the role operate; "Wall screen" has the role read.',
      ],
      [() => client.bundle.put(bundleOf([])), 'bundle.put needs the role deploy; "Wall screen" has the role read.'],
      [() => client.access.tokens(), 'access.tokens needs the role admin; "Wall screen" has the role read.'],
    ] as const) {
      await expect(ask()).rejects.toMatchObject({ code: 'FORBIDDEN', message: words })
    }
    const authorization = `Bearer ${token}`
    const answer = await asked('POST', '/api/bundles/roll-back', { authorization })
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('needs the role deploy')])
  })

  it('of a wrong code says so, and nothing to whoever is in the middle', async () => {
    const code = await codeFor('deploy')
    await expect(pair('2222-2222-2222')).rejects.toMatchObject({ why: 'code' })
    const other = fingerprint.replaceAll(/[0-9]/g, 'F')
    await expect(pair(code, other)).rejects.toMatchObject({ why: 'fingerprint' })
    await pair(code)
  })

  it.each([
    ['a page', { origin: 'https://evil.example', 'content-length': '2' }, '{}', 403],
    ['more than a pairing is', { 'content-length': '2049' }, 'x'.repeat(2_049), 413],
    ['no length', { 'transfer-encoding': 'chunked' }, '{}', 413],
    ['something else', { 'content-type': 'application/json', 'content-length': '2' }, '{}', 400],
  ])('is not for %s', async (_what, headers, body, status) => {
    expect((await asked('POST', '/api/pairings/exchange', headers, body)).status).toBe(status)
  })

  it('is not done over plain HTTP, whoever asks', async () => {
    const plain = await fetch(`${engine.controlUrl}/api/pairings/exchange`, { method: 'POST', body: '{}' })
    expect(plain.status).toBe(403)
  })
})

describe('a token', () => {
  it('that is revoked ends what is open with it, WebSockets and streams over HTTP', async () => {
    const { token } = await pair(await codeFor('deploy', 'Lost laptop'))
    const troubles: ConnectionTrouble[] = []
    const client = connected(token, (trouble) => troubles.push(trouble))
    await client.health()
    const { host, port } = tlsAddress(url)
    const headers = { authorization: `Bearer ${token}` }
    const stream = request({ host, port, path: '/api/events', headers, rejectUnauthorized: false })
    stream.on('error', () => {}).end() // it is cut off
    const [response] = (await once(stream, 'response')) as [NodeJS.ReadableStream]
    const ended = new Promise((resolve) => response.on('error', resolve).on('close', resolve).resume())
    const line = (await typed('tokens')).out.split('\n').find((each) => each.includes('Lost laptop'))
    const id = line?.split(' ')[0] ?? ''
    expect(line).toMatch(/ deploy +Lost laptop, paired .*, last used /)
    expect((await typed('revoke', id)).out).toBe(`${id} is revoked.`)
    await ended
    await until('the app is told', () => troubles.some(({ kind }) => kind === 'token'))
    expect((await asked('GET', '/api/health', headers)).status).toBe(401)
    expect(await typed('revoke', id)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`There is no token ${id}`),
    })
  })

  it('can be given back by whoever has it, the owner’s cannot', async () => {
    const { token } = await pair(await codeFor('read', 'Guest'))
    expect(await connected(token).access.leave()).toEqual({ left: true })
    expect((await typed('tokens')).out).not.toContain('Guest')
    expect(await engine.control.access.leave()).toEqual({ left: false })
  })
})

describe('another certificate', () => {
  it('ends the app’s tries: no token is sent', async () => {
    const troubles: ConnectionTrouble[] = []
    const other = fingerprint.replaceAll(/[0-9]/g, 'F')
    connected('a-token-that-must-not-be-sent', (trouble) => troubles.push(trouble), other)
    await until('it is told', () => troubles.length > 0)
    expect(troubles).toEqual([{ kind: 'fingerprint', seen: fingerprint }])
  })
})

describe('commands', () => {
  it.each([
    [['pair', '--role', 'admin'], 2, '--role "admin" is none of read, operate, deploy'],
    [['pair', '--colour', 'red'], 2, 'colour'],
    [['revoke'], 2, 'revoke takes one id'],
  ])('%j are refused in words', async (args, code, words) => {
    expect(await typed(...args)).toMatchObject({ code, err: expect.stringContaining(words) })
  })

  it('say that no engine runs there', async () => {
    const err: string[] = []
    const code = await runAccessCommand(
      'pair',
      ['--data', '/nowhere'],
      () => {},
      (line) => err.push(line),
    )
    expect([code, err]).toEqual([1, ['callwright-engine: no engine runs on /nowhere']])
  })
})
