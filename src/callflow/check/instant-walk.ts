import type { Callflow } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { PerFlow } from './per-flow.ts'
import { canStopAt, timeOfStep, wiresFrom } from './step-times.ts'

export interface Instantly {
  /** Callflow steps that are come to before anything takes time. */
  readonly jumps: readonly { readonly nodeId: string; readonly callflowId: DocumentId }[]
  /** Whether the callflow may stop before anything takes time. */
  readonly canStop: boolean
}

/** More jumps than that end a call anyway (A0). */
const MOST_JUMPS = 50

/** What happens in callflows before the caller or the clock notices. Made anew for each callflow checked. */
export class InstantWalk {
  readonly #design: DesignSnapshot
  readonly #instantly: PerFlow<Instantly>

  constructor(design: DesignSnapshot) {
    this.#design = design
    // What goes round does not stop.
    this.#instantly = new PerFlow<Instantly>(design, { jumps: [], canStop: false }, (callflow) => this.#walk(callflow))
  }

  instantly(callflow: Callflow): Instantly {
    return this.#instantly.of(callflow)
  }

  /** Whether a step, and what it jumps to, takes no time. */
  passes(callflow: Callflow, nodeId: string): boolean {
    const time = timeOfStep(callflow, nodeId)
    return time?.kind === 'jump' ? this.#instantly.at(time.callflowId, passedOver).canStop : time?.kind === 'instant'
  }

  /** Whether a call that enters the callflow of that id comes to the start of this one without time passing. */
  comesBack(callflow: Callflow, first: DocumentId): boolean {
    const seen = new Set<DocumentId>([first])
    for (const id of seen) {
      if (id === callflow.id) return true
      const flow = this.#design.find('callflow', id)
      if (!flow || seen.size > MOST_JUMPS) continue
      for (const { callflowId } of this.instantly(flow).jumps) seen.add(callflowId) // a Set's iteration sees what is added meanwhile
    }
    return false
  }

  #walk(callflow: Callflow): Instantly {
    const { entry } = callflow
    if (entry === null || !callflow.nodes[entry]) return { jumps: [], canStop: true }
    const jumps: { nodeId: string; callflowId: DocumentId }[] = []
    let canStop = false
    const reached = new Set([entry])
    for (const id of reached) {
      const time = timeOfStep(callflow, id)
      if (time?.kind === 'jump') jumps.push({ nodeId: id, callflowId: time.callflowId })
      if (!this.passes(callflow, id)) continue
      canStop ||= canStopAt(callflow, id)
      for (const to of wiresFrom(callflow, id).values()) reached.add(to) // as above
    }
    return { jumps, canStop }
  }
}

/** Of a callflow that does not exist. */
const passedOver: Instantly = { jumps: [], canStop: true }
