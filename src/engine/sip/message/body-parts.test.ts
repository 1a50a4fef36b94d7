import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodiesOf, readSdp, sdpOf } from '../session/body.ts'
import { readBodyParts } from './body-parts.ts'
import { RemoteProtocolError } from './errors.ts'
import { HeaderList } from './headers.ts'
import type { SipRequest } from './message.ts'

const SDP = 'v=0\r\ns=-'

function message(body: string, contentType: string, ...more: [string, string][]): SipRequest {
  const headers = new HeaderList([['Content-Type', contentType], ...more])
  return { kind: 'request', method: 'INVITE', uri: 'sip:a@b', headers, body }
}

function part(type: string, content: string, ...headers: string[]): string {
  return [`Content-Type: ${type}`, ...headers, '', content].join('\r\n')
}

function multipart(boundary: string, ...parts: string[]): string {
  return `${parts.map((text) => `--${boundary}\r\n${text}\r\n`).join('')}--${boundary}--\r\n`
}

function nested(kind: string, boundary: string, ...parts: string[]): string {
  return part(`multipart/${kind};boundary=${boundary}`, multipart(boundary, ...parts))
}

const sdp = part('application/sdp', SDP)
const place = part('application/pidf+xml', '<presence/>')
const required = part('application/isup', 'x', 'Content-Disposition: signal;handling=required')
const mixed = (...parts: string[]) => message(multipart('b', ...parts), 'multipart/mixed;boundary=b')
const alternative = (...parts: string[]) => message(multipart('b', ...parts), 'multipart/alternative; boundary="b"')

describe('the SDP of a body in parts (RFC 5621)', () => {
  it.each([
    ['first', mixed(sdp, place)],
    ['last', mixed(place, sdp)],
    ['the only one', mixed(sdp)],
    ['the first of two', mixed(sdp, part('application/sdp', 'v=0\r\ns=second'))],
    [
      'the one of the session, not an early one',
      mixed(part('application/sdp', 'v=0', 'Content-Disposition: early-session'), sdp),
    ],
    ['within another', mixed(place, nested('mixed', 'c', place, sdp))],
    ['within a kind nobody knows', message(multipart('b', sdp), 'MULTIPART/Unheard-Of;boundary=b')],
    [
      'with its disposition',
      mixed(part('Application/SDP ; charset=utf-8', SDP, 'Content-Disposition: Session;handling=required')),
    ],
    ['an alternative to something unknown', alternative(place, sdp)],
    ['an alternative followed by something unknown', alternative(sdp, place)],
    ['the better of two alternatives', alternative(part('application/sdp', 'v=0\r\ns=plain'), sdp)],
    ['within an alternative within a mixture', mixed(place, nested('alternative', 'c', place, sdp))],
    ['the alternative that asks for nothing we lack', alternative(sdp, nested('mixed', 'c', sdp, required))],
    [
      'beside an optional part that is not understood',
      mixed(part('a/b', 'x', 'Content-Disposition: x;handling=optional'), sdp),
    ],
    ['between line feeds alone', message(multipart('b', sdp).replaceAll('\r', ''), 'multipart/mixed;boundary=b')],
    [
      'after a preamble, before an epilogue',
      message(`for old readers\r\n${multipart('b', sdp)}the end`, 'multipart/mixed;boundary=b'),
    ],
    ['without the closing line', message(multipart('b', sdp).replace('--b--\r\n', ''), 'multipart/mixed;boundary=b')],
    ['after a line that only begins as a boundary does', mixed(part('text/plain', '--bb\r\nx --b\r\n--b--x'), sdp)],
    ['after a part with a spoilt header', mixed(part('text/plain', 'x', 'spoilt by a router'), sdp)],
    ['after a part without headers', mixed('\r\nplain text', sdp)],
  ])('is found %s', (_, request) => {
    expect(readSdp(request)?.replaceAll('\r', '').trimEnd()).toBe(SDP.replaceAll('\r', ''))
  })

  it.each([
    ['no body', message('', 'application/sdp')],
    ['an empty body of its type', message('\r\n', 'application/sdp')],
    ['an empty part of its type', mixed(part('application/sdp', ''))],
    ['a location alone', mixed(place)],
    ['something optional', message('x', 'text/plain', ['Content-Disposition', 'render;handling=optional'])],
    ['an early session alone', mixed(part('application/sdp', SDP, 'Content-Disposition: early-session'))],
    ['compressed SDP', mixed(part('application/sdp', SDP, 'Content-Encoding: gzip'))],
    ['SDP in base64', mixed(part('application/sdp', 'dj0w', 'Content-Transfer-Encoding: base64'))],
  ])('is not there in %s', (_, request) => {
    expect(readSdp(request)).toBeUndefined()
  })

  it.each([
    ['a part that must be understood', mixed(sdp, required), 415, 'cannot read a body of type application/isup'],
    ['such a part deeper down', mixed(sdp, nested('mixed', 'c', required)), 415, 'application/isup'],
    [
      'alternatives that must be understood',
      mixed(
        sdp,
        nested('alternative', 'c', place).replace('\r\n\r\n', '\r\nContent-Disposition: x; handling=required\r\n\r\n'),
      ),
      415,
      'multipart/alternative',
    ],
    ['no alternative that is understood', alternative(place), 415, 'multipart/alternative'],
    ['a whole body of another type', message('x', 'text/plain'), 415, 'text/plain'],
    ['a body without a type', message('x', ''), 415, 'without Content-Type'],
    ['no boundary', message(multipart('b', sdp), 'multipart/mixed'), 400, 'boundary of 0 characters; 1 to 70'],
    [
      'a boundary of 71 characters',
      message('x', `multipart/mixed;boundary=${'b'.repeat(71)}`),
      400,
      'boundary of 71 characters',
    ],
    [
      'another boundary than it says',
      message(multipart('c', sdp), 'multipart/mixed;boundary=b'),
      400,
      'without its boundary',
    ],
    ['a boundary in quotes that do not end', message('x', 'multipart/mixed;boundary="b'), 400, 'unterminated'],
    ['17 parts', mixed(...Array.from({ length: 17 }, () => place)), 413, 'body of more than 16 parts'],
    [
      '17 parts on two levels',
      mixed(...Array.from({ length: 8 }, () => place), nested('mixed', 'c', ...Array.from({ length: 8 }, () => place))),
      413,
      'more than 16 parts',
    ],
    [
      'parts nested five deep',
      mixed(nested('mixed', 'c', nested('mixed', 'd', nested('mixed', 'e', nested('mixed', 'f', sdp))))),
      413,
      'nested deeper than 4',
    ],
  ])('is refused beside %s', (_, request, sipStatus, text) => {
    expect(() => readSdp(request)).toThrow(
      expect.objectContaining({ sipStatus, message: expect.stringContaining(text) }) as Error,
    )
    expect(sdpOf(request)).toBeUndefined()
  })

  it.each([
    ['16 parts', mixed(...Array.from({ length: 15 }, () => place), sdp)],
    ['parts nested four deep', mixed(nested('mixed', 'c', nested('mixed', 'd', nested('mixed', 'e', sdp))))],
    [
      'a boundary of 70 characters',
      message(multipart('b'.repeat(70), sdp), `multipart/mixed;boundary=${'b'.repeat(70)}`),
    ],
  ])('is found among %s', (_, request) => {
    expect(readSdp(request)).toBe(SDP)
  })

  it('is refused among 17 parts wherever they are', () => {
    const eight = Array.from({ length: 8 }, () => place)
    expect(() => readSdp(mixed(nested('mixed', 'c', ...eight), ...eight))).toThrow('more than 16 parts')
    expect(readSdp(mixed(nested('mixed', 'c', ...eight), ...eight.slice(2), sdp))).toBe(SDP)
  })

  it('leaves whole what only looks like a boundary', () => {
    const content = '--bb\r\nx --b\r\n--b--x\r\n --b'
    expect(bodiesOf(mixed(part('text/plain', content)))).toEqual([{ contentType: 'text/plain', content }])
  })

  it('gives every body with its type', () => {
    const info = mixed(place, nested('mixed', 'c', part('application/dtmf', '5')))
    expect(bodiesOf(info)).toEqual([
      { contentType: 'application/pidf+xml', content: '<presence/>' },
      { contentType: 'application/dtmf', content: '5' },
    ])
    expect(bodiesOf(message('x', 'multipart/mixed'))).toEqual([])
  })
})

describe('hostile bodies', () => {
  it('are read or refused, and never give more than they hold', () => {
    const piece = fc.constantFrom(
      '--b',
      '--b--',
      '\r\n',
      '\n',
      '\r\n\r\n',
      'Content-Type: ',
      'multipart/mixed;boundary=b',
      'x',
      ':',
      ' ',
      '-',
    )
    const body = fc.oneof(
      fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join('')),
      fc.string({ maxLength: 200 }),
    )
    const property = fc.property(body, (content) => {
      try {
        const read = readBodyParts(message(content, 'multipart/mixed;boundary=b'))
        const sizes = (read?.parts ?? []).map((one) => one.content.length)
        expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(content.length)
      } catch (error) {
        if (!(error instanceof RemoteProtocolError)) throw error
      }
    })
    fc.assert(property, { seed: 20261127, numRuns: 5_000 })
  })

  it.each([
    ['boundaries in one line', '--b'.repeat(21_000)],
    ['boundaries in a line each', '--b\n'.repeat(16_000)],
    ['boundaries that go on differently', '--bx\n'.repeat(13_000)],
    ['dashes', '-'.repeat(65_000)],
    ['empty lines', '\r\n'.repeat(32_000)],
  ])('of 64 KiB take no time: %s', (_, content) => {
    const startedMs = performance.now()
    for (let i = 0; i < 20; i++) sdpOf(message(content, 'multipart/mixed;boundary=b'))
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })
})
