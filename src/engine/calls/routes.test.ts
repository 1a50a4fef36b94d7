import { describe, expect, it } from 'vitest'
import { ringHeaders } from './routes.ts'

describe('how phones are told to ring', () => {
  it('says nothing for an ordinary ring', () => {
    expect(ringHeaders({})).toEqual([])
    expect(ringHeaders({ alertInfo: '  ' })).toEqual([])
  })

  it('M36: given a phone of no known maker, when it has to answer by itself, then it is asked in every way phones understand', () => {
    expect(ringHeaders({ autoAnswer: true, alertInfo: 'Bellcore-dr2' }).map(([name]) => name)).toEqual([
      'Call-Info',
      'Alert-Info',
      'Answer-Mode',
    ])
  })

  it.each([
    ['Polycom/VVX-450', 'Alert-Info', 'Auto Answer'],
    ['PolyEdge/E350', 'Alert-Info', 'Auto Answer'],
    ['Aastra 6867i', 'Alert-Info', 'info=alert-autoanswer'],
    ['Mitel 6930', 'Alert-Info', 'info=alert-autoanswer'],
    ['Cisco/SPA504G', 'Call-Info', '<sip:localhost>;answer-after=0'],
    ['Yealink SIP-T46S', 'Call-Info', '<sip:localhost>;answer-after=0'],
  ])(
    'M36: given a %s, when it has to answer by itself, then it gets the header its maker reads',
    (userAgent, name, value) => {
      expect(ringHeaders({ autoAnswer: true }, { userAgent })).toContainEqual([name, value])
    },
  )

  it('sends an address as it is and a bare word as an info parameter (RFC 3261 §20.4)', () => {
    expect(ringHeaders({ alertInfo: '<http://127.0.0.1/ring>' })).toEqual([['Alert-Info', '<http://127.0.0.1/ring>']])
    expect(ringHeaders({ alertInfo: 'Bellcore-dr2' })).toEqual([['Alert-Info', '<http://localhost>;info=Bellcore-dr2']])
  })

  it('never lets a line break through', () => {
    expect(ringHeaders({ alertInfo: 'a\r\nEvil: 1' })).toEqual([['Alert-Info', '<http://localhost>;info=aEvil: 1']])
  })
})
