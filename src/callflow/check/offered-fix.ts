import type { Finding, QuickFix } from './finding.ts'
import type { LookedAt } from './tracked-design.ts'

/** What one check found, and what it looked at for that. */
export interface Looked {
  readonly findings: readonly Finding[]
  readonly lookedAt: LookedAt
}

const suggestions = new WeakMap<Finding, QuickFix>()

/** The same finding, whose fix is tried when somebody asks for it, once: it is there only when it is worth offering. */
export function withTriedFix(finding: Finding, isOffered: (finding: Finding, fix: QuickFix) => boolean): Finding {
  const { fix, ...rest } = finding
  if (!fix || fix.isCertain) return finding
  let tried: QuickFix | undefined | null = null
  const offering: Finding = {
    ...rest,
    get fix() {
      if (tried === null) tried = isOffered(finding, fix) ? fix : undefined
      return tried
    },
  }
  suggestions.set(offering, fix)
  return offering
}

/** What a check suggests, tried or not: for many findings at once. */
export const suggestedFix = (finding: Finding): QuickFix | undefined => suggestions.get(finding) ?? finding.fix

/** What checks found that look again after an edit, before and after. */
export interface Difference {
  readonly gone: readonly Finding[]
  readonly come: readonly Finding[]
}

/** A fix settles its finding and brings up none. */
export const isSettled = (finding: Finding, difference: Difference): boolean =>
  !bringsUp(difference) && numberIn(difference.come, finding) < numberIn(difference.gone, finding)

/** Whether some place has more findings of a kind than it had. */
export function bringsUp({ gone, come }: Difference): boolean {
  const known = new Map<string, number>()
  for (const each of gone) known.set(placeOf(each), (known.get(placeOf(each)) ?? 0) + 1)
  for (const each of come) {
    const left = known.get(placeOf(each)) ?? 0
    if (left === 0) return true
    known.set(placeOf(each), left - 1)
  }
  return false
}

const numberIn = (findings: readonly Finding[], { message, ...place }: Omit<Finding, 'fix'>) =>
  findings.filter((each) => each.message === message && placeOf(each) === placeOf(place)).length

const placeOf = ({ code, documentId, nodeId }: Pick<Finding, 'code' | 'documentId' | 'nodeId'>) =>
  `${code} ${documentId} ${nodeId ?? ''}`
