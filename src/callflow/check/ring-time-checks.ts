import type { Callflow, FlowNode } from '../design/document.ts'
import { ringGroupSettings, ringingSec } from '../modules/ring-group/ring-group.ts'
import type { Finding } from './finding.ts'

/** Few callers listen to a ringing tone for longer. */
export const PATIENCE_SEC = 60
const SENSIBLE_SEC = 30

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** Steps that ring longer than callers wait: what comes after them is hardly ever reached. */
export function checkRingTime(
  callflow: Callflow,
  node: FlowNode,
  settings: unknown,
  name: string,
  say: Say,
): Finding[] {
  const ringsSec = secondsOf(node, settings)
  if (ringsSec <= PATIENCE_SEC) return []
  const message = `${name} rings for ${ringsSec} s; most callers give up after ${PATIENCE_SEC} s and never come to what follows.`
  const shorter = { ...node, settings: { ...node.settings, timeoutSec: SENSIBLE_SEC } }
  const fix = {
    label: `Ring for ${SENSIBLE_SEC} s`,
    put: [{ ...callflow, nodes: { ...callflow.nodes, [node.id]: shorter } }],
  }
  return [say({ code: 'rings-too-long', severity: 'info', message, ...(node.type === 'ring-group' ? {} : { fix }) })]
}

function secondsOf(node: FlowNode, settings: unknown): number {
  if (node.type === 'ring-group') {
    const group = ringGroupSettings.safeParse(settings)
    return group.success ? ringingSec(group.data) * group.data.repeats : 0
  }
  if (node.type !== 'user' && node.type !== 'device') return 0
  const { timeoutSec, delaySec } = settings as { timeoutSec: number; delaySec?: number } // parsed by the schema of that type
  return timeoutSec + (delaySec ?? 0)
}
