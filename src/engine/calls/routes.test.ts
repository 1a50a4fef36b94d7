import { describe, expect, it } from 'vitest'
import { ringHeaders } from './routes.ts'

describe('how phones are told to ring', () => {
  it('says nothing for an ordinary ring', () => {
    expect(ringHeaders({})).toEqual([])
    expect(ringHeaders({ alertInfo: '  ' })).toEqual([])
  })

  it('M36: given a phone that has to answer by itself, then that counts more than how it rings, as its maker reads it', () => {
    const ring = { autoAnswer: true, alertInfo: 'Bellcore-dr2' }
    expect(ringHeaders(ring, { userAgent: 'PolyEdge-Edge_E350-UA/8.0.1' })).toEqual([['Alert-Info', 'Auto Answer']])
    expect(ringHeaders(ring).map(([name]) => name)).toEqual(['Call-Info', 'Alert-Info', 'Answer-Mode'])
  })

  it('sends an address as it is and a bare word as an info parameter (RFC 3261 §20.4)', () => {
    expect(ringHeaders({ alertInfo: '<http://127.0.0.1/ring>' })).toEqual([['Alert-Info', '<http://127.0.0.1/ring>']])
    expect(ringHeaders({ alertInfo: 'Bellcore-dr2' })).toEqual([['Alert-Info', '<http://localhost>;info=Bellcore-dr2']])
  })

  it('never lets a line break through', () => {
    expect(ringHeaders({ alertInfo: 'a\r\nEvil: 1' })).toEqual([['Alert-Info', '<http://localhost>;info=aEvil: 1']])
  })
})
