import type { Callflow } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { canStopAt, timeOfStep, wiresFrom } from './step-times.ts'

export interface Instantly {
  /** Callflow steps that are come to before anything takes time. */
  readonly jumps: readonly { readonly nodeId: string; readonly callflowId: DocumentId }[]
  /** Whether the callflow may stop before anything takes time. */
  readonly canStop: boolean
}

/** Callflows looked into from one: more jumps than that end a call anyway (A0). */
const MOST_FLOWS = 50

/** What happens in callflows before the caller or the clock notices. Remembers what it has seen; made anew for each callflow checked. */
export class InstantWalk {
  readonly #design: DesignSnapshot
  readonly #seen = new Map<DocumentId, Instantly>()

  constructor(design: DesignSnapshot) {
    this.#design = design
  }

  instantly(callflow: Callflow): Instantly {
    const known = this.#seen.get(callflow.id)
    if (known) return known
    this.#seen.set(callflow.id, { jumps: [], canStop: false }) // what goes round does not stop
    const found = this.#walk(callflow)
    this.#seen.set(callflow.id, found)
    return found
  }

  /** Whether a step, and what it jumps to, takes no time. */
  passes(callflow: Callflow, nodeId: string): boolean {
    const time = timeOfStep(callflow, nodeId)
    return time?.kind === 'jump' ? this.#stopsAtOnce(time.callflowId) : time?.kind === 'instant'
  }

  /** Whether a call that enters the callflow of that id comes to the start of this one without time passing. */
  comesBack(callflow: Callflow, first: DocumentId): boolean {
    const seen = new Set<DocumentId>([first])
    for (const id of seen) {
      if (id === callflow.id) return true
      const flow = this.#design.find('callflow', id)
      if (!flow || seen.size > MOST_FLOWS) continue
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

  /** A callflow that does not exist is passed over. */
  #stopsAtOnce(id: DocumentId): boolean {
    const flow = this.#design.find('callflow', id)
    if (!flow) return true
    return (this.#seen.has(id) || this.#seen.size < MOST_FLOWS) && this.instantly(flow).canStop
  }
}
