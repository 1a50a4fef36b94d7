import { describe, expect, it } from 'vitest'
import { requestUriOf } from './invite-format.ts'

const at = 'sip:1002@192.0.2.12:5062;transport=udp'
const called = (inviteFormat: Parameters<typeof requestUriOf>[1]['inviteFormat'], dialled: string, contact = at) =>
  requestUriOf(contact, { inviteFormat }, { dialled, country: 'US' })

describe('the Request-URI of a call to a phone', () => {
  it.each([
    ['npan', 'sip:6045550102@192.0.2.12:5062;transport=udp'],
    ['1npan', 'sip:16045550102@192.0.2.12:5062;transport=udp'],
    ['e164', 'sip:+16045550102@192.0.2.12:5062;transport=udp'],
  ] as const)('as %s has the number that was dialled, and the rest of its Contact', (format, uri) => {
    for (const dialled of ['6045550102', '16045550102', '+16045550102']) expect(called(format, dialled)).toBe(uri)
  })

  it('is its Contact unless the phone asks for the number', () => {
    expect([called('contact', '6045550102'), called('route', '6045550102')]).toEqual([at, at])
  })

  it('is its Contact when no number of the world was dialled', () => {
    expect([called('npan', '1002'), called('e164', '*5101')]).toEqual([at, at])
  })

  it('of a number of another country has all of it', () => {
    expect(called('npan', '+442079460000')).toContain('sip:442079460000@')
  })

  it('has a user part where the Contact has none', () => {
    expect(called('e164', '6045550102', 'sip:192.0.2.12')).toBe('sip:+16045550102@192.0.2.12')
  })
})
