import { oncePer } from '../../design/once-per.ts'
import type { BranchWords } from './action.ts'
import { toDocumentId, toKazooId } from './ids.ts'

/** Longest branch name, less the mark. */
const MAX_KEY_LENGTH = 120
const VERBATIM = 'kazoo:'
const noWords = {}

/** Our branch for a children key; undefined for keys too long to be a branch name. The inverse is `keyOf`. */
export function branchOf(key: string, { words = noWords, ids = false }: BranchWords = {}): string | undefined {
  if (key === '_') return key
  if (key.length > MAX_KEY_LENGTH) return undefined
  const known = oursBy(words).get(key)
  if (known !== undefined) return known
  if (ids) return toDocumentId(key) ?? VERBATIM + key
  const looksLikeOurs = key === '' || key.startsWith(VERBATIM) || Object.hasOwn(words, key)
  return looksLikeOurs ? VERBATIM + key : key
}

/** The first of ours where several are one of theirs. */
const oursBy = oncePer((words: Readonly<Record<string, string>>) => {
  const entries = Object.entries(words).map(([ours, theirs]) => [theirs, ours] as const)
  return new Map(entries.toReversed())
})

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
