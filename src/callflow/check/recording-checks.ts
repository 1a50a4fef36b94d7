import type { Callflow, FlowNode } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { step } from '../design/extension.ts'
import { NODE_GAP, NODE_HEIGHT } from '../design/layout.ts'
import { moduleFor } from '../modules/registry.ts'
import type { Finding } from './finding.ts'
import { freeId } from './fixes.ts'
import { reachableFrom } from './reach.ts'
import { canStopAt } from './step-times.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** A recording should be closed by the flow that starts it (M45). */
export function checkRecording(callflow: Callflow, node: FlowNode, say: Say): Finding[] {
  if (node.type !== 'start-recording') return []
  const after = reachableFrom(callflow, node.id)
  if ([...after].some((id) => callflow.nodes[id]?.type === 'stop-recording')) return []
  const message = `The recording started in "${callflow.name}" is never stopped: it ends with the call.`
  const stopped = withStop(callflow, after)
  const fix = stopped && { label: 'Stop it where the callflow ends', put: [stopped] }
  return [say({ code: 'recording-without-stop', severity: 'info', message, ...(fix && { fix }) })]
}

/** There is no MP3 encoder under a licence that fits; the rehearsal and other systems do not mind (M44). */
export function checkRecordingFormat(
  callflow: Callflow,
  node: FlowNode,
  settings: unknown,
  design: DesignSnapshot,
  say: Say,
): Finding[] {
  if (node.type !== 'start-recording' || Reflect.get(settings as object, 'format') !== 'mp3') return [] // settings schemas are objects
  const made = design.account?.recordingForm.startsWith('opus') ? 'Opus' : 'WAV'
  const message = `Recordings of "${callflow.name}" are asked for as MP3: the engine makes ${made} files of them.`
  return [say({ code: 'recorded-as-wav', severity: 'info', message })]
}

/** Ends that calls can go on from lead to a step that stops the recording, and from there to a hang-up. Undefined where there is no end. */
function withStop(callflow: Callflow, after: ReadonlySet<string>): Callflow | undefined {
  const steps = [...after].flatMap((id) => callflow.nodes[id] ?? [])
  const hangUp = steps.find(({ type }) => type === 'hang-up')
  const ends = steps.filter((each) => canStopAt(callflow, each.id) && hasDefault(each))
  if (ends.length === 0 && !hangUp) return undefined
  const bottom = Math.max(...steps.map(({ position }) => position.y)) + NODE_HEIGHT + NODE_GAP
  const x = (ends[0] ?? hangUp ?? steps[0])?.position.x ?? 0
  const stop = step(freeId(callflow, 'stop-recording'), 'stop-recording', {}, { x, y: bottom })
  const end = hangUp ?? step(freeId(callflow, 'hang-up'), 'hang-up', {}, { x, y: bottom + NODE_HEIGHT + NODE_GAP })
  const moved = hangUp && { ...hangUp, position: { x: hangUp.position.x, y: bottom + NODE_HEIGHT + NODE_GAP } }
  const wires = callflow.wires.map((wire) => (wire.to === hangUp?.id ? { ...wire, to: stop.id } : wire))
  return {
    ...callflow,
    nodes: { ...callflow.nodes, [stop.id]: stop, [end.id]: moved ?? end },
    wires: [
      ...wires,
      ...ends.map(({ id }) => ({ from: id, branch: '_', to: stop.id })),
      { from: stop.id, branch: '_', to: end.id },
    ],
  }
}

const hasDefault = ({ type }: FlowNode) => moduleFor(type)?.branches.some(({ name }) => name === '_') ?? false
