import type { ModuleDefinition } from '../define-module.ts'
import type { Callflow, FlowNode, Wire } from '../design/document.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { moduleFor } from '../modules/registry.ts'
import { compileFlow, parseSettings } from '../run/compile.ts'
import type { Finding, FindingCode, QuickFix } from './finding.ts'
import { withHangUp, withoutNodes, withoutWires } from './fixes.ts'
import { reachableFrom } from './reach.ts'
import { nameOf } from './step-words.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** Wires that hang in the air, that no call takes, and steps that no wire leads to. */
export function checkWires(callflow: Callflow, design: DesignSnapshot, say: Say): Finding[] {
  const overruled = overruledWires(callflow)
  return callflow.wires.flatMap((wire) => {
    const found = checkWire(callflow, wire, design, !overruled.has(wire))
    if (!found) return []
    return [say({ ...found, fix: fixFor(callflow, wire, found.code) })]
  })
}

/** A wire whose end was lost leads to a hang-up, which is what it does already; others lead nobody anywhere. */
function fixFor(callflow: Callflow, wire: Wire, code: FindingCode): QuickFix {
  const from = callflow.nodes[wire.from]
  if (code === 'dangling-wire' && from) {
    const rest = withoutWires(callflow, (each) => each !== wire)
    return { label: 'Hang up there', put: [withHangUp(rest, from, wire.branch)] }
  }
  const isKept = (each: Wire) => (code === 'unknown-branch' ? placeOf(each) !== placeOf(wire) : each !== wire)
  return { label: 'Remove the wire', put: [withoutWires(callflow, isKept)] }
}

/** The last of several wires in one place is the one that counts. */
const overruledWires = oncePer((callflow: Callflow): ReadonlySet<Wire> => {
  const last = new Map(callflow.wires.map((wire) => [placeOf(wire), wire]))
  return new Set(callflow.wires.filter((wire) => last.get(placeOf(wire)) !== wire))
})

const placeOf = ({ from, branch }: Wire) => `${from} ${branch}`

function checkWire(
  callflow: Callflow,
  wire: Wire,
  design: DesignSnapshot,
  counts: boolean,
): Omit<Finding, 'documentId'> | undefined {
  const from = callflow.nodes[wire.from]
  if (!from || !callflow.nodes[wire.to]) {
    const message = `A wire of "${callflow.name}" has lost one of its steps.`
    return { code: 'dangling-wire', severity: 'error', message }
  }
  const definition = moduleFor(from.type)
  if (!counts) {
    const message = `${nameOf(from)} in "${callflow.name}" has two ways out by "${wire.branch}": this one is never taken.`
    return { code: 'duplicate-key', severity: 'error', nodeId: from.id, message }
  }
  if (!definition || knowsBranch({ callflow, definition, node: from, design }, wire.branch)) return undefined
  const message = `${definition.name} in "${callflow.name}" never leaves by "${wire.branch}".`
  return { code: 'unknown-branch', severity: 'warning', nodeId: from.id, message }
}

interface BranchPlace {
  readonly callflow: Callflow
  readonly definition: ModuleDefinition
  readonly node: FlowNode
  readonly design: DesignSnapshot
}

function knowsBranch({ callflow, definition, node, design }: BranchPlace, name: string): boolean {
  if (definition.branches.some((each) => each.name === name) || definition.acceptsBranch?.(name)) return true
  const settings = compileFlow(callflow).nodes.get(node.id)?.settings ?? parseSettings(definition, node)
  if (!settings.ok) return true // reported as invalid settings
  return definition.dataBranches?.(settings.value, design).some((each) => each.name === name) ?? false
}

export function checkReach(callflow: Callflow, say: Say): Finding[] {
  if (callflow.entry === null) return []
  return unreached(callflow).map((node) => {
    const message = `No call reaches ${nameOf(node)} in "${callflow.name}".`
    const fix = { label: 'Remove the step', put: [withoutNodes(callflow, new Set([node.id]))] }
    return say({ code: 'unreachable-node', severity: 'warning', nodeId: node.id, message, fix })
  })
}

const unreached = oncePer((callflow: Callflow): readonly FlowNode[] => {
  const reached = callflow.entry === null ? new Set() : reachableFrom(callflow, callflow.entry)
  return Object.values(callflow.nodes).filter(({ id }) => !reached.has(id))
})
