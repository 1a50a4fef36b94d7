import type { Callflow, FlowNode, Menu } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { matchesRegex } from '../numbering/linear-regex.ts'
import { lineOf } from '../numbering/admit.ts'
import type { Finding } from './finding.ts'
import { nameOf } from './step-words.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** Branches of a menu that no caller can key, and PINs that a branch takes (M33): a menu looks at branches first, then it hunts. */
export function checkMenuKeys(
  callflow: Callflow,
  node: FlowNode,
  settings: unknown,
  design: DesignSnapshot,
  say: Say,
): Finding[] {
  if (node.type !== 'menu') return []
  const menu = design.find('menu', Reflect.get(settings as object, 'menuId') as string | null) // this type's own settings
  if (!menu) return []
  const branches = callflow.wires.filter(({ from }) => from === node.id).map(({ branch }) => branch)
  const keys = [...new Set(branches.filter((branch) => /^[0-9*#]+$/.test(branch)))]
  return keys.flatMap((key): Finding[] => {
    if (key.length > menu.maxDigits) {
      const message = `Nobody can key ${key} at ${nameOf(node)} in "${callflow.name}": the longest entry of "${menu.name}" is ${digits(menu.maxDigits)}.`
      const fix = { label: `Take entries of ${digits(key.length)}`, put: [{ ...menu, maxDigits: key.length }] }
      return [say({ code: 'unreachable-key', severity: 'warning', message, fix })]
    }
    if (key.length > 1 && key.includes('#') && !keys.includes('#')) {
      const message = `Nobody can key ${key} at ${nameOf(node)} in "${callflow.name}": # ends what is keyed.`
      return [say({ code: 'unreachable-key', severity: 'warning', message })]
    }
    if (menu.recordPin !== key) return []
    const message = `The PIN to record the greeting of "${menu.name}" is also a key of ${nameOf(node)} in "${callflow.name}": the key wins, and nobody can record.`
    return [say({ code: 'unreachable-key', severity: 'warning', message })]
  })
}

/** A PIN to record the greeting that cannot be keyed, or that leads somewhere else before it is looked at. */
export function checkRecordPin(menu: Menu, design: DesignSnapshot): Finding[] {
  const why = whyUnkeyed(menu, design)
  if (why === undefined) return []
  const message = `Nobody can record the greeting of "${menu.name}" by phone: ${why}.`
  return [{ code: 'unreachable-key', severity: 'warning', documentId: menu.id, message }]
}

function whyUnkeyed({ recordPin, maxDigits, hunt, huntAllow, huntDeny }: Menu, design: DesignSnapshot) {
  if (recordPin === '') return undefined
  if (!/^[0-9*]+$/.test(recordPin)) return 'its PIN has characters that are no keys, or #, which ends what is keyed'
  if (recordPin.length > maxDigits) return `its PIN is longer than the longest entry, ${digits(maxDigits)}`
  const isHunted = hunt && (huntAllow === '' || matchesRegex(huntAllow, recordPin)) && !matches(huntDeny, recordPin)
  return isHunted && lineOf(design, recordPin) ? 'its PIN is a number that callers may dial there' : undefined
}

const matches = (pattern: string, keyed: string) => pattern !== '' && matchesRegex(pattern, keyed)

const digits = (count: number) => (count === 1 ? '1 digit' : `${count} digits`)
