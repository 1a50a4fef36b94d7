import type { Callflow, Wire } from '../design/document.ts'
import { step } from '../design/extension.ts'
import { NODE_GAP, NODE_HEIGHT } from '../design/layout.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { type Component, componentsFrom } from './components.ts'
import type { Finding } from './finding.ts'
import { freeId, withNode } from './fixes.ts'
import { InstantWalk } from './instant-walk.ts'
import { reachableFrom } from './reach.ts'
import { wiresFrom } from './step-times.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** Ways to go round without the caller doing anything and without time passing: such calls run into a limit and are cut off (A0, M58). */
export function checkLoops(callflow: Callflow, design: DesignSnapshot, say: Say): Finding[] {
  const place = { callflow, design, walk: new InstantWalk(design) }
  return [...checkCircles(place, say), ...checkJumps(place, say)]
}

interface Place {
  readonly callflow: Callflow
  readonly design: DesignSnapshot
  readonly walk: InstantWalk
}

function checkCircles(place: Place, say: Say): Finding[] {
  const { callflow } = place
  return circlesIn(place).map((nodes) => {
    const names = nodes.length === 1 ? 'One step' : `${nodes.length} steps`
    const message = `${names} of "${callflow.name}" lead round in a circle without the caller doing anything and without time passing: such calls are cut off.`
    const fix = { label: 'Hang up instead of going round', put: [withoutCircles(place)] }
    return say({ code: 'loop-without-pause', severity: 'error', nodeId: nodes.at(-1) ?? '', message, fix })
  })
}

/** Steps that set variables may change which way is taken the next time round: nothing is said of circles with one. */
function circlesIn(place: Place): readonly (readonly string[])[] {
  return roundaboutsOf(place.callflow).flatMap(({ nodes }) => circlesAmong(place, nodes))
}

/** Where a drawing goes round at all, whatever its steps do: hardly anywhere, and found once per drawing. */
const roundaboutsOf = oncePer((callflow: Callflow): readonly Component[] => {
  if (callflow.entry === null || !callflow.nodes[callflow.entry]) return []
  const components = componentsFrom(callflow.entry, (id) => wiresFrom(callflow, id).values())
  return components.filter(({ isCircular }) => isCircular)
})

function circlesAmong({ callflow, walk }: Place, ids: readonly string[]): (readonly string[])[] {
  const left = new Set(ids.filter((id) => walk.passes(callflow, id)))
  const found: (readonly string[])[] = []
  for (const id of left) {
    const next = (from: string) => [...wiresFrom(callflow, from).values()].filter((to) => left.has(to))
    for (const { nodes, isCircular } of componentsFrom(id, next)) {
      for (const node of nodes) left.delete(node)
      if (isCircular && !nodes.some((node) => callflow.nodes[node]?.type === 'callflow-variables')) found.push(nodes)
    }
  }
  return found
}

/** Wires that close a circle lead to a hang-up instead, one after another until nothing goes round. */
function withoutCircles(place: Place): Callflow {
  let open = place.callflow
  for (let count = 0; count < place.callflow.wires.length; count++) {
    const [circle] = circlesIn({ ...place, callflow: open })
    const closing = circle && closingWire(open, circle)
    if (!closing) break
    open = endedAt(open, closing)
  }
  return open
}

/** The one that leads back to where calls came into the circle, so that everything in it is still reached. */
function closingWire(callflow: Callflow, circle: readonly string[]): Wire | undefined {
  const reached = callflow.entry === null ? [] : [...reachableFrom(callflow, callflow.entry)] // the nearest first
  const first = reached.find((id) => circle.includes(id))
  return callflow.wires.find(({ from, to }) => circle.includes(from) && to === first)
}

function endedAt(callflow: Callflow, wire: Wire): Callflow {
  const id = freeId(callflow, 'hang-up')
  const { x, y } = callflow.nodes[wire.from]?.position ?? { x: 0, y: 0 }
  const hangUp = step(id, 'hang-up', {}, { x, y: y + NODE_HEIGHT + NODE_GAP })
  const wires = callflow.wires.map((each) => (each === wire ? { ...each, to: id } : each))
  return { ...withNode(callflow, hangUp), wires }
}

function checkJumps({ callflow, design, walk }: Place, say: Say): Finding[] {
  return walk.instantly(callflow).jumps.flatMap(({ nodeId, callflowId }): Finding[] => {
    const node = callflow.nodes[nodeId]
    if (!node || !walk.comesBack(callflow, callflowId)) return []
    const others = callflowId === callflow.id ? '' : ` by way of "${design.find('callflow', callflowId)?.name ?? ''}"`
    const message = `"${callflow.name}" starts over here${others} without the caller doing anything and without time passing: such calls are cut off.`
    const ended = withNode(callflow, { ...step(node.id, 'hang-up', {}, node.position), label: node.label })
    const put = [{ ...ended, wires: callflow.wires.filter(({ from }) => from !== nodeId) }]
    const fix = { label: 'Hang up there instead', put }
    return [say({ code: 'loop-without-pause', severity: 'error', nodeId, message, fix })]
  })
}
