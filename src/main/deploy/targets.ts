import type { Change } from '../api/contract.ts'
import { notFound } from '../store/refusals.ts'
import type { Target } from './target.ts'

/** The places the app knows, by id. The first is the one it begins with. */
export class Targets {
  readonly #targets: Map<string, Target>

  constructor(targets: readonly Target[]) {
    this.#targets = new Map(targets.map((target) => [target.about.id, target]))
  }

  add(target: Target): void {
    this.#targets.set(target.about.id, target)
  }

  remove(id: string): void {
    this.#targets.delete(id)
  }

  list(): readonly Target[] {
    return [...this.#targets.values()]
  }

  /** @throws RefusedError NOT_FOUND */
  get(id: string): Target {
    const target = this.#targets.get(id)
    if (!target) throw notFound(id, `There is no target "${id}".`)
    return target
  }

  designChanged(change: Change | null): void {
    for (const target of this.#targets.values()) target.designChanged(change)
  }

  async start(): Promise<void> {
    await Promise.all(this.list().map((target) => target.start()))
  }

  async close(how: { readonly leave: boolean }): Promise<void> {
    await Promise.all(this.list().map((target) => target.close(how)))
  }
}
