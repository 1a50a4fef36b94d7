import { describe, expect, it } from 'vitest'
import { statusOfReason } from './sip-words.ts'

describe('the Reason header (RFC 3326 §2)', () => {
  it.each([
    ['SIP ;cause=200 ;text="Call completed elsewhere"', 200],
    ['SIP;cause=486', 486],
    ['sip; text="a"; cause=503', 503],
    ['Q.850;cause=16', null],
    ['Q.850 ;cause=16, SIP;cause=600', null],
    ['SIP;cause=2000', null],
    ['SIP', null],
    ['', null],
    [undefined, null],
  ])('%s', (header, status) => {
    expect(statusOfReason(header)).toBe(status)
  })
})
