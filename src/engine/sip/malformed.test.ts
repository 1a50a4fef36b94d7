import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { essentialsOf } from './message/essentials.ts'
import { readHeaderLines } from './message/header-lines.ts'
import { parseMessage } from './message/parse-message.ts'
import { serializeMessage } from './message/serialize.ts'
import { answer, B, type CallPair, pair } from './testing/call-pair.ts'
import { answerTo, bytes, request, stranger } from './testing/stranger.ts'

const options = request('OPTIONS', '<sip:bob@b.example>')
const invite = request('INVITE', '<sip:bob@b.example>', 'Contact: <sip:x@203.0.113.5:6000>')

/** What is sent to the stranger, in octets. */
async function sentTo(link: CallPair, message: Uint8Array): Promise<Buffer[]> {
  const before = link.network.packets.length
  link.network.inject(message, stranger, B)
  await link.clock.advance(100)
  return link.network.packets
    .slice(before)
    .filter(({ to, from }) => to === stranger.address && from === B)
    .map(({ message: sent }) => serializeMessage(sent))
}

describe('a header that is not needed (RFC 3261 §8.2.2)', () => {
  it.each([
    ['is no header', 'X-Spoiled-By-A-Router'],
    ['has a name that is none', 'X Spoiled: by a router'],
    ['has no name', ': 1'],
    ['Expires is no number', 'Expires: soon'],
    ['Expires is too large a number', `Expires: 1${'0'.repeat(1_000)}`],
    ['Max-Forwards is no number', 'Max-Forwards: many'],
    ['Max-Forwards is empty', 'Max-Forwards:'],
    ['Date is none', 'Date: yesterday'],
  ])('costs nothing when it %s', async (_, line) => {
    const link = await pair(answer)
    const [start = '', ...rest] = invite
    expect(await answerTo(link, [start, line, ...rest])).toBe(200)
  })

  it('is left out with the lines that continue it', () => {
    const lines = [...options.slice(0, 2), 'Spoiled', ' ;tag=forged', '  Via: x', ...options.slice(2)]
    const { headers } = parseMessage(bytes(lines))
    expect(headers.entries).toEqual(parseMessage(bytes(options)).headers.entries)
  })

  it('is left out whole when it is too long, and the message is said to be', () => {
    const long = 'x'.repeat(9_000)
    for (const lines of [`A: 1\r\nX: ${long}\r\n tail`, `A: 1\r\nX: 1\r\n ${long}\r\n tail`]) {
      const { headers, fault } = readHeaderLines(lines, 0)
      expect(headers.entries).toEqual([['A', '1']])
      expect(fault?.message).toMatch(/^header X of 90\d\d characters is over 8192$/)
    }
  })

  it('costs nothing either as a continuation of the start line', () => {
    const [start = '', ...rest] = options
    expect(parseMessage(bytes([start, ' continued', ...rest])).headers.entries).toHaveLength(6)
  })

  it.each(['Via', 'From', 'To', 'Call-ID', 'CSeq'])('is missed when it was %s', (name) => {
    const lines = options.map((line) => line.replace(`${name}:`, `${name}`))
    expect(() => parseMessage(bytes(lines))).toThrow(`no ${name} header`)
  })
})

describe('a request that cannot be read', () => {
  const spoilt = (from: string | RegExp, to: string): Buffer =>
    Buffer.from(bytes(options).toString('latin1').replace(from, to), 'latin1')

  it.each([
    ['a blank too many', 400, spoilt('OPTIONS ', 'OPTIONS  ')],
    ['a tab for a blank', 400, spoilt('OPTIONS ', 'OPTIONS\t')],
    ['another version', 505, spoilt('SIP/2.0\r', 'SIP/3.14\r')],
    ['a start line without end', 414, spoilt('sip:bob', `sip:${'b'.repeat(9_000)}`)],
    ['a header without end', 513, spoilt('Content-Length: 0', `Subject: ${'x'.repeat(9_000)}`)],
    ['a thousand headers', 513, spoilt('Content-Length: 0', 'Diversion: <sip:1@a>\r\n'.repeat(1_000))],
    ['a To without end of quotes', 400, spoilt('To: <', 'To: "<')],
    ['a CSeq of 1,000 digits', 400, spoilt('CSeq: 1', `CSeq: ${'1'.repeat(1_000)}`)],
    ['a Via of another protocol', 400, spoilt('Via: SIP/', 'Via: HTTP/')],
    ['a Via with rubbish behind', 400, spoilt(';rport', ';;,;,,')],
    ['no end of its headers', 400, bytes(options).subarray(0, -2)],
    ['a Request-URI that is none', 400, spoilt('sip:bob@', 'sip:@')],
  ])('for %s is answered %i, once', async (_, status, message) => {
    const link = await pair(answer)
    const [sent, ...more] = await sentTo(link, message)
    expect(sent?.toString('latin1')).toMatch(new RegExp(`^SIP/2.0 ${status} `))
    expect(more).toEqual([])
  })

  it('is told what was wrong, with its own headers and a tag that is the same for every copy (§8.2.7)', async () => {
    const link = await pair(answer)
    const message = spoilt('CSeq: 1 OPTIONS', 'CSeq: x OPTIONS')
    const [[first], [second]] = [await sentTo(link, message), await sentTo(link, message)]
    expect(first?.toString()).toBe(second?.toString())
    expect(first?.toString().split('\r\n')).toEqual([
      'SIP/2.0 400 CSeq: cannot read "x OPTIONS"',
      'Via: SIP/2.0/UDP 203.0.113.5:6000;branch=z9hG4bKstranger;rport=6000;received=203.0.113.5',
      'From: <sip:x@far.example>;tag=f1',
      expect.stringMatching(/^To: <sip:bob@b.example>;tag=[0-9a-f]{16}$/),
      'Call-ID: from-afar',
      'CSeq: x OPTIONS',
      'Content-Length: 0',
      '',
      '',
    ])
  })

  it('is told so by another tag than the next one', async () => {
    const link = await pair(answer)
    const tag = async (from: string, to: string) => {
      const [sent] = await sentTo(link, Buffer.from(spoilt('OPTIONS ', 'OPTIONS  ').toString().replace(from, to)))
      return /^To: .*;tag=(\w+)/m.exec(String(sent))?.[1]
    }
    const tags = [
      await tag('', ''),
      await tag('from-afar', 'other'),
      await tag('CSeq: 1', 'CSeq: 2'),
      await tag('tag=f1', 'tag=f2'),
    ]
    expect(new Set(tags).size).toBe(4)
  })

  it.each([
    ['an ACK', spoilt(/OPTIONS/g, 'ACK').subarray(0, -2)],
    ['an ACK with a blank too many', spoilt('OPTIONS ', 'ACK  ')],
    ['a response', spoilt(/^.*\r/, 'SIP/2.0 9999 OK\r')],
    ['a response of another version', spoilt(/^.*\r/, 'SIP/7.0 200 OK\r')],
    ['a response with two Call-IDs', spoilt(/^.*\r/, 'SIP/2.0 200 OK\r\nCall-ID: y\r')],
    ['what has a method that is none', spoilt('OPTIONS ', 'OPT@IONS  ')],
    ['what has no Via', spoilt(/Via.*\r\n/, '')],
    ['what is no SIP', Buffer.from('GET / HTTP/1.1\r\nVia: SIP/2.0/UDP a\r\n\r\n')],
  ])('is not answered when it is %s', async (_, message) => {
    const link = await pair(answer)
    expect(await sentTo(link, message)).toEqual([])
    expect(link.b.counters).toMatchObject({ malformedDropped: 1, malformedAnswered400: 0, sent: 0 })
  })

  it('gets one answer at most, hardly longer than itself, and sent where it came from, whatever is spoilt', async () => {
    const whole = bytes(invite)
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    const property = fc.asyncProperty(damage, async (spots) => {
      const link = await pair((session) => {
        session.reject({ status: 486 })
      })
      const message = Buffer.from(whole)
      for (const [at, value] of spots) message[at] = value
      const finals = (await sentTo(link, message)).filter((sent) => !sent.toString().startsWith('SIP/2.0 1'))
      // A refusal within a transaction is repeated until its ACK; one that nobody remembers is not.
      const unremembered = link.b.counters.transactions === 0 ? finals : []
      expect(unremembered.length).toBeLessThanOrEqual(1)
      expect(unremembered.every((sent) => sent.length < message.length + 256)).toBe(true)
      expect(link.network.packets.every(({ to }) => to === B || to === stranger.address)).toBe(true)
    })
    await fc.assert(property, { seed: 20261127, numRuns: 500 })
  })
})

describe('a call from before RFC 3261', () => {
  it('needs no Contact: it is reached at its From', async () => {
    const old = invite
      .filter((line) => !line.startsWith('Contact'))
      .map((line) => line.replace(';branch=z9hG4bKstranger;rport', '').replace(';tag=f1', ''))
    const link = await pair(answer)
    expect(await answerTo(link, old)).toBe(200)
  })
})

describe('the Accept of an INVITE', () => {
  it.each([
    ['text/nobodyKnowsThis', 406],
    ['application/sdp;level=1, text/plain', 200],
    ['application/*', 200],
    ['*/*', 200],
    ['', 200],
  ])('"%s" gets %i', async (accept, status) => {
    expect(await answerTo(await pair(answer), [...invite, `Accept: ${accept}`])).toBe(status)
  })
})

it('a user part may be any octet, and is the same when it comes back', () => {
  for (let code = 0; code < 128; code++) {
    const user = `a%${code.toString(16).padStart(2, '0')}b`
    const lines = options.map((line) => line.replace('sip:bob@', `sip:${user}@`))
    const message = parseMessage(bytes(lines))
    expect(essentialsOf(message).to.uri).toBe(`sip:${user}@b.example`)
  }
})
