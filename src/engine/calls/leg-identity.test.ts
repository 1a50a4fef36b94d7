import { describe, expect, it } from 'vitest'
import { identityForPhone, identityForTrunk } from './leg-identity.ts'

const shown = { callerName: 'Alex', callerNumber: '+16045550123' }
const hidden = { callerName: 'Anonymous', callerNumber: '', assertedNumber: '+16045550123' }

describe('who a leg says is calling', () => {
  it('to a carrier: the number shown, asserted too', () => {
    expect(identityForTrunk(shown, 'carrier.example')).toEqual({
      from: { uri: 'sip:+16045550123@carrier.example', displayName: 'Alex' },
      headers: [['P-Asserted-Identity', '<sip:+16045550123@carrier.example>']],
    })
  })

  it('to a carrier, hidden: nobody in From, the number asserted, and the wish not to show it (RFC 3323, RFC 3325 §9.3)', () => {
    expect(identityForTrunk(hidden, 'carrier.example')).toEqual({
      from: { uri: 'sip:anonymous@anonymous.invalid', displayName: 'Anonymous' },
      headers: [
        ['P-Asserted-Identity', '<sip:+16045550123@carrier.example>'],
        ['Privacy', 'id'],
      ],
    })
  })

  it('to a carrier, of whom nothing is known: nobody, and nothing asserted', () => {
    const nothing = identityForTrunk({ callerName: '', callerNumber: '' }, 'carrier.example')
    expect(nothing).toEqual({ from: { uri: 'sip:anonymous@anonymous.invalid' }, headers: [] })
  })

  it('to a phone: only what is shown', () => {
    expect(identityForPhone(shown, 'office.example').from.uri).toBe('sip:+16045550123@office.example')
    expect(JSON.stringify(identityForPhone(hidden, 'office.example'))).not.toContain('6045550123')
    expect(identityForPhone(hidden, 'office.example').from.uri).toBe('sip:anonymous@anonymous.invalid')
  })

  it('never what a user part may not hold', () => {
    const odd = { callerName: '', callerNumber: '+1604 555>\r\n0123#' }
    expect(identityForTrunk(odd, 'carrier.example').from.uri).toBe('sip:+16045550123%23@carrier.example')
  })
})
