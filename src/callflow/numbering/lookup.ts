import type { Callflow } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { designIndex } from '../design/design-index.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { answersFromOutside } from './from-outside.ts'
import { linearRegex } from './linear-regex.ts'
import { type FlowPattern, inMode } from './pattern-mode.ts'

export interface NumberMatch {
  readonly callflowId: DocumentId
  readonly captures: readonly string[]
  readonly by: 'number' | 'pattern' | 'no-match'
}

/** Nobody dials more; a longer one would only cost time in patterns. */
const MAX_DIALLED = 64

export interface LookupCaller {
  /** One of our phones. Strangers are anybody else. */
  readonly isInternal: boolean
}

/**
 * Which flow answers a dialled string (A0): exact number, then the pattern with the longest captured text in the account's `patternMode`, then the `no_match` flow,
 * which takes digits with an optional leading + only. Strangers reach the numbers that are for them (ADR 58), patterns whose flow says so, and never
 * `no_match`.
 */
export function lookupNumber(design: DesignSnapshot, dialled: string, caller: LookupCaller): NumberMatch | undefined {
  if (!isDialled(dialled)) return undefined
  const found = listedNumber(design, dialled, caller) ?? longestPattern(design, dialled, caller)
  if (found) return found
  const fallback = numberIndex(design).get('no_match')
  if (!fallback || !caller.isInternal || !/^\+?[0-9]+$/.test(dialled)) return undefined
  return { callflowId: fallback.id, captures: [], by: 'no-match' }
}

/**
 * As a caller already inside the system would dial it, without `no_match`. A stranger who keys it reaches every exact number, which is for the step
 * to restrict, and patterns whose flow says so.
 */
export function lookupInternal(
  design: DesignSnapshot,
  dialled: string,
  caller: LookupCaller = { isInternal: true },
): NumberMatch | undefined {
  if (!isDialled(dialled)) return undefined
  return listedInternal(design, dialled) ?? longestPattern(design, dialled, caller)
}

/** The first part of `lookupNumber`: the flow that lists the number, which costs next to nothing to ask. */
export function listedNumber(design: DesignSnapshot, dialled: string, caller: LookupCaller): NumberMatch | undefined {
  if (caller.isInternal) return listedInternal(design, dialled)
  const exact = answersFromOutside(design, dialled)
  return exact && byNumber(exact)
}

/** The same of `lookupInternal`. */
export function listedInternal(design: DesignSnapshot, dialled: string): NumberMatch | undefined {
  const exact = isDialled(dialled) ? numberIndex(design).get(dialled) : undefined
  return exact && byNumber(exact)
}

/** `no_match` is a word of ours, not a number anybody can dial. */
const isDialled = (dialled: string) => dialled.length <= MAX_DIALLED && dialled !== 'no_match'

const byNumber = ({ id }: Callflow): NumberMatch => ({ callflowId: id, captures: [], by: 'number' })

const numberIndex = designIndex(function* (design) {
  const index = new Map<string, Callflow>()
  for (const callflow of design.list('callflow')) {
    yield
    for (const number of callflow.numbers) if (!index.has(number)) index.set(number, callflow)
  }
  return index
})

/** In the order of the callflows or of the account's mode; without those that cannot be read. */
const patternsOf = designIndex(function* (design) {
  const patterns: FlowPattern[] = []
  for (const { id, patterns: sources, patternsFromOutside } of design.list('callflow')) {
    yield
    for (const source of sources) {
      const compiled = linearRegex(source)
      if (!compiled.ok) continue
      patterns.push({ callflowId: id, source, regex: compiled.regex, isForStrangers: patternsFromOutside })
    }
  }
  return inMode(patterns, design.account?.patternMode)
})

function longestPattern(design: DesignSnapshot, dialled: string, caller: LookupCaller): NumberMatch | undefined {
  let best: NumberMatch | undefined
  let bestLength = -1
  for (const { callflowId, regex, isForStrangers } of patternsOf(design)) {
    if (!caller.isInternal && !isForStrangers) continue
    const captures = regex.match(dialled)
    if (!captures) continue
    const length = captures.join('').length
    if (length <= bestLength) continue
    best = { callflowId, captures, by: 'pattern' }
    bestLength = length
  }
  return best
}
