import type { Callflow, FlowNode } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { type DesignSnapshot, withDocuments } from '../design/snapshot.ts'
import { compileFlow } from '../run/compile.ts'
import type { Finding } from './finding.ts'
import { withNode } from './fixes.ts'
import { type Ringing, RingPaths, stepsOf } from './ring-paths.ts'
import { nameOf } from './step-words.ts'

/** Few callers listen to a ringing tone for longer. */
const PATIENCE_SEC = 60

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** A way through a callflow on which callers hear ringing for longer than they wait: what comes after is hardly ever reached. */
export function checkRingTime(callflow: Callflow, design: DesignSnapshot, say: Say): Finding[] {
  const path = new RingPaths(design).longest(callflow)
  const steps = stepsOf(path)
  const last = steps.findLast((each) => each.callflow.id === callflow.id)
  if (path.sec <= PATIENCE_SEC || !last || isToldElsewhere(steps, callflow, design)) return []
  const fix = shortened(callflow, design)
  const message = `${wordsOf(steps, callflow)} for ${path.sec} s; most callers give up after ${PATIENCE_SEC} s and never come to what follows.`
  return [say({ code: 'rings-too-long', severity: 'info', nodeId: last.nodeId, message, ...(fix && { fix }) })]
}

/** One callflow that rings too long by itself speaks for itself, whoever leads to it. */
function isToldElsewhere(steps: readonly Ringing[], callflow: Callflow, design: DesignSnapshot): boolean {
  const others = new Map(
    steps.filter((each) => each.callflow.id !== callflow.id).map((each) => [each.callflow.id, each.callflow]),
  )
  return [...others.values()].some((other) => new RingPaths(design).longest(other).sec > PATIENCE_SEC)
}

function wordsOf(steps: readonly Ringing[], callflow: Callflow): string {
  const names = steps.map(({ callflow: flow, nodeId, sec }) => {
    const node = flow.nodes[nodeId]
    const name = node ? nameOf(node) : nodeId
    return `${name}${flow.id === callflow.id ? '' : ` in "${flow.name}"`}${steps.length > 1 ? ` (${sec} s)` : ''}`
  })
  if (names.length === 1) return `${names[0]} rings`
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)} ring one after another`
}

/** Rounds of shortening: each takes the worst way that is left. */
const MOST_ROUNDS = 40

/** Every step of the way rings for a smaller part, until no way is too long. */
function shortened(callflow: Callflow, design: DesignSnapshot): Finding['fix'] {
  const changed = new Map<DocumentId, Callflow>()
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const view = withDocuments(design, [...changed.values()])
    const path = new RingPaths(view).longest(changed.get(callflow.id) ?? callflow)
    if (path.sec <= PATIENCE_SEC) return { label: `Ring for ${path.sec} s at most`, put: [...changed.values()] }
    for (const { callflow: flow, nodeId, sec } of stepsOf(path)) {
      const current = changed.get(flow.id) ?? flow
      const node = current.nodes[nodeId]
      if (!node) return undefined
      changed.set(flow.id, withNode(current, ringingFor(current, node, Math.floor((sec * PATIENCE_SEC) / path.sec))))
    }
  }
  return undefined
}

/** The step made to ring no longer than that: waits before it go first, then tries, then time. */
function ringingFor(callflow: Callflow, node: FlowNode, sec: number): FlowNode {
  const parsed = compileFlow(callflow).nodes.get(node.id)?.settings
  if (!parsed?.ok) return node
  const { delaySec, repeats } = parsed.value as { delaySec?: number; repeats?: number } // of the three types that ring
  if (node.type !== 'ring-group') {
    const rest = Math.max(1, sec - (delaySec ?? 0))
    return withSettings(node, rest > 1 ? { timeoutSec: rest } : { timeoutSec: Math.max(1, sec), delaySec: 0 })
  }
  const tries = Math.max(1, Math.min(repeats ?? 1, Math.floor(sec / SHORTEST_TRY_SEC)))
  return withSettings(node, { repeats: tries, timeoutSec: Math.max(1, Math.floor(sec / tries)) })
}

/** Three rings of a phone. */
const SHORTEST_TRY_SEC = 12

const withSettings = (node: FlowNode, settings: Readonly<Record<string, unknown>>): FlowNode => ({
  ...node,
  settings: { ...node.settings, ...settings },
})
