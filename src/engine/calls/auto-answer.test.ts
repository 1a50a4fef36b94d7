import { describe, expect, it } from 'vitest'
import { autoAnswerByMaker, autoAnswerHeaders } from './auto-answer.ts'

const callInfo = ['Call-Info', '<sip:localhost>;answer-after=0']
const polycom = [['Alert-Info', 'Auto Answer']]
const mitel = [['Alert-Info', 'info=alert-autoanswer'], callInfo]

/** A phone of each maker, as it names itself, and what it reads. */
const phones: readonly (readonly [maker: string, userAgent: string, headers: readonly (readonly string[])[]])[] = [
  ['poly', 'PolycomVVX-VVX_450-UA/5.9.5.0614', polycom],
  ['poly', 'PolyEdge-Edge_E350-UA/8.0.1', polycom],
  ['mitel', 'Mitel 6930 6.1.0.146', mitel],
  ['aastra', 'Aastra 6867i/4.2.0.2023', mitel],
  ['cisco', 'Cisco/SPA504G-7.6.2b', [callInfo]],
  ['linksys', 'Linksys/SPA942-6.1.5(a)', [callInfo]],
  ['sipura', 'Sipura/SPA3000-2.0.13(g)', [callInfo]],
  ['spa', ' SPA112 1.4.1', [callInfo]],
  ['panasonic', 'Panasonic_KX-HDV130/03.009', [['Alert-Info', '<intercom>']]],
]

describe('phones that have to answer by themselves (M36)', () => {
  it.each(phones)('%s: given %s, then it gets what its maker reads and nothing else', (_maker, userAgent, headers) => {
    expect(autoAnswerHeaders(userAgent)).toEqual(headers)
  })

  it('no maker is listed that is not tried above', () => {
    const tried = new Set(phones.map(([maker]) => maker))
    expect(autoAnswerByMaker.flatMap(({ makers }) => makers).filter((maker) => !tried.has(maker))).toEqual([])
  })

  it.each(['Yealink SIP-T46S 66.85.0.5', 'snomD785/10.1.73.16', 'My Cisco-like phone', ''])(
    'given "%s", of no maker listed, then it is asked in every way phones understand',
    (userAgent) => {
      expect(autoAnswerHeaders(userAgent)).toEqual([
        callInfo,
        ['Alert-Info', '<http://localhost>;info=alert-autoanswer;delay=0'],
        ['Answer-Mode', 'Auto'],
      ])
    },
  )
})
