import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { answerChallenge } from '../sip/auth/answer-challenge.ts'
import { createDigestAuthority } from '../sip/auth/digest-authority.ts'
import { buildResponse } from '../sip/message/build.ts'
import { HeaderList } from '../sip/message/headers.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { ResponseOptions } from '../sip/user-agent.ts'
import { Authenticator } from './authenticator.ts'
import { sourceNetwork } from './source-network.ts'

const phones = ['1001', '1002', '1003'].map((name) =>
  makeDocument('device', { id: name, name, sipUsername: name, sipPassword: `right-${name}` }),
)
const design = snapshotOf([
  makeDocument('account', { id: 'account', name: 'Office', sipRealm: 'office.test' }),
  ...phones,
])

function setUp() {
  const authenticator = new Authenticator(
    createDigestAuthority({ secret: Buffer.alloc(32, 1), algorithms: ['SHA-256', 'MD5'] }),
  )
  let nowMs = 1_700_000_000_000
  let tries = 0
  const ask = (request: SipRequest, address: string) => {
    const outcome = authenticator.authenticate({
      request,
      source: { transport: 'udp', address, port: 5060 },
      design,
      nowMs,
    })
    return outcome.kind === 'ok'
      ? { said: `ok ${outcome.device.id}`, response: undefined }
      : { said: `${outcome.response.status} ${outcome.response.reason ?? ''}`.trim(), response: outcome.response }
  }
  const signed = (username: string, password: string, address: string): SipRequest => {
    const { response } = ask(request('INVITE'), address)
    if (!response) throw new Error('let in without a password')
    const header = answerChallenge({
      response: buildResponse(request('INVITE'), response),
      method: 'INVITE',
      uri: 'sip:9001@office.test',
      credentials: { username, password },
      cnonce: `try${++tries}`,
    })?.header
    return request('INVITE', header ? [header] : [])
  }
  return {
    signed,
    ask: (sent: SipRequest, address = '192.0.2.1') => ask(sent, address).said,
    answerTo: (sent: SipRequest, address = '192.0.2.1') => ask(sent, address).response,
    failures: () => authenticator.failures,
    attempt: (username: string, password: string, address = '192.0.2.1') =>
      ask(signed(username, password, address), address).said,
    wait: (byMs: number) => {
      nowMs += byMs
    },
  }
}

function request(method: string, more: readonly (readonly [string, string])[] = []): SipRequest {
  const headers = [
    ['Via', 'SIP/2.0/UDP x;branch=z9hG4bKx'],
    ['From', '<sip:x@y>;tag=a'],
    ['To', '<sip:x@y>'],
  ] as const
  const rest = [
    ['Call-ID', 'c'],
    ['CSeq', `1 ${method}`],
  ] as const
  const list = new HeaderList([...headers, ...rest, ...more])
  return { kind: 'request', method, uri: 'sip:9001@office.test', headers: list, body: '' }
}

/** The algorithms of a challenge, in their order. */
const offered = (response: ResponseOptions | undefined) =>
  (response?.headers ?? []).map(([, value]) => /algorithm=([A-Z0-9-]+)/.exec(value)?.[1])

describe('what a phone is offered (RFC 8760)', () => {
  const linphone = ['User-Agent', 'LinphoneAndroid/5.2 belle-sip/5.3.0'] as const
  const old = ['User-Agent', 'baresip v1.0.0 (x86_64/linux)'] as const

  it('is MD5 alone for one that gives up on two, and for one that says nothing', () => {
    const { answerTo } = setUp()
    expect(offered(answerTo(request('REGISTER', [old])))).toEqual(['MD5'])
    expect(offered(answerTo(request('REGISTER')))).toEqual(['MD5'])
  })

  it('is SHA-256 first where it is known to live with that, and either is taken', () => {
    const { answerTo, ask } = setUp()
    for (const algorithm of ['SHA-256', 'MD5']) {
      const response = answerTo(request('REGISTER', [linphone]))
      expect(offered(response)).toEqual(['SHA-256', 'MD5'])
      const one = (response?.headers ?? []).filter(([, value]) => value.includes(`algorithm=${algorithm},`))
      const answer = answerChallenge({
        response: buildResponse(request('REGISTER'), { status: 401, headers: one }),
        method: 'REGISTER',
        uri: 'sip:9001@office.test',
        credentials: { username: '1001', password: 'right-1001' },
        cnonce: algorithm,
      })
      expect(ask(request('REGISTER', [linphone, ...(answer ? [answer.header] : [])]))).toBe('ok 1001')
    }
  })

  it('is MD5 alone for one that gave up after all, in its network, for a day', () => {
    const { answerTo, wait } = setUp()
    const first = Array.from({ length: 5 }, () => offered(answerTo(request('REGISTER', [linphone]))))
    expect(first).toEqual([...first.slice(0, 4).map(() => ['SHA-256', 'MD5']), ['MD5']])
    expect(offered(answerTo(request('REGISTER', [linphone]), '198.51.100.1'))).toEqual(['SHA-256', 'MD5'])
    wait(86_399_000)
    expect(offered(answerTo(request('REGISTER', [linphone])))).toEqual(['MD5'])
    wait(2_000)
    expect(offered(answerTo(request('REGISTER', [linphone])))).toEqual(['SHA-256', 'MD5'])
  })
})

const TOO_MANY = '403 Too many wrong passwords'

describe('wrong passwords', () => {
  it('are limited for a name, wherever they come from, and a right one always wins', () => {
    const { attempt, wait } = setUp()
    for (let i = 0; i < 20; i++) expect(attempt('1001', `guess${i}`, `192.0.2.${i}`)).toBe('403')
    expect(attempt('1001', 'guess', '198.51.100.1')).toBe(TOO_MANY)
    expect(attempt('1001', 'right-1001', '192.0.2.1')).toBe('ok 1001')
    expect(attempt('1001', 'right-1001', '203.0.113.9')).toBe('ok 1001')
    expect(attempt('1001', 'guess', '198.51.100.1')).toBe(TOO_MANY)
    wait(3_000)
    expect(attempt('1001', 'guess', '198.51.100.1')).toBe('403')
    expect(attempt('1001', 'guess', '198.51.100.1')).toBe(TOO_MANY)
  })

  it('for one name after the other are limited for the network, also over IPv6, and a right one there wins as well', () => {
    const { attempt } = setUp()
    for (let i = 0; i < 200; i++) expect(attempt(`name${i}`, 'guess', `2001:db8:0:1::${i.toString(16)}`)).toBe('403')
    expect(attempt('another', 'guess', '2001:db8:0:1::ffff')).toBe(TOO_MANY)
    expect(attempt('another', 'guess', '2001:db8:0:2::1')).toBe('403')
    expect(attempt('1001', 'right-1001', '2001:db8:0:1::ffff')).toBe('ok 1001')
  })

  it('are told how long to wait', () => {
    const { attempt, answerTo, signed } = setUp()
    for (let i = 0; i < 20; i++) attempt('1001', 'guess')
    expect(answerTo(signed('1001', 'guess', '192.0.2.1'))?.headers).toEqual([['Retry-After', '3']])
  })

  it('of a name nobody has are answered like any other', () => {
    const { attempt } = setUp()
    for (let i = 0; i < 20; i++) expect(attempt('nobody', 'guess')).toBe('403')
    expect(attempt('nobody', 'guess')).toBe(TOO_MANY)
  })

  it('are counted for whoever watches', () => {
    const { attempt, failures } = setUp()
    for (let i = 0; i < 30; i++) attempt('1001', 'guess')
    attempt('1001', 'right-1001')
    expect(failures()).toBe(30)
  })
})

describe('an answer to a nonce that was not given to whoever sent it', () => {
  const stale = (response: ResponseOptions | undefined) =>
    response?.headers?.map(([, value]) => value.includes('stale=true')) ?? []

  it.each([
    ['right', 'right-1001'],
    ['wrong', 'guess'],
  ])('gets a new challenge, is no try, and does not say that its password is %s', (_, password) => {
    const { signed, answerTo, ask, failures } = setUp()
    for (let i = 0; i < 300; i++) {
      const forged = signed('1001', password, '203.0.113.9')
      const response = answerTo(forged, '192.0.2.1')
      expect([response?.status, ...stale(response)]).toEqual([401, true])
    }
    expect(failures()).toBe(0)
    expect(ask(signed('1001', 'guess', '192.0.2.1'))).toBe('403')
  })

  it('is let in with the next one: the address of a phone behind NAT may change', () => {
    const { signed, answerTo, attempt } = setUp()
    expect(answerTo(signed('1001', 'right-1001', '192.0.2.1'), '192.0.2.77')?.status).toBe(401)
    expect(attempt('1001', 'right-1001', '192.0.2.77')).toBe('ok 1001')
  })

  it('is none when the phone only changed its IPv6 address within its network', () => {
    const { signed, ask } = setUp()
    expect(ask(signed('1001', 'right-1001', '2001:db8:0:1::5'), '2001:db8:0:1:a:b:c:d')).toBe('ok 1001')
  })

  it('is no stale one where there was none: who names nobody is asked for a password', () => {
    const { answerTo } = setUp()
    const response = answerTo(request('INVITE'))
    expect([response?.status, ...stale(response)]).toEqual([401, false])
  })

  it('nor when it is too old', () => {
    const { signed, answerTo, wait, failures } = setUp()
    const late = signed('1001', 'guess', '192.0.2.1')
    wait(300_001)
    const response = answerTo(late)
    expect([response?.status, ...stale(response)]).toEqual([401, true])
    expect(failures()).toBe(0)
  })
})

describe('a captured request', () => {
  it('gets a new challenge when it comes again, for as long as its nonce would be good', () => {
    const { signed, ask, wait } = setUp()
    const captured = signed('1001', 'right-1001', '192.0.2.1')
    expect(ask(captured)).toBe('ok 1001')
    for (const laterMs of [0, 1_000, 298_000]) {
      wait(laterMs)
      expect(ask(captured)).toBe('401')
      expect(ask(captured, '203.0.113.9')).toBe('401')
    }
  })
})

describe('the network a limit counts for', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
    ['2001:db8::1:2:3:4', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('of %s is %s', (address, network) => {
    expect(sourceNetwork(address)).toBe(network)
  })
})
