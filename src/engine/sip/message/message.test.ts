import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAuthHeader } from './auth-header.ts'
import { RemoteProtocolError } from './errors.ts'
import { HeaderList } from './headers.ts'
import type { SipRequest } from './message.ts'
import { formatNameAddr, parseNameAddr } from './name-addr.ts'
import { parseMessage } from './parse-message.ts'
import { serializeMessage } from './serialize.ts'
import { StreamFramer } from './stream-framer.ts'
import { formatUri, parseSipUri, parseUri } from './uri.ts'
import { formatVia, parseVia, responseAddress, withReceived } from './via.ts'

const SEED = { seed: 20261121, numRuns: 1_000 }

function text(...lines: string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
}

const options = [
  'OPTIONS sip:b@b.example SIP/2.0',
  'Via: SIP/2.0/UDP a.example;branch=z9hG4bK1',
  'From: <sip:a@a.example>;tag=1',
  'To: <sip:b@b.example>',
  'Call-ID: x',
  'CSeq: 1 OPTIONS',
]

describe('headers (RFC 3261 §7.3)', () => {
  const headers = new HeaderList([
    ['v', 'SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2'],
    ['VIA', 'SIP/2.0/UDP c;branch=3'],
    ['m', '"Doe, John" <sip:j@x;a=1,2>;q=1, <sip:k@x>'],
    ['Subject', 'one, two'],
    ['Proxy-Authenticate', 'Digest realm="a, b", nonce="c"'],
  ])

  it('are found by any spelling', () => {
    expect(headers.get('Via')).toBe('SIP/2.0/UDP a;branch=1')
    expect(headers.get('s')).toBe('one, two')
    expect(headers.get('x-none')).toBeUndefined()
  })

  it('split lists at commas outside quotes and brackets, and nothing else', () => {
    expect(headers.getAll('via')).toEqual([
      'SIP/2.0/UDP a;branch=1',
      'SIP/2.0/UDP b;branch=2',
      'SIP/2.0/UDP c;branch=3',
    ])
    expect(headers.getAll('Contact')).toEqual(['"Doe, John" <sip:j@x;a=1,2>;q=1', '<sip:k@x>'])
    expect(headers.getAll('Subject')).toEqual(['one, two'])
    expect(headers.getAll('Proxy-Authenticate')).toHaveLength(1)
  })
})

describe('URI (RFC 3261 §19.1)', () => {
  it('reads every part', () => {
    expect(parseUri('SIP:al%20ice:pw@[2001:DB8::1]:5070;Transport=TCP;lr?Subject=a%26b&x=')).toEqual({
      scheme: 'sip',
      user: 'al ice',
      password: 'pw',
      host: '2001:db8::1',
      port: 5070,
      params: [
        ['transport', 'TCP'],
        ['lr', undefined],
      ],
      headers: [
        ['subject', 'a&b'],
        ['x', ''],
      ],
    })
    expect(parseUri('tel:+1-604-555-0100;ext=5')).toEqual({
      scheme: 'tel',
      number: '+1-604-555-0100',
      params: [['ext', '5']],
    })
  })

  it.each([
    'sip:',
    'sip:@b',
    'sip:a@',
    'sip:a@b:70000',
    'sip:a@b c',
    'sip:a%4@b',
    'sip:a@[::1',
    'sip:a@<b>',
    'tel:',
    'x',
    '',
  ])('refuses "%s"', (uri) => {
    expect(() => parseUri(uri)).toThrow(RemoteProtocolError)
  })

  it('answers 416 to schemes it does not know', () => {
    expect(() => parseUri('http://x')).toThrow(expect.objectContaining({ sipStatus: 416 }) as Error)
  })

  it('comes back as it went, whatever is in user and parameters', () => {
    const part = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
    const arbitrary = fc.record({ user: part, name: part.map((name) => name.toLowerCase()), value: part })
    const property = fc.property(arbitrary, ({ user, name, value }) => {
      const uri = { scheme: 'sip', user, host: 'h.example', port: 1, params: [[name, value]], headers: [] } as const
      expect(parseSipUri(formatUri(uri))).toEqual(uri)
    })
    fc.assert(property, SEED)
  })
})

describe('name-addr (RFC 3261 §20.10)', () => {
  it.each([
    ['sip:a@b;tag=1', { uri: 'sip:a@b', params: [['tag', '1']] }],
    ['<sip:a@b;lr>;tag=1', { uri: 'sip:a@b;lr', params: [['tag', '1']] }],
    ['Ann Lee <sip:a@b>', { displayName: 'Ann Lee', uri: 'sip:a@b', params: [] }],
    [
      '"A \\"B\\" <x>" <sip:a@b> ; q = 0.5;x="y;z"',
      {
        displayName: 'A "B" <x>',
        uri: 'sip:a@b',
        params: [
          ['q', '0.5'],
          ['x', 'y;z'],
        ],
      },
    ],
  ])('reads %s', (value, expected) => {
    expect(parseNameAddr(value, 'To')).toEqual(expected)
  })

  it.each(['', '<sip:a@b', '"x <sip:a@b>', '< sip:a@b>', '<sip:a@b>;=', '<sip:a@b>;;', 'nothing'])(
    'refuses %s',
    (value) => {
      expect(() => parseNameAddr(value, 'To')).toThrow(/^To/)
    },
  )

  it('comes back as it went, whatever the display name', () => {
    const property = fc.property(fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }), (displayName) => {
      expect(parseNameAddr(formatNameAddr({ displayName, uri: 'sip:a@b', params: [] }), 'To').displayName).toBe(
        displayName,
      )
    })
    fc.assert(property, SEED)
  })
})

describe('Via', () => {
  it('notes where the request came from (RFC 3581 §4)', () => {
    const via = parseVia('SIP / 2.0 / UDP  10.0.0.1 : 5060 ;rport; branch=z9hG4bK7')
    const noted = withReceived(via, '192.0.2.1', 40_000)
    expect(formatVia(noted)).toBe('SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK7;rport=40000;received=192.0.2.1')
    expect(responseAddress(noted, 5060)).toEqual({ address: '192.0.2.1', port: 40_000 })
  })

  it('notes an IPv6 address without brackets or quotes', () => {
    const via = parseVia('SIP/2.0/UDP [2001:db8::1]:5060;branch=1')
    expect(formatVia(withReceived(via, '2001:db8::2', 9))).toBe(
      'SIP/2.0/UDP [2001:db8::1]:5060;branch=1;received=2001:db8::2',
    )
  })

  it('keeps the port of sent-by without rport (RFC 3261 §18.2.2)', () => {
    const noted = withReceived(parseVia('SIP/2.0/UDP 10.0.0.1:5070;branch=1'), '192.0.2.1', 40_000)
    expect(responseAddress(noted, 5060)).toEqual({ address: '192.0.2.1', port: 5070 })
  })

  it('believes nothing the sender wrote there', () => {
    const via = parseVia('SIP/2.0/UDP 10.0.0.1;received=203.0.113.9;rport=9;branch=1')
    expect(responseAddress(withReceived(via, '192.0.2.1', 40_000), 5060)).toEqual({
      address: '192.0.2.1',
      port: 40_000,
    })
  })
})

describe('challenge and credentials headers', () => {
  it('are read with commas and escapes in quotes', () => {
    const { scheme, params } = parseAuthHeader('Digest realm="a, \\"b\\"", qop="auth,auth-int", stale=TRUE', 'X')
    expect([scheme, ...params]).toEqual(['digest', ['realm', 'a, "b"'], ['qop', 'auth,auth-int'], ['stale', 'TRUE']])
  })
})

describe('a message on its way out', () => {
  it('cannot be made to carry a forged header', () => {
    const headers = new HeaderList([
      ['From', '"x\r\nEvil: yes" <sip:a@b>'],
      ['Content-Length', '99'],
    ])
    const bytes = serializeMessage({ kind: 'request', method: 'INFO', uri: 'sip:b', headers, body: 'é' })
    expect(bytes.toString()).toBe('INFO sip:b SIP/2.0\r\nFrom: "x  Evil: yes" <sip:a@b>\r\nContent-Length: 2\r\n\r\né')
  })
})

describe('bounds', () => {
  it.each([
    ['message', Buffer.alloc(65_537, 32), 'message of 65537 bytes is over 65536'],
    ['line', text(...options, `X: ${'x'.repeat(8_200)}`), /^header X of 8\d+ characters is over 8192$/],
    [
      'folded header',
      text(...options, 'X: 1', ...Array.from({ length: 20 }, () => ` ${'x'.repeat(500)}`)),
      'header X of 8518 characters is over 8192',
    ],
    [
      'header count',
      text(...options, ...Array.from({ length: 260 }, () => 'X: 1')),
      'message has more than 256 headers',
    ],
    [
      'parameters',
      text(...options.map((line) => (line.startsWith('To') ? line + ';a'.repeat(65) : line))),
      /^To with more than 64 parameters/,
    ],
  ])('on the %s are named', (_, bytes, message) => {
    expect(() => parseMessage(bytes)).toThrow(message)
  })
})

describe('any bytes', () => {
  const line = fc.oneof(
    fc.constantFrom(...options),
    fc.string({ maxLength: 60 }),
    fc
      .tuple(fc.constantFrom('Via', 'To', 'm', 'CSeq', 'l', 'Expires'), fc.string({ maxLength: 30 }))
      .map(([name, value]) => `${name}: ${value}`),
  )
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    fc.array(line, { maxLength: 14 }).map((lines) => text(options[0] ?? '', ...lines)),
    fc.tuple(fc.nat(200), fc.nat(255)).map(([at, value]) => {
      const damaged = text(...options)
      damaged[at % damaged.length] = value
      return damaged
    }),
  )

  it('either parse or are refused as the remote side’s fault, and parsed ones round-trip', () => {
    const property = fc.property(bytes, (input) => {
      const first = attempt(() => parseMessage(input))
      if (first === undefined) return
      const again = parseMessage(serializeMessage(first))
      expect({ ...again, headers: plain(again.headers.entries) }).toEqual({
        ...first,
        headers: plain(first.headers.entries),
      })
    })
    fc.assert(property, { ...SEED, numRuns: 3_000 })
  })

  it('leave a stream framer either going on or broken, never throwing, whatever the chunks', () => {
    const property = fc.property(bytes, fc.integer({ min: 1, max: 50 }), (input, size) => {
      const framer = new StreamFramer()
      const frames = chunks(input, size).flatMap((chunk) => framer.push(chunk))
      expect(frames.slice(0, -1).every(({ kind }) => kind !== 'broken')).toBe(true)
    })
    fc.assert(property, SEED)
  })
})

/** Content-Length is set anew and control characters are replaced: neither is part of the comparison. */
function plain(entries: SipRequest['headers']['entries']): string[] {
  const kept = entries.filter(([name]) => !/^(l|content-length)$/i.test(name))
  // oxlint-disable-next-line no-control-regex -- they are what is being normalised
  return kept.map(([name, value]) => `${name}:${value.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ' ').trim()}`)
}

function attempt<Value>(run: () => Value): Value | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof RemoteProtocolError) return undefined
    throw error
  }
}

function chunks(bytes: Buffer, size: number): Buffer[] {
  const result: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) result.push(bytes.subarray(at, at + size))
  return result
}

describe('a byte stream (RFC 3261 §18.3)', () => {
  const withBody = (body: string) =>
    Buffer.concat([text(...options, `Content-Length: ${body.length}`), Buffer.from(body)])

  it('is cut into messages whatever the chunks', () => {
    const stream = Buffer.concat([withBody('one'), Buffer.from('\r\n\r\n'), withBody(''), withBody('three')])
    for (const size of [1, 3, 7, 1_000]) {
      const framer = new StreamFramer()
      const frames = chunks(stream, size).flatMap((chunk) => framer.push(chunk))
      const seen = frames.map((frame) => (frame.kind === 'message' ? frame.read.message.body : frame.kind))
      expect(seen).toEqual(['one', 'ping', '', 'three'])
    }
  })

  it('goes on after a message that is only wrong in itself', () => {
    const bad = text(...options.map((line) => line.replace('1 OPTIONS', '1 INVITE')), 'Content-Length: 0')
    const frames = new StreamFramer().push(Buffer.concat([bad, withBody('next')]))
    expect(frames).toMatchObject([
      { kind: 'message', read: { fault: { code: 'bad-header' } } },
      { kind: 'message', read: { message: { body: 'next' } } },
    ])
  })

  it('goes on after a request line that cannot be read, as long as it says where it ends', () => {
    const bad = text('OPTIONS  sip:b@b.example  SIP/2.0', ...options.slice(1), 'Content-Length: 0')
    expect(new StreamFramer().push(Buffer.concat([bad, withBody('next')]))).toMatchObject([
      { kind: 'message', read: { message: { method: 'OPTIONS' }, fault: { code: 'bad-start-line' } } },
      { kind: 'message', read: { message: { body: 'next' } } },
    ])
  })

  it('is not broken in the name of the message before', () => {
    const [, broken] = new StreamFramer().push(Buffer.concat([withBody(''), Buffer.from('rubbish\r\n\r\n')]))
    expect(broken).toMatchObject({ kind: 'broken', error: { code: 'bad-start-line' } })
    expect(broken).not.toHaveProperty('head')
  })

  it.each([
    ['no Content-Length', text(...options), 'no Content-Length on a stream'],
    ['two of them', text(...options, 'Content-Length: 0', 'l: 5'), 'header content-length occurs twice'],
    ['rubbish for it', text(...options, 'Content-Length 5'), 'no Content-Length on a stream'],
    ['an endless header', Buffer.alloc(70_000, 120), 'message on a stream is over 65536 bytes'],
    ['an endless body', text(...options, 'Content-Length: 65536'), 'message on a stream is over 65536 bytes'],
  ])('is broken by %s', (_, bytes, message) => {
    const framer = new StreamFramer()
    expect(framer.push(bytes)).toMatchObject([{ kind: 'broken', error: { message } }])
    expect(framer.push(withBody('later'))).toEqual([])
  })
})
