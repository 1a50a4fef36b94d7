import type { Callflow } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { linearRegex } from './linear-regex.ts'

export interface NumberMatch {
  readonly callflowId: DocumentId
  readonly captures: readonly string[]
  readonly by: 'number' | 'pattern' | 'no-match'
}

/** Nobody dials more; a longer one would only cost time in patterns. */
const MAX_DIALLED = 64

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
  return lookupNumber(design, dialled, { isInternal: false })
}

const numberIndex = oncePer((design: DesignSnapshot): ReadonlyMap<string, Callflow> => {
  const index = new Map<string, Callflow>()
  for (const callflow of design.list('callflow')) {
    for (const number of callflow.numbers) if (!index.has(number)) index.set(number, callflow)
  }
  return index
})

/** In the order of the callflows; without those that cannot be read. */
const patternsOf = oncePer((design: DesignSnapshot) =>
  design.list('callflow').flatMap(({ id, patterns }) =>
    patterns.flatMap((source) => {
      const compiled = linearRegex(source)
      return compiled.ok ? [{ callflowId: id, regex: compiled.regex }] : []
    }),
  ),
)

function longestPattern(design: DesignSnapshot, dialled: string): NumberMatch | undefined {
  let best: NumberMatch | undefined
  let bestLength = -1
  for (const { callflowId, regex } of patternsOf(design)) {
    const captures = regex.match(dialled)
    if (!captures) continue
    const length = captures.join('').length
    if (length <= bestLength) continue
    best = { callflowId, captures, by: 'pattern' }
    bestLength = length
  }
  return best
}
