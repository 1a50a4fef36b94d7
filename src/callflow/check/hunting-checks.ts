import type { Callflow, Menu } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { matchesRegex } from '../numbering/linear-regex.ts'
import type { Finding } from './finding.ts'

/** Steps that act for whoever calls: nothing for strangers who hunt in a menu. */
const privateSteps: ReadonlySet<string> = new Set([
  'agent-status',
  'call-forwarding',
  'check-voicemail',
  'disa',
  'do-not-disturb',
  'group-pickup',
  'hot-desk',
  'intercom',
  'page-group',
  'park',
  'pull-call',
  'push-call',
  'queue-login',
  'retrieve',
  'valet',
  'ring-group-login',
  'time-of-day-switch',
])

interface PrivateNumber {
  readonly number: string
  readonly flow: Callflow
}

/** Menus in which callers may dial extensions, and the codes and flows of the house they come to that way (M33). */
export function checkHunting(design: DesignSnapshot): Finding[] {
  const hunting = design.list('menu').filter(({ hunt }) => hunt)
  if (hunting.length === 0) return []
  const numbers = privateNumbers(design)
  return hunting.flatMap((menu) => {
    const reached = numbers.filter(({ number }) => mayKey(menu, number))
    return reached.length === 0 ? [] : [findingOf(menu, reached)]
  })
}

function privateNumbers(design: DesignSnapshot): PrivateNumber[] {
  return design.list('callflow').flatMap((flow) => {
    const isPrivate = flow.featureCode !== null || Object.values(flow.nodes).some(({ type }) => privateSteps.has(type))
    if (!isPrivate) return []
    const codes = flow.featureCode && flow.patterns.length > 0 ? [`*${flow.featureCode.code}`] : []
    return [...flow.numbers.filter((number) => /^[0-9*]+$/.test(number)), ...codes].map((number) => ({ number, flow }))
  })
}

/** As the menu decides: short enough, allowed, not refused. */
function mayKey({ maxDigits, huntAllow, huntDeny }: Menu, number: string): boolean {
  if (number.length > maxDigits) return false
  return (huntAllow === '' || matchesRegex(huntAllow, number)) && (huntDeny === '' || !matchesRegex(huntDeny, number))
}

function findingOf(menu: Menu, reached: readonly PrivateNumber[]): Finding {
  const [first] = reached
  const others = reached.length > 1 ? ` and ${reached.length - 1} more` : ''
  const refused = [...new Set(reached.map(({ number }) => (number.startsWith('*') ? '\\*.*' : number)))].join('|')
  const huntDeny = `${menu.huntDeny === '' ? '' : `(?:${menu.huntDeny})|`}^(?:${refused})$`
  return {
    code: 'hunting-reaches-private',
    severity: 'warning',
    documentId: menu.id,
    message: `Callers in the menu "${menu.name}" may dial ${first?.number} ("${first?.flow.name}")${others}, which is for the house only.`,
    ...(huntDeny.length <= 256 ? { fix: { label: 'Refuse these numbers', put: [{ ...menu, huntDeny }] } } : {}),
  }
}
