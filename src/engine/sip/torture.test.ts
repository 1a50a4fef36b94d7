import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RemoteProtocolError } from './message/errors.ts'
import { essentialsOf } from './message/essentials.ts'
import { parseNameAddr } from './message/name-addr.ts'
import { parseMessage, readMessage } from './message/parse-message.ts'
import { serializeMessage } from './message/serialize.ts'
import { parseUri } from './message/uri.ts'

const FIXTURES = join(import.meta.dirname, '../../../tests/fixtures/sip')

function load(kind: 'valid' | 'invalid'): [name: string, bytes: Buffer][] {
  const folder = join(FIXTURES, kind)
  return readdirSync(folder).map((file) => [file.replace('.sip', ''), readFileSync(join(folder, file))])
}

describe('valid torture messages (after RFC 4475 §3.1.1)', () => {
  it.each(load('valid'))('%s parses and round-trips', (_, bytes) => {
    const message = parseMessage(bytes)
    const again = parseMessage(serializeMessage(message))
    expect(again.body).toBe(message.body)
    expect(essentialsOf(again)).toEqual(essentialsOf(message))
    for (const contact of again.headers.getAll('Contact')) parseUri(parseNameAddr(contact, 'Contact').uri)
  })

  it('reads what is hidden in the folded one', () => {
    const bytes = readFileSync(join(FIXTURES, 'valid/folded-and-compact.sip'))
    const message = parseMessage(bytes)
    const { via, fromTag, toTag, cseq, from } = essentialsOf(message)
    expect({ fromTag, toTag, cseq, name: from.displayName, via: [via.transport, via.host] }).toEqual({
      fromTag: '98asjd8',
      toTag: '1918181833n',
      cseq: { number: 9, method: 'INVITE' },
      name: 'Ana \\"',
      via: ['UDP', '192.0.2.2'],
    })
    expect(message.headers.getAll('v')).toHaveLength(3)
    expect(message.headers.get('newfangledheader')).toBe('newfangled value continued newfangled value')
  })

  it('unescapes user parts (RFC 3261 §19.1.2)', () => {
    const message = parseMessage(readFileSync(join(FIXTURES, 'valid/escaped-user.sip')))
    const uri = message.kind === 'request' ? parseUri(message.uri) : undefined
    expect(uri).toMatchObject({ scheme: 'sip', user: 'sips:user@example.com', host: 'pbx.example' })
  })
})

/** What is wrong, and whether the request can be answered at all. */
const expected: Record<string, readonly [code: string, canAnswer: boolean]> = {
  'angle-brackets-around-request-uri': ['bad-uri', true],
  'bad-separators-in-via': ['bad-header', false],
  'content-length-negative': ['bad-header', true],
  'content-length-too-large': ['truncated', true],
  'content-length-twice': ['bad-header', true],
  'control-character-in-request-uri': ['bad-start-line', false],
  'cseq-method-differs': ['bad-header', true],
  'ends-within-headers': ['truncated', false],
  'from-and-call-id-twice': ['bad-header', true],
  'header-without-colon': ['bad-header', false],
  'headers-in-request-uri': ['bad-uri', true],
  'required-headers-missing': ['missing-header', false],
  'scalar-too-large': ['bad-header', false],
  'space-after-version': ['bad-start-line', false],
  'space-in-request-uri': ['bad-start-line', false],
  'spaces-within-addr-spec': ['bad-header', false],
  'status-code-too-large': ['bad-start-line', false],
  'stun-binding-request': ['truncated', false],
  'two-spaces-in-request-line': ['bad-start-line', false],
  'unterminated-quote-in-to': ['bad-header', false],
  'version-seven': ['bad-version', false],
}

describe('invalid torture messages (after RFC 4475 §3.1.2)', () => {
  it.each(load('invalid'))('%s is refused', (name, bytes) => {
    expect(refusal(bytes)).toEqual(expected[name])
  })
})

function refusal(bytes: Buffer): readonly [string, boolean] {
  try {
    const { message, fault } = readMessage(bytes)
    return [fault?.code ?? 'none', hasEssentials(message)]
  } catch (error) {
    if (error instanceof RemoteProtocolError) return [error.code, false]
    throw error
  }
}

function hasEssentials(message: ReturnType<typeof parseMessage>): boolean {
  try {
    essentialsOf(message)
    return true
  } catch {
    return false
  }
}
