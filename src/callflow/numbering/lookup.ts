import type { Callflow } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { linearRegex } from './linear-regex.ts'

export interface NumberMatch {
  readonly callflowId: DocumentId
  readonly captures: readonly string[]
  readonly by: 'number' | 'pattern' | 'no-match'
}

/** Nobody dials more; a longer one would only cost time in patterns. */
const MAX_DIALLED = 64

const indexes = new WeakMap<DesignSnapshot, ReadonlyMap<string, Callflow>>()

/**
 * Which flow answers a dialled string (A0): exact number, then the pattern with the longest captured text, then the `no_match` flow,
 * which strangers (`isInternal` false) are refused and which takes digits with an optional leading + only.
 */
export function lookupNumber(
  design: DesignSnapshot,
  dialled: string,
  caller: { readonly isInternal: boolean },
): NumberMatch | undefined {
  if (dialled.length > MAX_DIALLED || dialled === 'no_match') return undefined
  const numbers = numberIndex(design)
  const exact = numbers.get(dialled)
  if (exact) return { callflowId: exact.id, captures: [], by: 'number' }
  const pattern = longestPattern(design, dialled)
  if (pattern) return pattern
  const fallback = numbers.get('no_match')
  if (!fallback || !caller.isInternal || !/^\+?[0-9]+$/.test(dialled)) return undefined
  return { callflowId: fallback.id, captures: [], by: 'no-match' }
}

/** As a caller already inside the system would dial it, without `no_match`. */
export function lookupInternal(design: DesignSnapshot, dialled: string): NumberMatch | undefined {
  const match = lookupNumber(design, dialled, { isInternal: false })
  return match?.by === 'no-match' ? undefined : match
}

function numberIndex(design: DesignSnapshot): ReadonlyMap<string, Callflow> {
  const known = indexes.get(design)
  if (known) return known
  const index = new Map<string, Callflow>()
  for (const callflow of design.list('callflow')) {
    for (const number of callflow.numbers) if (!index.has(number)) index.set(number, callflow)
  }
  indexes.set(design, index)
  return index
}

function longestPattern(design: DesignSnapshot, dialled: string): NumberMatch | undefined {
  let best: NumberMatch | undefined
  let bestLength = -1
  for (const callflow of design.list('callflow')) {
    for (const source of callflow.patterns) {
      const regex = linearRegex(source)
      const captures = regex.ok ? regex.regex.match(dialled) : undefined
      if (!captures) continue
      const length = captures.join('').length
      if (length <= bestLength) continue
      best = { callflowId: callflow.id, captures, by: 'pattern' }
      bestLength = length
    }
  }
  return best
}
