import { describe, expect, it } from 'vitest'
import { buildResponse } from '../message/build.ts'
import { HeaderList } from '../message/headers.ts'
import type { SipRequest } from '../message/message.ts'
import { answerChallenge } from './answer-challenge.ts'
import { digestHa1, digestResponse } from './digest.ts'
import { createDigestAuthority, type StoredCredentials } from './digest-authority.ts'

const NOW = 1_795_000_000_000
const REALM = 'pbx.example'
const HOLDER = '192.0.2.1'
const authority = createDigestAuthority({
  secret: Buffer.alloc(32, 1),
  nonceLifetimeSec: 60,
  algorithms: ['MD5', 'SHA-256'],
})

function request(method = 'REGISTER', headers: readonly (readonly [string, string])[] = []): SipRequest {
  const base = [
    ['Via', 'SIP/2.0/UDP a.example;branch=z9hG4bK1'],
    ['From', '<sip:1001@pbx.example>;tag=1'],
    ['To', '<sip:1001@pbx.example>'],
    ['Call-ID', 'x'],
    ['CSeq', `1 ${method}`],
  ] as const
  return { kind: 'request', method, uri: 'sip:pbx.example', headers: new HeaderList([...base, ...headers]), body: '' }
}

function challengeAt(nowMs: number, by = authority, holder = HOLDER): readonly string[] {
  return by.challenge({ realm: REALM, holder, nowMs })
}

/** Challenged at `atMs` and answered by our own client. */
function authorization(password: string, atMs = NOW, challenges = challengeAt(atMs), uri = 'sip:pbx.example'): string {
  const headers = challenges.map((value) => ['WWW-Authenticate', value] as const)
  const response = buildResponse(request(), { status: 401, headers })
  const credentials = { username: '1001', password }
  const answer = answerChallenge({
    response,
    credentials,
    method: 'REGISTER',
    uri,
    cnonce: 'c0ffee',
  })
  return answer?.header[1] ?? ''
}

function verify(value: string, stored: StoredCredentials | undefined, nowMs = NOW, holder = HOLDER) {
  const headers = value === '' ? [] : [['Authorization', value] as const]
  const input = { request: request('REGISTER', headers), realm: REALM, holder, nowMs }
  return authority.verify({ ...input, credentialsFor: () => stored }).kind
}

describe('digest (RFC 7616 §3.9.1)', () => {
  const user = { username: 'Mufasa', realm: 'http-auth@example.org', password: 'Circle of Life' }
  const rest = {
    method: 'GET',
    uri: '/dir/index.html',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    qop: { nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
  }

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('computes the published %s response', (algorithm, expected) => {
    expect(digestResponse({ algorithm, ha1: digestHa1(algorithm, user), ...rest })).toBe(expected)
  })
})

describe('the digest authority', () => {
  const ha1 = (algorithm: 'MD5' | 'SHA-256') => digestHa1(algorithm, { username: '1001', realm: REALM, password: 'pw' })

  it('offers MD5 alone unless told otherwise', () => {
    const challenges = challengeAt(NOW, createDigestAuthority({ secret: Buffer.alloc(16) }))
    expect(challenges).toEqual([expect.stringContaining('algorithm=MD5, qop="auth"')])
  })

  it('offers more in the order asked for, and our client takes the strongest', () => {
    expect(challengeAt(NOW).map((value) => /algorithm=([^,]+)/.exec(value)?.[1])).toEqual(['MD5', 'SHA-256'])
    expect(authorization('pw')).toContain('algorithm=SHA-256')
  })

  it('accepts the password, or the stored HA1 of either algorithm', () => {
    expect(verify(authorization('pw'), { password: 'pw' })).toBe('ok')
    expect(verify(authorization('pw'), { ha1: { 'SHA-256': ha1('SHA-256') } })).toBe('ok')
    const md5Only = challengeAt(NOW).slice(0, 1)
    expect(verify(authorization('pw', NOW, md5Only), { ha1: { MD5: ha1('MD5') } })).toBe('ok')
    expect(verify(authorization('pw'), { ha1: { MD5: ha1('MD5') } })).toBe('bad')
  })

  it('tells missing, bad and stale apart', () => {
    expect(verify('', { password: 'pw' })).toBe('missing')
    expect(verify('Basic Zm9v', { password: 'pw' })).toBe('missing')
    expect(verify(authorization('wrong'), { password: 'pw' })).toBe('bad')
    expect(verify(authorization('pw'), undefined)).toBe('bad')
    expect(verify(authorization('nobody'), undefined)).toBe('bad')
    expect(verify(authorization('pw'), { password: 'pw' }, NOW + 60_000)).toBe('ok')
    expect(verify(authorization('pw'), { password: 'pw' }, NOW + 60_001)).toBe('stale')
    expect(verify(authorization('pw', NOW + 10), { password: 'pw' }, NOW)).toBe('stale')
  })

  it('believes no nonce it did not make, and no answer to one tells whether the password is right', () => {
    const other = createDigestAuthority({ secret: Buffer.alloc(32, 2) })
    for (const password of ['pw', 'wrong']) {
      expect(verify(authorization(password, NOW, challengeAt(NOW, other)), { password: 'pw' })).toBe('stale')
      expect(verify(authorization(password), { password: 'pw' }, NOW + 60_001)).toBe('stale')
    }
    for (const nonce of ['', '.', 'made.up', `${NOW.toString(36)}.`, `.${'A'.repeat(22)}`]) {
      const made = [`Digest realm="${REALM}", nonce="${nonce}", algorithm=MD5, qop="auth"`]
      expect(verify(authorization('pw', NOW, made), { password: 'pw' })).toBe('stale')
    }
  })

  it('believes a nonce of whoever it was given to only', () => {
    expect(verify(authorization('pw'), { password: 'pw' }, NOW, '192.0.2.2')).toBe('stale')
    const theirs = challengeAt(NOW, authority, '192.0.2.2')
    expect(verify(authorization('pw', NOW, theirs), { password: 'pw' })).toBe('stale')
    expect(verify(authorization('pw', NOW, theirs), { password: 'pw' }, NOW, '192.0.2.2')).toBe('ok')
  })

  /** The phone signs one URI and asks for another. */
  const use = (signed: string, asked: string, method = 'REGISTER') =>
    authority.verify({
      request: { ...request(method, [['Authorization', authorization('pw', NOW, undefined, signed)]]), uri: asked },
      realm: REALM,
      holder: HOLDER,
      credentialsFor: () => ({ password: 'pw' }),
      nowMs: NOW,
    }).kind

  it('does not accept a response made for another method', () => {
    expect(use('sip:pbx.example', 'sip:pbx.example', 'INVITE')).toBe('bad')
  })

  it.each([
    ['sip:pbx.example', 'sip:pbx.example:5510'],
    ['sip:pbx.example:5060', 'sip:pbx.example'],
    ['sip:9001@pbx.example', 'sip:9001@pbx.example:5510;transport=udp;user=phone'],
    ['sip:9001@PBX.Example.', 'sip:9001@pbx.example'],
    ['SIP:9001@pbx.example', 'sip:9001@pbx.example'],
    ['sip:%39001@pbx.example', 'sip:9001@pbx.example'],
    ['sip:*97%23@pbx.example', 'sip:*97#@pbx.example'],
    ['sip:a%20b@pbx.example', 'sip:a%20b@pbx.example:5060'],
    ['sip:9001@[2001:DB8::1]', 'sip:9001@[2001:db8::1]:5060'],
    ['tel:+1-604-555-0100', 'tel:+16045550100;phone-context=x'],
    ['sip:%ff@pbx.example', 'sip:%ff@pbx.example'],
  ])('takes %s for %s', (signed, asked) => {
    expect(use(signed, asked)).toBe('ok')
  })

  it.each([
    ['sip:other.example', 'sip:pbx.example'],
    ['sip:pbx.example', 'sip:9001@pbx.example'],
    ['sip:9001@pbx.example', 'sip:9002@pbx.example'],
    ['sip:9001@pbx.example', 'sip:9001@other.example'],
    ['sip:Ann@pbx.example', 'sip:ann@pbx.example'],
    ['sip:pbx.example:5060', 'sip:pbx.example:5061'],
    ['sip:pbx.example.org', 'sip:pbx.example'],
    ['sip:9001%40pbx.example@x', 'sip:9001@pbx.example'],
    ['sip:%ff@pbx.example', 'sip:%fe@pbx.example'],
    ['tel:+16045550100', 'tel:+16045550101'],
    ['tel:9001;phone-context=a.example', 'tel:9001;phone-context=b.example'],
    ['tel:9001', 'sip:9001@pbx.example'],
    ['sip:9001@pbx.example', 'tel:9001'],
    ['/dir/index.html', 'sip:pbx.example'],
    ['', 'sip:pbx.example'],
  ])('does not take %s for %s', (signed, asked) => {
    expect(use(signed, asked)).toBe('bad')
  })

  it('reads the credentials of its own realm among several', () => {
    const headers = [
      ['Authorization', 'Digest realm="else", username="x"'],
      ['Authorization', authorization('pw')],
    ] as const
    const input = { realm: REALM, holder: HOLDER, credentialsFor: () => ({ password: 'pw' }), nowMs: NOW }
    expect(authority.verify({ ...input, request: request('REGISTER', headers) })).toEqual({
      kind: 'ok',
      username: '1001',
      proof: expect.stringMatching(/^[0-9a-f]{32,64}$/),
    })
  })
})

describe('the digest client', () => {
  it('answers no challenge of another realm than the credentials name', () => {
    const headers = challengeAt(NOW).map((value) => ['Proxy-Authenticate', value] as const)
    const response = buildResponse(request(), { status: 407, headers })
    const input = { response, method: 'REGISTER', uri: 'sip:pbx.example', cnonce: 'c' }
    const credentials = { username: '1001', password: 'pw' }
    expect(answerChallenge({ ...input, credentials: { ...credentials, realm: 'else' } })).toBeUndefined()
    expect(answerChallenge({ ...input, credentials: { ...credentials, realm: REALM } })?.header[0]).toBe(
      'Proxy-Authorization',
    )
  })
})
