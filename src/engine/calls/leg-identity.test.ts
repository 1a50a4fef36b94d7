import { describe, expect, it } from 'vitest'
import { identityForPhone, identityForTrunk, type TrunkManner } from './leg-identity.ts'

const shown = { callerName: 'Alex', callerNumber: '+16045550123' }
const hidden = { callerName: 'Anonymous', callerNumber: '', assertedNumber: '+16045550123' }

const carrier = { host: 'carrier.example', header: 'p-asserted-identity', written: (number: string) => number } as const

describe('who a leg says is calling', () => {
  it('to a carrier: the number shown, asserted too', () => {
    expect(identityForTrunk(shown, carrier)).toEqual({
      from: { uri: 'sip:+16045550123@carrier.example', displayName: 'Alex' },
      headers: [['P-Asserted-Identity', '<sip:+16045550123@carrier.example>']],
    })
  })

  it('to a carrier, hidden: nobody in From, the number asserted, and the wish not to show it (RFC 3323, RFC 3325 §9.3)', () => {
    expect(identityForTrunk(hidden, carrier)).toEqual({
      from: { uri: 'sip:anonymous@anonymous.invalid', displayName: 'Anonymous' },
      headers: [
        ['P-Asserted-Identity', '<sip:+16045550123@carrier.example>'],
        ['Privacy', 'id'],
      ],
    })
  })

  it('to a carrier, of whom nothing is known: nobody, and nothing asserted', () => {
    const nothing = identityForTrunk({ callerName: '', callerNumber: '' }, carrier)
    expect(nothing).toEqual({ from: { uri: 'sip:anonymous@anonymous.invalid' }, headers: [] })
  })

  it('to a phone: only what is shown', () => {
    expect(identityForPhone(shown, 'office.example').from.uri).toBe('sip:+16045550123@office.example')
    expect(JSON.stringify(identityForPhone(hidden, 'office.example'))).not.toContain('6045550123')
    expect(identityForPhone(hidden, 'office.example').from.uri).toBe('sip:anonymous@anonymous.invalid')
  })

  it('never what a user part may not hold', () => {
    const odd = { callerName: '', callerNumber: '+1604 555>\r\n0123#' }
    expect(identityForTrunk(odd, carrier).from.uri).toBe('sip:+16045550123%23@carrier.example')
  })

  const to = (header: TrunkManner['header'], who: Parameters<typeof identityForTrunk>[0]) =>
    identityForTrunk(who, { ...carrier, header, written: (number) => number.slice(1) })

  it('in the header that the carrier believes, and as it writes numbers', () => {
    const from = { uri: 'sip:16045550123@carrier.example', displayName: 'Alex' }
    const identity = '<sip:16045550123@carrier.example>'
    expect(to('p-preferred-identity', shown)).toEqual({ from, headers: [['P-Preferred-Identity', identity]] })
    const remote = `${identity};party=calling;privacy=off;screen=yes`
    expect(to('remote-party-id', shown)).toEqual({ from, headers: [['Remote-Party-ID', remote]] })
    expect(to('from', shown)).toEqual({ from, headers: [] })
  })

  it('hidden, in each of them', () => {
    const identity = '<sip:16045550123@carrier.example>'
    const privacy = ['Privacy', 'id']
    expect(to('p-preferred-identity', hidden).headers).toEqual([['P-Preferred-Identity', identity], privacy])
    const remote = `${identity};party=calling;privacy=full;screen=yes`
    expect(to('remote-party-id', hidden).headers).toEqual([['Remote-Party-ID', remote], privacy])
    const alone = to('from', hidden)
    expect(alone.headers).toEqual([privacy])
    expect(JSON.stringify(alone)).not.toContain('6045550123')
  })
})
