import { type Callflow, makeDocument, type Portal } from '../design/document.ts'
import { step } from '../design/extension.ts'
import { stackPosition } from '../design/layout.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { flowOfPortal, portalPrerequisites } from '../office-anywhere/portal-rules.ts'
import type { Finding, QuickFix } from './finding.ts'

/** What Office Anywhere portals still need before anybody can use them (M102-M111). */
export function checkPortals(design: DesignSnapshot): Finding[] {
  return design.list('portal').flatMap((portal) => {
    const missing = portalPrerequisites(design, portal).filter(({ isMet }) => !isMet)
    const fix = fixFor(design, portal)
    const fixable = missing.find(({ isInFlow }) => isInFlow)
    return missing.map(
      (each): Finding => ({
        code: 'portal-not-ready',
        severity: 'warning',
        documentId: portal.id,
        message: `"${portal.name}" cannot be used yet. Missing: ${each.text}`,
        ...(fix && each === fixable ? { fix } : {}),
      }),
    )
  })
}

/** Its callflow, made or given the numbers that lead to the portal. */
function fixFor(design: DesignSnapshot, portal: Portal): QuickFix | undefined {
  const made = flowFor(design, portal)
  if (made) return { label: 'Make its callflow', put: [made] }
  const flow = flowOfPortal(design, portal)
  const number = design.find('phone-number', portal.phoneNumberId)?.number
  if (!flow) return undefined
  const missing = [number ?? '', portal.extension].filter((each) => each !== '' && !flow.numbers.includes(each))
  const isTaken = design.list('callflow').some(({ numbers }) => numbers.some((each) => missing.includes(each)))
  if (missing.length === 0 || isTaken) return undefined
  return {
    label: `Add ${missing.join(' and ')} to its callflow`,
    put: [{ ...flow, numbers: [...flow.numbers, ...missing] }],
  }
}

/** The flow a portal needs, when it has a number and no flow yet and nothing else answers it. */
function flowFor(design: DesignSnapshot, portal: Portal): Callflow | undefined {
  const number = design.find('phone-number', portal.phoneNumberId)?.number
  if (number === undefined || flowOfPortal(design, portal)) return undefined
  const numbers = [number, ...(portal.extension === '' ? [] : [portal.extension])]
  const isTaken = design.list('callflow').some((flow) => flow.numbers.some((each) => numbers.includes(each)))
  const id = `portal-${portal.id}`.slice(0, 64)
  if (isTaken || design.get(id)) return undefined
  return makeDocument('callflow', {
    id,
    name: portal.name,
    numbers,
    entry: 'portal',
    nodes: {
      portal: step('portal', 'office-anywhere-portal', { portalId: portal.id }, stackPosition(0)),
      'hang-up': step('hang-up', 'hang-up', {}, stackPosition(1)),
    },
    wires: [{ from: 'portal', branch: '_', to: 'hang-up' }],
  })
}
