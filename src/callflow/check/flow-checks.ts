import { type ModuleDefinition, mainSettingOf } from '../define-module.ts'
import type { Callflow, FlowNode } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { moduleFor } from '../modules/registry.ts'
import { liveSupportOf } from '../run/live-support.ts'
import { compileFlow, type ParsedSettings, parseSettings } from '../run/compile.ts'
import { checkCallerMatch } from './caller-match-checks.ts'
import type { Finding } from './finding.ts'
import { withHangUp, withNode } from './fixes.ts'
import { checkGuessablePin } from './guessable-checks.ts'
import { checkLoops } from './loop-checks.ts'
import { checkDisa } from './disa-checks.ts'
import { isChosen } from './is-chosen.ts'
import { checkMissedCallMail } from './mail-checks.ts'
import { checkMembers } from './member-checks.ts'
import { checkMenuKeys } from './menu-key-checks.ts'
import { checkStepDenied } from './outside-limit-checks.ts'
import { checkRecording, checkRecordingFormat } from './recording-checks.ts'
import { checkRingTime } from './ring-time-checks.ts'
import { checkSaidValue } from './said-value-checks.ts'
import { checkRoutes, type RoutesAbout } from './schedule-checks.ts'
import { checkSkillsOfStep } from './skill-checks.ts'
import { nameOf } from './step-words.ts'
import { checkVariables } from './variable-checks.ts'
import { checkWebOfStep } from './web-address-checks.ts'
import { checkReach, checkWires } from './wire-checks.ts'
import { checkStepZone } from './zone-checks.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** What the drawing of one callflow gets wrong. */
export function checkFlow(callflow: Callflow, design: DesignSnapshot): Finding[] {
  const say: Say = (finding) => ({ ...finding, documentId: callflow.id })
  const loops = checkLoops(callflow, design, say)
  return [
    ...checkEntry(callflow, say),
    ...checkWires(callflow, design, say),
    ...checkReach(callflow, say),
    ...loops,
    ...checkRingTime(callflow, design, say),
    ...Object.values(callflow.nodes).flatMap((node) =>
      checkNode(callflow, node, design, say).filter((found) => !isSaid(found, loops)),
    ),
  ]
}

/** One that starts over at once is not also one that starts over. */
const isSaid = ({ code, nodeId }: Finding, loops: readonly Finding[]) =>
  code === 'self-loop' && loops.some((loop) => loop.nodeId === nodeId)

function checkEntry(callflow: Callflow, say: Say): Finding[] {
  if (callflow.entry !== null && Object.hasOwn(callflow.nodes, callflow.entry)) return []
  const message = `"${callflow.name}" has no first step: whoever calls it is hung up on.`
  return [say({ code: 'empty-flow', severity: 'warning', message })]
}

function checkNode(callflow: Callflow, node: FlowNode, design: DesignSnapshot, sayFlow: Say): Finding[] {
  const say: Say = (finding) => sayFlow({ ...finding, nodeId: node.id })
  const definition = moduleFor(node.type)
  if (!definition) {
    const message = `"${node.type}" in "${callflow.name}" is not known to this version: calls skip it.`
    return [say({ code: 'unknown-step', severity: 'info', message })]
  }
  const settings = compiledSettings(callflow, node)
  if (!settings.ok) {
    return [
      invalidSettings(callflow, node, definition, settings.error, say),
      ...checkEnd(callflow, node, definition, say),
    ]
  }
  return [
    ...checkLive(node, definition, say),
    ...checkChosen(node, settings.value, say),
    ...checkEnd(callflow, node, definition, say),
    ...checkRecording(callflow, node, say),
    ...checkDisa(callflow, node, settings.value, say),
    ...checkRecordingFormat(callflow, node, settings.value, design, say),
    ...checkStepDenied(callflow, node, settings.value, design).map(say),
    ...checkSkillsOfStep(node, design, say),
    ...checkSelfLoop(callflow, node, settings.value, say),
    ...(node.type === 'time-of-day'
      ? checkRoutes({ callflow, node, settings: settings.value as RoutesAbout, design }, say) // parsed by the schema of that type
      : []),
    ...checkCallerMatch(callflow, node, settings.value, design, say),
    ...checkSaidValue(node, settings.value, say),
    ...checkVariables(callflow, node, settings, design, say),
    ...checkMenuKeys(callflow, node, settings.value, design, say),
    ...checkMembers(callflow, node, settings.value, design, say),
    ...checkMissedCallMail(node, settings.value, design).map(say),
    ...checkWebOfStep(node, settings.value, design).map(say),
    ...checkGuessablePin(callflow, node, settings.value),
    ...checkStepZone(callflow, node, settings.value, say),
  ]
}

/** What cannot be read goes back to its default; the rest stays. */
function invalidSettings(callflow: Callflow, node: FlowNode, definition: ModuleDefinition, error: string, say: Say) {
  const repaired = { ...node, settings: readableSettings(definition, node) }
  const fix = { label: 'Use the defaults for it', put: [withNode(callflow, repaired)] }
  const isRepaired = parseSettings(definition, repaired).ok
  return say({ code: 'invalid-settings', severity: 'error', message: `${error}.`, ...(isRepaired && { fix }) })
}

function readableSettings(definition: ModuleDefinition, node: FlowNode): Record<string, unknown> {
  let settings = node.settings
  for (const key of Object.keys(settings)) {
    if (parseSettings(definition, { ...node, settings: { [key]: settings[key] } }).ok) continue
    settings = Object.fromEntries(Object.entries(settings).filter(([each]) => each !== key))
  }
  return settings
}

function checkLive(node: FlowNode, definition: ModuleDefinition, say: Say): Finding[] {
  const support = node.disabled ? undefined : liveSupportOf(definition)
  if (support?.level !== 'none') return []
  return [say({ code: 'not-live-yet', severity: 'info', message: `${nameOf(node)}: ${support.message}` })]
}

/** Parsed once per callflow, however often it is checked. */
function compiledSettings(callflow: Callflow, node: FlowNode): ParsedSettings {
  return compileFlow(callflow).nodes.get(node.id)?.settings ?? parseSettings(moduleFor(node.type), node)
}

function checkChosen(node: FlowNode, settings: unknown, say: Say): Finding[] {
  const key = mainSettingOf(moduleFor(node.type), settings)
  if (key === undefined) return []
  const value: unknown = Reflect.get(settings as object, key) // settings are objects: every module's schema is one
  if (isChosen(value)) return []
  const lacks = value === '' ? `it has no ${emptyWords[key] ?? 'text'}` : 'nothing is chosen in it'
  const message = `${nameOf(node)} does nothing: ${lacks}.`
  return [say({ code: 'nothing-chosen', severity: 'warning', message })]
}

const emptyWords: Readonly<Record<string, string>> = { url: 'address', variable: 'variable', value: 'value' }

/** After the last step of an account's preflow the flow that was dialled follows: what misses an end there misses nothing. */
export const isEndOfPreflow = ({ code, documentId }: Finding, preflowId: DocumentId | null | undefined): boolean =>
  documentId === preflowId && (code === 'dead-end' || code === 'missing-default')

/** A call that goes on by `_` should find something there (M50). Steps that end calls themselves, or return, need nothing. */
function checkEnd(callflow: Callflow, node: FlowNode, definition: ModuleDefinition, say: Say): Finding[] {
  if (callflow.featureCode !== null) return [] // what a code does is done in one step
  const mustGoOn = definition.branches.some((each) => each.name === '_' && !each.optional) && node.type !== 'callflow'
  if (!mustGoOn || callflow.wires.some((wire) => wire.from === node.id && wire.branch === '_')) return []
  const fix = { label: 'Hang up there', put: [withHangUp(callflow, node)], isCertain: true } as const
  if (node.type === 'menu' || node.type === 'time-of-day') {
    const message = `${nameOf(node)} has no way out for everything else: those calls are hung up on.`
    return [say({ code: 'missing-default', severity: 'warning', message, fix })]
  }
  const message = `Calls end after ${nameOf(node)} without a definite end, such as a mailbox.`
  return [say({ code: 'dead-end', severity: 'warning', message, fix })]
}

function checkSelfLoop(callflow: Callflow, node: FlowNode, settings: unknown, say: Say): Finding[] {
  if (node.type !== 'callflow' || Reflect.get(settings as object, 'callflowId') !== callflow.id) return [] // an object, as above
  const message = `"${callflow.name}" starts over here; after 50 times the call ends.`
  return [say({ code: 'self-loop', severity: 'info', message })]
}
