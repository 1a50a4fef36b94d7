import type { Callflow } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { TraceEvent } from '../run/trace.ts'

/** How much of a callflow calls have been through. */
export interface FlowCoverage {
  readonly callflowId: string
  readonly name: string
  readonly steps: number
  readonly stepsReached: number
  readonly wires: number
  readonly wiresTaken: number
  /** Ids of steps that no call reached. */
  readonly missedSteps: readonly string[]
  /** Wires that no call took, by where they begin. */
  readonly missedWires: readonly { readonly nodeId: string; readonly branch: string }[]
}

/** What calls of a trace each have been through, gathered call by call. */
export class Coverage {
  readonly #steps = new Set<string>()
  readonly #wires = new Set<string>()

  add(trace: readonly TraceEvent[]): void {
    const jumped: { readonly callflowId: string; readonly nodeId: string }[] = []
    for (const [at, event] of trace.entries()) {
      if (event.kind === 'node-entered') this.#steps.add(stepKey(event.callflowId, event.nodeId))
      if (event.kind === 'flow-returned') {
        // A step that went on in another callflow is left when that is over: by its only way on, where it has one.
        const from = jumped.pop()
        if (from && trace[at + 1]?.kind === 'node-entered') this.#wires.add(wireKey(from.callflowId, from.nodeId, '_'))
      }
      if (event.kind !== 'node-left') continue
      if (event.outcome.kind === 'call-flow') jumped.push(event)
      if (event.taken !== undefined) this.#wires.add(wireKey(event.callflowId, event.nodeId, event.taken))
    }
  }

  isReached(callflowId: string, nodeId: string): boolean {
    return this.#steps.has(stepKey(callflowId, nodeId))
  }

  isTaken(callflowId: string, nodeId: string, branch: string): boolean {
    return this.#wires.has(wireKey(callflowId, nodeId, branch))
  }

  ofFlow(flow: Callflow): FlowCoverage {
    const steps = Object.keys(flow.nodes)
    const missedSteps = steps.filter((nodeId) => !this.isReached(flow.id, nodeId))
    const missedWires = flow.wires.flatMap(({ from, branch }) =>
      this.isTaken(flow.id, from, branch) ? [] : [{ nodeId: from, branch }],
    )
    return {
      callflowId: flow.id,
      name: flow.name,
      steps: steps.length,
      stepsReached: steps.length - missedSteps.length,
      wires: flow.wires.length,
      wiresTaken: flow.wires.length - missedWires.length,
      missedSteps,
      missedWires,
    }
  }

  /** Of every callflow that has a step and is no feature code, in the order of their names. */
  ofDesign(design: DesignSnapshot): readonly FlowCoverage[] {
    return design
      .list('callflow')
      .filter(({ nodes, featureCode }) => Object.keys(nodes).length > 0 && featureCode === null)
      .map((flow) => this.ofFlow(flow))
      .toSorted((left, right) => left.name.localeCompare(right.name))
  }
}

const stepKey = (callflowId: string, nodeId: string) => `${callflowId} ${nodeId}`
const wireKey = (callflowId: string, nodeId: string, branch: string) => `${callflowId} ${nodeId} ${branch}`
