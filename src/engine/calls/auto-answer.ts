import type { Route } from './outgoing-leg.ts'

type Headers = NonNullable<Route['headers']>

const callInfo = ['Call-Info', '<sip:localhost>;answer-after=0'] as const
const alertInfo = (value: string) => ['Alert-Info', value] as const

/** What makes phones pick up by themselves (M36), by the beginning of their User-Agent in lower case. */
export const autoAnswerByMaker: readonly { readonly makers: readonly string[]; readonly headers: Headers }[] = [
  { makers: ['poly'], headers: [alertInfo('Auto Answer')] },
  { makers: ['mitel', 'aastra'], headers: [alertInfo('info=alert-autoanswer'), callInfo] },
  { makers: ['cisco', 'linksys', 'sipura', 'spa'], headers: [callInfo] },
  { makers: ['panasonic'], headers: [alertInfo('<intercom>')] },
]

/** Phones of no maker listed: Call-Info as most understand, Alert-Info for the others, RFC 5373 for who speaks it. */
const everyWay: Headers = [
  callInfo,
  alertInfo('<http://localhost>;info=alert-autoanswer;delay=0'),
  ['Answer-Mode', 'Auto'],
]

export function autoAnswerHeaders(userAgent: string): Headers {
  const text = userAgent.trim().toLowerCase()
  return autoAnswerByMaker.find(({ makers }) => makers.some((maker) => text.startsWith(maker)))?.headers ?? everyWay
}
