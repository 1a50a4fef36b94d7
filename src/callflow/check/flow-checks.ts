import type { ModuleDefinition } from '../define-module.ts'
import type { Callflow, FlowNode } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { moduleFor } from '../modules/registry.ts'
import { liveSupportOf } from '../run/live-support.ts'
import { compileFlow, type ParsedSettings, parseSettings } from '../run/compile.ts'
import { checkCallerMatch } from './caller-match-checks.ts'
import type { Finding } from './finding.ts'
import { withHangUp, withoutNodes, withoutWires } from './fixes.ts'
import { reachableFrom } from './reach.ts'
import { checkRingTime } from './ring-time-checks.ts'
import { checkRoutes, type RoutesAbout } from './schedule-checks.ts'
import { checkVariables } from './variable-checks.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** What the drawing of one callflow gets wrong. */
export function checkFlow(callflow: Callflow, design: DesignSnapshot): Finding[] {
  const say: Say = (finding) => ({ ...finding, documentId: callflow.id })
  return [
    ...checkEntry(callflow, say),
    ...checkInternalNumber(callflow, say),
    ...checkWires(callflow, design, say),
    ...checkReach(callflow, say),
    ...Object.values(callflow.nodes).flatMap((node) => checkNode(callflow, node, design, say)),
  ]
}

function checkEntry(callflow: Callflow, say: Say): Finding[] {
  if (callflow.entry !== null && Object.hasOwn(callflow.nodes, callflow.entry)) return []
  const message = `"${callflow.name}" has no first step: whoever calls it is hung up on.`
  return [say({ code: 'empty-flow', severity: 'warning', message })]
}

/** Public numbers are written with a +; everything else can be dialled by colleagues (M54). */
function checkInternalNumber(callflow: Callflow, say: Say): Finding[] {
  const hasInternal = callflow.numbers.some((number) => !number.startsWith('+')) || callflow.patterns.length > 0
  if (hasInternal) return []
  const message = `"${callflow.name}" has no internal number: colleagues cannot dial it or transfer calls to it.`
  return [say({ code: 'no-internal-number', severity: 'info', message })]
}

function checkWires(callflow: Callflow, design: DesignSnapshot, say: Say): Finding[] {
  return callflow.wires.flatMap((wire): Finding[] => {
    const from = callflow.nodes[wire.from]
    const fix = { label: 'Remove the wire', put: [withoutWires(callflow, (each) => each !== wire)] }
    if (!from || !callflow.nodes[wire.to]) {
      const message = `A wire of "${callflow.name}" has lost one of its steps.`
      return [say({ code: 'dangling-wire', severity: 'error', message, fix })]
    }
    const definition = moduleFor(from.type)
    if (!definition || knowsBranch({ callflow, definition, node: from, design }, wire.branch)) return []
    const message = `${definition.name} in "${callflow.name}" never leaves by "${wire.branch}".`
    return [say({ code: 'unknown-branch', severity: 'warning', nodeId: from.id, message, fix })]
  })
}

interface BranchPlace {
  readonly callflow: Callflow
  readonly definition: ModuleDefinition
  readonly node: FlowNode
  readonly design: DesignSnapshot
}

function knowsBranch({ callflow, definition, node, design }: BranchPlace, name: string): boolean {
  if (definition.branches.some((each) => each.name === name) || definition.acceptsBranch?.(name)) return true
  const settings = compiledSettings(callflow, node)
  if (!settings.ok) return true // reported as invalid settings
  return definition.dataBranches?.(settings.value, design).some((each) => each.name === name) ?? false
}

function checkReach(callflow: Callflow, say: Say): Finding[] {
  if (callflow.entry === null) return []
  const reached = reachableFrom(callflow, callflow.entry)
  return Object.values(callflow.nodes).flatMap((node): Finding[] => {
    if (reached.has(node.id)) return []
    const message = `No call reaches ${nameOf(node)} in "${callflow.name}".`
    const fix = { label: 'Remove the step', put: [withoutNodes(callflow, new Set([node.id]))] }
    return [say({ code: 'unreachable-node', severity: 'warning', nodeId: node.id, message, fix })]
  })
}

function checkNode(callflow: Callflow, node: FlowNode, design: DesignSnapshot, sayFlow: Say): Finding[] {
  const say: Say = (finding) => sayFlow({ ...finding, nodeId: node.id })
  const definition = moduleFor(node.type)
  if (!definition) {
    const message = `"${node.type}" in "${callflow.name}" is not known to this version: calls skip it.`
    return [say({ code: 'unknown-step', severity: 'info', message })]
  }
  const settings = compiledSettings(callflow, node)
  if (!settings.ok) return [say({ code: 'invalid-settings', severity: 'error', message: `${settings.error}.` })]
  return [
    ...checkLive(node, definition, say),
    ...checkChosen(node, settings.value, say),
    ...checkEnd(callflow, node, definition, say),
    ...checkRecording(callflow, node, say),
    ...checkRecordingFormat(callflow, node, settings.value, say),
    ...checkSelfLoop(callflow, node, settings.value, say),
    ...checkRingTime(callflow, node, settings.value, nameOf(node), say),
    ...(node.type === 'time-of-day' ? checkRoutes(settings.value as RoutesAbout, design, say) : []), // parsed by the schema of that type
    ...checkCallerMatch(callflow, node, settings.value, design, say),
    ...checkVariables(callflow, node, settings, design, say),
  ]
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

/** The setting without which a step of that type does nothing. */
const mainSetting: Readonly<Record<string, string>> = {
  'play-media': 'mediaId',
  'ring-group': 'members',
  user: 'userId',
  device: 'deviceId',
  voicemail: 'mailboxId',
  menu: 'menuId',
  queue: 'queueId',
  callflow: 'callflowId',
  'time-of-day': 'routes',
  'page-group': 'members',
  'time-of-day-switch': 'rules',
  'agent-availability': 'queueId',
  'wait-time': 'queueId',
  'queue-login': 'queueId',
  'ring-group-login': 'callflowId',
  'office-anywhere-portal': 'portalId',
}

function checkChosen(node: FlowNode, settings: unknown, say: Say): Finding[] {
  const key = mainSetting[node.type]
  if (key === undefined) return []
  const value: unknown = Reflect.get(settings as object, key) // settings are objects: every module's schema is one
  const isChosen = Array.isArray(value) ? value.length > 0 : value !== null
  if (isChosen) return []
  const message = `${nameOf(node)} does nothing: nothing is chosen in it.`
  return [say({ code: 'nothing-chosen', severity: 'warning', message })]
}

/** A call that goes on by `_` should find something there (M50). Steps that end calls themselves, or return, need nothing. */
function checkEnd(callflow: Callflow, node: FlowNode, definition: ModuleDefinition, say: Say): Finding[] {
  if (callflow.featureCode !== null) return [] // what a code does is done in one step
  const mustGoOn = definition.branches.some((each) => each.name === '_' && !each.optional) && node.type !== 'callflow'
  if (!mustGoOn || callflow.wires.some((wire) => wire.from === node.id && wire.branch === '_')) return []
  const fix = { label: 'Hang up there', put: [withHangUp(callflow, node)] }
  if (node.type === 'menu' || node.type === 'time-of-day') {
    const message = `${nameOf(node)} has no way out for everything else: those calls are hung up on.`
    return [say({ code: 'missing-default', severity: 'warning', message, fix })]
  }
  const message = `Calls end after ${nameOf(node)} without a definite end, such as a mailbox.`
  return [say({ code: 'dead-end', severity: 'warning', message, fix })]
}

function checkRecording(callflow: Callflow, node: FlowNode, say: Say): Finding[] {
  if (node.type !== 'start-recording') return []
  const after = [...reachableFrom(callflow, node.id)].map((id) => callflow.nodes[id]?.type)
  if (after.includes('stop-recording')) return []
  const message = `The recording started in "${callflow.name}" is never stopped: it ends with the call.`
  return [say({ code: 'recording-without-stop', severity: 'info', message })]
}

/** There is no MP3 encoder under a licence that fits; the rehearsal and other systems do not mind (M44). */
function checkRecordingFormat(callflow: Callflow, node: FlowNode, settings: unknown, say: Say): Finding[] {
  if (node.type !== 'start-recording' || Reflect.get(settings as object, 'format') !== 'mp3') return [] // an object, as above
  const message = `Recordings of "${callflow.name}" are asked for as MP3: the engine makes WAV files of them.`
  return [say({ code: 'recorded-as-wav', severity: 'info', message })]
}

function checkSelfLoop(callflow: Callflow, node: FlowNode, settings: unknown, say: Say): Finding[] {
  if (node.type !== 'callflow' || Reflect.get(settings as object, 'callflowId') !== callflow.id) return [] // an object, as above
  const message = `"${callflow.name}" starts over here; after 50 times the call ends.`
  return [say({ code: 'self-loop', severity: 'info', message })]
}

const nameOf = (node: FlowNode) =>
  node.label === '' ? `"${moduleFor(node.type)?.name ?? node.type}"` : `"${node.label}"`
