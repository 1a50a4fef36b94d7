import type { Callflow, Menu } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { mayHunt } from '../modules/menu/may-hunt.ts'
import { moduleFor } from '../modules/registry.ts'
import type { Finding } from './finding.ts'

/** Services of the house, and calls at its cost: nothing for strangers who hunt in a menu. */
const isPrivateStep = (type: string) => type === 'disa' || moduleFor(type)?.servesTheHouse === true

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
    const isPrivate = flow.featureCode !== null || Object.values(flow.nodes).some(({ type }) => isPrivateStep(type))
    if (!isPrivate) return []
    const codes =
      flow.featureCode && flow.patterns.length > 0 && flow.patternsFromOutside ? [`*${flow.featureCode.code}`] : []
    return [...flow.numbers.filter((number) => /^[0-9*]+$/.test(number)), ...codes].map((number) => ({ number, flow }))
  })
}

/** As the menu decides: short enough, allowed, not refused. */
const mayKey = (menu: Menu, number: string): boolean => number.length <= menu.maxDigits && mayHunt(menu, number)

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
