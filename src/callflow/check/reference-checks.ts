import { mainSettingOf } from '../define-module.ts'
import type { Document } from '../design/document.ts'
import type { DocumentKind } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { referencesOf } from '../modules/document-references.ts'
import { withoutReference } from './clear-reference.ts'
import type { Finding, QuickFix } from './finding.ts'
import { withoutIdleStep } from './fixes.ts'
import { moduleFor } from '../modules/registry.ts'
import { isChosen } from './is-chosen.ts'

/** Ids that name nothing, or a document of a kind that does not fit there, or one that is switched off or empty. */
export function checkReferences(document: Document, design: DesignSnapshot): Finding[] {
  return referencesOf(document).flatMap(({ path, toId, kinds }): Finding[] => {
    const target = design.get(toId)
    if (target && kinds.includes(target.kind)) return checkTarget(document, target, path)
    const message = `"${document.name}" refers to a ${kinds.map(word).join(' or ')}${problemOf(target, toId)}`
    const fix = takingOut(document, path)
    return [{ code: 'dangling-reference', severity: 'error', ...placeOf(document, path), message, ...(fix && { fix }) }]
  })
}

/** The reference goes, and with it a step that does nothing without it. */
function takingOut(document: Document, path: string): QuickFix | undefined {
  const cleared = withoutReference(document, path)
  if (!cleared) return undefined
  const [, nodeId = '', , key = ''] = path.split('.')
  const node = cleared.kind === 'callflow' ? cleared.nodes[nodeId] : undefined
  const isIdle =
    node !== undefined && mainSettingOf(moduleFor(node.type), node.settings) === key && !isChosen(node.settings[key])
  if (!isIdle || cleared.kind !== 'callflow') return { label: 'Take it out', put: [cleared] }
  return { label: 'Take the step out', put: [withoutIdleStep(cleared, node)] }
}

/** Only where calls go: a phone of somebody who is switched off is no mistake. */
const goesTo: ReadonlySet<DocumentKind> = new Set<DocumentKind>(['callflow', 'group', 'queue', 'directory', 'account'])

function checkTarget(document: Document, target: Document, path: string): Finding[] {
  if (!goesTo.has(document.kind)) return []
  const switchedOn = onAgain(target)
  if (switchedOn) {
    const message = `"${document.name}" leads to "${target.name}", which is switched off.`
    const fix = { label: `Switch "${target.name}" on`, put: [switchedOn] }
    return [{ code: 'disabled-reference', severity: 'warning', ...placeOf(document, path), message, fix }]
  }
  const lacks = lackOf(target)
  if (lacks === undefined || target.id === document.id) return []
  const message = `"${document.name}" leads to "${target.name}", which has no ${lacks}.`
  return [{ code: 'empty-reference', severity: 'warning', ...placeOf(document, path), message }]
}

/** What is switched off, as it is when it is not. Undefined for everything else. */
function onAgain(target: Document): Document | undefined {
  if (target.kind === 'user' || target.kind === 'device' || target.kind === 'trunk') {
    return target.enabled ? undefined : { ...target, enabled: true }
  }
  return target.kind === 'schedule-rule' && target.forced === 'off' ? { ...target, forced: 'by-time' } : undefined
}

/** What a document needs so that calls get anywhere in it. */
function lackOf(target: Document): string | undefined {
  switch (target.kind) {
    case 'group':
      return target.members.length === 0 ? 'members' : undefined
    case 'queue':
      return target.agentIds.length === 0 ? 'agents' : undefined
    case 'schedule-set':
      return target.ruleIds.length === 0 ? 'rules' : undefined
    case 'directory':
      return target.entries.length === 0 ? 'people' : undefined
    case 'callflow':
      return target.entry === null ? 'steps' : undefined
    default:
      return undefined
  }
}

/** Where a finding is shown: at the step of a callflow, else at the document. */
function placeOf(document: Document, path: string): Pick<Finding, 'documentId' | 'nodeId'> {
  const [root, nodeId] = path.split('.')
  const isStep = document.kind === 'callflow' && root === 'nodes' && nodeId !== undefined
  return { documentId: document.id, ...(isStep ? { nodeId } : {}) }
}

const problemOf = (target: Document | undefined, id: string) =>
  target ? `, but "${target.name}" is a ${word(target.kind)}.` : ` that does not exist (${id}).`

const word = (kind: DocumentKind) => kind.replaceAll('-', ' ')
