import type { Finding, Severity } from '../../../callflow/check/check-design.ts'

export interface FindingGroup {
  readonly severity: Severity
  readonly title: string
  readonly findings: readonly Finding[]
}

const titles: readonly (readonly [Severity, string])[] = [
  ['error', 'Calls will go wrong'],
  ['warning', 'Calls may not do what was meant'],
  ['info', 'Worth knowing'],
]

/** By severity, worst first; only those whose message or document has every word typed. */
export function groupsOf(
  findings: readonly Finding[],
  query: string,
  nameOf: (documentId: string) => string,
): readonly FindingGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = findings.filter((finding) => {
    const text = `${finding.message} ${nameOf(finding.documentId)}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  return titles
    .map(([severity, title]) => ({ severity, title, findings: shown.filter((each) => each.severity === severity) }))
    .filter((group) => group.findings.length > 0)
}
