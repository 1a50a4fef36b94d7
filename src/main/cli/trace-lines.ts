import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { branchWords, nodeWords } from '../../callflow/picture/flow-words.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import { callerIdWords, shownCallerIds } from '../../callflow/run/shown-caller-id.ts'
import type { TraceEvent } from '../../callflow/run/trace.ts'

/** A call as lines to read: the time in seconds, then the callflow, its steps indented, and what phones that are rung show. */
export const traceLines = (trace: readonly TraceEvent[], design: DesignSnapshot): readonly string[] =>
  trace
    .flatMap((event, index) => [...lineOf(event, design), ...callerIdLines(trace, index, design)])
    .filter((line, index, all) => line !== all[index - 1]) // a queue offers the same caller again and again

/** What the phones rung show of the caller, stage by stage (M24b). */
const callerIdLines = (trace: readonly TraceEvent[], index: number, design: DesignSnapshot): string[] =>
  shownCallerIds(trace, index, design).map(({ stages }) => `          shown as ${callerIdWords(stages)}`)

/** Where a call that no callflow answers goes. */
function outsideLine({ target }: DialLeg, design: DesignSnapshot): string[] {
  if (target.kind !== 'number') return []
  return [`straight out to ${target.number} by "${design.find('trunk', target.trunkId)?.name ?? 'no trunk'}"`]
}

function lineOf(event: TraceEvent, design: DesignSnapshot): string[] {
  const at = `${(event.atMs / 1_000).toFixed(1).padStart(7)} `
  if (event.kind === 'flow-entered') return [`${at}${design.get(event.callflowId)?.name ?? event.callflowId}`]
  if (event.kind === 'node-skipped') return [`${at}  skipped: ${event.message}`]
  if (event.kind === 'operation' && event.operation.kind === 'note') return [`${at}  ${event.operation.message}`]
  if (event.kind === 'operation' && event.operation.kind === 'dial' && event.nodeId === '')
    return event.operation.legs.flatMap((leg) => outsideLine(leg, design)).map((line) => `${at}${line}`)
  if (event.kind !== 'node-left') return []
  const node = design.find('callflow', event.callflowId)?.nodes[event.nodeId]
  if (!node) return []
  const { title, summary } = nodeWords(node, design)
  const way = event.outcome.kind === 'branch' ? branchWords(node, event.outcome.branch, design) : event.outcome.kind
  return [`${at}  ${title}${summary === '' ? '' : ` (${summary})`} -> ${way}`]
}
