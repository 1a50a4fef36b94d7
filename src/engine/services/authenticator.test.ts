import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { answerChallenge } from '../sip/auth/answer-challenge.ts'
import { createDigestAuthority } from '../sip/auth/digest-authority.ts'
import { buildResponse } from '../sip/message/build.ts'
import { HeaderList } from '../sip/message/headers.ts'
import type { SipRequest } from '../sip/message/message.ts'
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
  const authenticator = new Authenticator(createDigestAuthority({ secret: Buffer.alloc(32, 1) }))
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

describe('wrong passwords', () => {
  it('are limited for INVITE too, and a right one of somebody else does not reset the count', () => {
    const { attempt } = setUp()
    for (let i = 0; i < 20; i++) {
      expect(attempt('1001', `guess${i}`)).toBe('403 Forbidden')
      expect(attempt('1002', 'right-1002')).toBe('ok 1002')
    }
    expect(attempt('1001', 'right-1001')).toBe('403 Too many wrong passwords')
  })

  it('of one phone do not lock out its neighbours behind the same address', () => {
    const { attempt, wait } = setUp()
    for (let i = 0; i < 500; i++) attempt('1001', 'typo')
    expect(attempt('1002', 'right-1002')).toBe('ok 1002')
    expect(attempt('1001', 'right-1001', '192.0.2.99')).toBe('ok 1001')
    wait(60_001)
    expect(attempt('1001', 'right-1001')).toBe('ok 1001')
  })

  it('for one name after the other are limited for the whole network, also over IPv6', () => {
    const { attempt } = setUp()
    for (let i = 0; i < 200; i++) attempt(`name${i}`, 'guess', `2001:db8:0:1::${i.toString(16)}`)
    expect(attempt('1001', 'right-1001', '2001:db8:0:1::ffff')).toBe('403 Too many wrong passwords')
    expect(attempt('1001', 'right-1001', '2001:db8:0:2::1')).toBe('ok 1001')
  })
})

describe('a captured request', () => {
  it('gets a new challenge when it comes again, for as long as its nonce would be good', () => {
    const { signed, ask, wait } = setUp()
    const captured = signed('1001', 'right-1001', '192.0.2.1')
    expect(ask(captured)).toBe('ok 1001')
    for (const laterMs of [0, 1_000, 298_000]) {
      wait(laterMs)
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
