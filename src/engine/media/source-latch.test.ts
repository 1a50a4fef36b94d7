import { describe, expect, it } from 'vitest'
import { SourceLatch } from './source-latch.ts'

const latch = () => new SourceLatch({ address: '192.0.2.1', port: 4000 })

describe('symmetric RTP (RFC 4961)', () => {
  it('sends to the signalled address until somebody speaks', () => {
    expect(latch().destination).toEqual({ address: '192.0.2.1', port: 4000 })
  })

  it('follows the signalled address to another port at its first packet', () => {
    const one = latch()
    expect(one.accepts('192.0.2.1', 5000, 0)).toBe(true)
    expect(one.destination.port).toBe(5000)
  })

  it('follows a phone behind a NAT at its third packet', () => {
    const one = latch()
    expect([0, 20, 40].map((ms) => one.accepts('198.51.100.9', 999, ms))).toEqual([false, false, true])
    expect(one.destination).toEqual({ address: '198.51.100.9', port: 999 })
  })

  it('sticks: a stranger that comes later is never heard', () => {
    const one = latch()
    one.accepts('192.0.2.1', 4000, 0)
    expect([1, 2, 3, 4, 9000].map((ms) => one.accepts('203.0.113.5', 1, ms))).toEqual(Array(5).fill(false))
  })

  it('prefers the very address and port signalled to a straggler that was faster', () => {
    const one = latch()
    one.accepts('192.0.2.1', 5000, 0)
    expect(one.accepts('192.0.2.1', 4000, 10)).toBe(true)
    expect(one.accepts('192.0.2.1', 5000, 20)).toBe(false)
    expect(one.destination.port).toBe(4000)
  })

  it('lets the signalled address change its port only after 3 s of silence', () => {
    const one = latch()
    one.accepts('192.0.2.1', 4000, 0)
    expect(one.accepts('192.0.2.1', 6000, 2900)).toBe(false)
    expect(one.accepts('192.0.2.1', 6000, 3100)).toBe(true)
  })
})
