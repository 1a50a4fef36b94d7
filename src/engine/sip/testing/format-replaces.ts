import { formatParams } from '../message/params.ts'
import type { Replaces } from '../message/replaces.ts'

/** The header of RFC 3891 as phones send it; we only read it. */
export function formatReplaces({ sipCallId, toTag, fromTag, isEarlyOnly }: Replaces): string {
  const early: [string, undefined][] = isEarlyOnly ? [['early-only', undefined]] : []
  return `${sipCallId}${formatParams([['to-tag', toTag], ['from-tag', fromTag], ...early])}`
}
