import { hasBlankOrControl } from './chars.ts'
import { RemoteProtocolError } from './errors.ts'
import type { SipHeaders } from './message.ts'
import { bad, hasParam, parseParams } from './params.ts'

const MAX_CHARS = 1_024

/** Replaces of RFC 3891, or in the headers of a Refer-To URI. Its tags are seen from whoever gets it: `toTag` is the recipient's own. */
export interface Replaces {
  readonly sipCallId: string
  readonly toTag: string
  readonly fromTag: string
  /** Only while the dialog is not answered yet. */
  readonly isEarlyOnly: boolean
}

/** Throws `bad-header` (400), also for more than 1,024 characters and for a tag that is missing or named twice. */
export function parseReplaces(text: string): Replaces {
  if (text.length > MAX_CHARS)
    throw new RemoteProtocolError('bad-header', `Replaces of ${text.length} characters is over ${MAX_CHARS}`)
  const semicolon = text.indexOf(';')
  const sipCallId = text.slice(0, Math.max(semicolon, 0)).trim()
  if (sipCallId === '' || hasBlankOrControl(sipCallId)) throw bad('Replaces', text)
  const params = parseParams(text, semicolon, 'Replaces')
  const tag = (name: string): string => {
    const [value, another] = params.filter(([key]) => key === name).map(([, each]) => each)
    if (value === undefined || another !== undefined)
      throw new RemoteProtocolError('bad-header', `Replaces needs one ${name}: "${text.slice(0, 80)}"`)
    return value
  }
  return { sipCallId, toTag: tag('to-tag'), fromTag: tag('from-tag'), isEarlyOnly: hasParam(params, 'early-only') }
}

/** The one of a request; `undefined` without. Throws as `parseReplaces` does, and for a second one. */
export function replacesOf({ headers }: { readonly headers: SipHeaders }): Replaces | undefined {
  const [text, another] = headers.getAll('Replaces')
  if (text === undefined) return undefined
  if (another !== undefined) throw new RemoteProtocolError('bad-header', 'header replaces occurs twice')
  return parseReplaces(text)
}
