import type { Callflow } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

/** Callflows looked into from one: more jumps than that end a call anyway (A0). */
const MOST_FLOWS = 50

/**
 * What is found out about callflows by walking through them and those they jump to, each once. A walk that comes back to a callflow it is in, or
 * goes too far, gets `meanwhile` for it. Made anew for each callflow checked.
 */
export class PerFlow<T> {
  readonly #design: DesignSnapshot
  readonly #meanwhile: T
  readonly #walk: (callflow: Callflow) => T
  readonly #found = new Map<DocumentId, T>()

  constructor(design: DesignSnapshot, meanwhile: T, walk: (callflow: Callflow) => T) {
    this.#design = design
    this.#meanwhile = meanwhile
    this.#walk = walk
  }

  of(callflow: Callflow): T {
    const known = this.#found.get(callflow.id)
    if (known !== undefined) return known
    this.#found.set(callflow.id, this.#meanwhile)
    const found = this.#walk(callflow)
    this.#found.set(callflow.id, found)
    return found
  }

  /** Of the callflow that a step jumps to; `otherwise` when it does not exist. */
  at(id: DocumentId, otherwise: T): T {
    const callflow = this.#design.find('callflow', id)
    if (!callflow) return otherwise
    const isTooFar = !this.#found.has(id) && this.#found.size >= MOST_FLOWS
    return isTooFar ? this.#meanwhile : this.of(callflow)
  }
}
