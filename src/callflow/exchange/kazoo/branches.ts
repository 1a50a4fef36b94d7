import type { BranchWords } from './action.ts'
import { toDocumentId, toKazooId } from './ids.ts'

/** Longest branch name, less the mark. */
const MAX_KEY_LENGTH = 120
const VERBATIM = 'kazoo:'

/** Our branch for a children key; undefined for keys too long to be a branch name. The inverse is `keyOf`. */
export function branchOf(key: string, { words = {}, ids = false }: BranchWords = {}): string | undefined {
  if (key === '_') return key
  if (key.length > MAX_KEY_LENGTH) return undefined
  const known = Object.entries(words).find(([, theirs]) => theirs === key)
  if (known) return known[0]
  if (ids) return toDocumentId(key) ?? VERBATIM + key
  const looksLikeOurs = key === '' || key.startsWith(VERBATIM) || Object.hasOwn(words, key)
  return looksLikeOurs ? VERBATIM + key : key
}

export function keyOf(branch: string, { words = {}, ids = false }: BranchWords = {}): string {
  if (branch.startsWith(VERBATIM)) return branch.slice(VERBATIM.length)
  if (branch === '_') return branch
  const word = Object.hasOwn(words, branch) ? words[branch] : undefined
  if (word !== undefined) return word
  return ids ? toKazooId(branch) : branch
}

/**
 * `sip:486` for the children key `486`, which is meant so by some who write flows, though Kazoo itself looks for `sip:486` alone; undefined
 * where that stands beside it.
 */
export function bareStatusBranch(
  key: string,
  siblings: readonly string[],
  { sipStatus = false }: BranchWords,
): string | undefined {
  const branch = `sip:${key}`
  return sipStatus && sipResponse.test(key) && !siblings.includes(branch) ? branch : undefined
}

const sipResponse = /^[3-6][0-9]{2}$/
