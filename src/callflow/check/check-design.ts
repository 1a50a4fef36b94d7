import type { DesignSnapshot } from '../design/snapshot.ts'
import { checkDocuments } from './document-checks.ts'
import { checkEmergency } from './emergency-checks.ts'
import type { Finding, Severity } from './finding.ts'
import { checkFlow } from './flow-checks.ts'
import { checkNumbers } from './number-checks.ts'
import { checkReferences } from './reference-checks.ts'

export type { Finding, FindingCode, QuickFix, Severity } from './finding.ts'

/** Everything worth saying about a design, errors first. */
export function checkDesign(design: DesignSnapshot): Finding[] {
  const findings = [
    ...checkReferences(design),
    ...checkNumbers(design),
    ...checkDocuments(design),
    ...checkEmergency(design),
    ...design.list('callflow').flatMap((callflow) => checkFlow(callflow, design)),
  ]
  return findings.toSorted((left, right) => severities.indexOf(left.severity) - severities.indexOf(right.severity))
}

const severities: readonly Severity[] = ['error', 'warning', 'info']
