import { describe, expect, it } from 'vitest'
import { HeaderList } from '../../sip/message/headers.ts'
import type { SipResponse } from '../../sip/message/message.ts'
import { grantedSec, longerExpiresSec } from './registrar-answer.ts'

const answer = (status: number, ...headers: readonly (readonly [string, string])[]): SipResponse => ({
  kind: 'response',
  status,
  reason: '',
  headers: new HeaderList(headers),
  body: '',
})
const own = 'sip:acct@192.168.1.5:5070'
const granted = (contacts: readonly string[], expires?: string) =>
  grantedSec(
    answer(
      200,
      ...contacts.map((contact) => ['Contact', contact] as const),
      ...(expires === undefined ? [] : [['Expires', expires] as const]),
    ),
    { contact: own, expiresSec: 3_600 },
  )

describe('what a registrar grants (RFC 3261 §10.2.4)', () => {
  it.each<readonly [string, readonly string[], string | undefined, number]>([
    ['our contact among others', ['<sip:acct@198.51.100.7:5060>;expires=3600', `<${own}>;expires=120`], undefined, 120],
    ['on one line', [`<sip:acct@198.51.100.7>;expires=30, <${own}>;expires=120`], undefined, 120],
    [
      'the equal one of two at our address',
      [`<${own};transport=tcp>;expires=60`, `<${own}>;expires=120`],
      undefined,
      120,
    ],
    ['against the Expires header', [`<${own}>;expires=120`], '3600', 120],
    ['the Expires header, when our contact says nothing', [`<${own}>`, '<sip:x@192.0.2.1>;expires=60'], '600', 600],
    ['the Expires header, when nothing is listed', [], '600', 600],
    ['what was asked, when nothing is said', [], undefined, 3_600],
    ['what was asked at most', [`<${own}>;expires=7200`], undefined, 3_600],
    [
      'with parameters added',
      [`<sip:acct@192.168.1.5:5070;received=203.0.113.9>;expires=90`, '<sip:acct@192.0.2.1>;expires=60'],
      undefined,
      90,
    ],
    [
      'with a transport added',
      [`<sip:acct@192.168.1.5:5070;transport=udp>;expires=90`, '<sip:acct@192.0.2.1>;expires=60'],
      undefined,
      90,
    ],
    [
      'moved to our outer address',
      ['<sip:acct@203.0.113.9:1024>;expires=90', '<sip:other@192.0.2.1>;expires=60'],
      undefined,
      90,
    ],
    [
      'one of two that may be ours: the shorter',
      ['<sip:acct@203.0.113.9:1>;expires=90', '<sip:acct@203.0.113.9:2>;expires=70'],
      undefined,
      70,
    ],
    [
      'under a name we do not know: the shortest',
      ['<sip:a@192.0.2.1>;expires=90', '<sip:b@192.0.2.1>;expires=70'],
      undefined,
      70,
    ],
    ['nothing, when ours has run out', [`<${own}>;expires=0`, '<sip:acct@192.0.2.1>;expires=60'], undefined, 0],
    ['in spite of what cannot be read', ['<nonsense', '<tel:+1604>;expires=9', `<${own}>;expires=120`], undefined, 120],
    ['the header for an expiry that is no number', [`<${own}>;expires=soon`], '600', 600],
    ['what was asked for a header that is none', [`<${own}>`], 'soon', 3_600],
  ])('%s', (_what, contacts, expires, expected) => {
    expect(granted(contacts, expires)).toBe(expected)
  })
})

describe('a registrar that wants longer (RFC 3261 §10.2.8)', () => {
  it.each<readonly [string, number, string | undefined, number | undefined]>([
    ['is given what it asks for', 423, '7200', 7_200],
    ['up to a day', 423, '86400', 86_400],
    ['and not more', 423, '86401', undefined],
    ['nor what was asked already', 423, '3600', undefined],
    ['nor nonsense', 423, '-1', undefined],
    ['nor when it does not say', 423, undefined, undefined],
    ['nor for another refusal', 403, '7200', undefined],
  ])('%s', (_what, status, minExpires, expected) => {
    const headers = minExpires === undefined ? [] : [['Min-Expires', minExpires] as const]
    expect(longerExpiresSec(answer(status, ...headers), 3_600)).toBe(expected)
  })
})
