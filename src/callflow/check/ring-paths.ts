import type { Callflow } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { type Component, componentsFrom } from './components.ts'
import { PerFlow } from './per-flow.ts'
import { canStopAt, timeOfStep, wiresFrom } from './step-times.ts'

/** A step that rings on a way through callflows, and what comes after it. */
export interface Ringing {
  readonly callflow: Callflow
  readonly nodeId: string
  readonly sec: number
  readonly next: Ringing | undefined
}

/** Ringing a caller can live through, one step after another; undefined for none. */
export interface RingPath {
  readonly sec: number
  readonly count: number
  readonly first: Ringing | undefined
}

interface FlowPaths {
  /** The longest that begins where the callflow does. */
  readonly longest: RingPath
  /** The longest that comes out at an end of the callflow with nobody having answered; undefined when none does. */
  readonly through: RingPath | undefined
}

const none: RingPath = { sec: 0, count: 0, first: undefined }
/** Of a callflow that does not exist. */
const passedOver: FlowPaths = { longest: none, through: none }

/** Callflows called over and over would double a path with each of them; what is joined to more steps than this adds nothing that matters. */
const MOST_JOINED = 500

/**
 * How long callers hear ringing before somebody, a greeting or a mailbox answers, along the worst way through a callflow and those it leads
 * to. Ringing in a circle counts once round: nobody can say how often. Made anew for each callflow checked.
 */
export class RingPaths {
  readonly #paths: PerFlow<FlowPaths>

  constructor(design: DesignSnapshot) {
    // One that comes back to itself begins anew.
    this.#paths = new PerFlow<FlowPaths>(design, { longest: none, through: undefined }, (callflow) =>
      this.#walk(callflow),
    )
  }

  longest(callflow: Callflow): RingPath {
    return this.#paths.of(callflow).longest
  }

  #walk(callflow: Callflow): FlowPaths {
    const { entry } = callflow
    if (entry === null || !callflow.nodes[entry]) return { longest: none, through: none }
    const paths = new Map<string, FlowPaths>()
    // What comes last is first, so that whatever a component leads to is known.
    for (const component of componentsFrom(entry, (id) => this.#onward(callflow, id))) {
      const found = this.#ofComponent(callflow, component, paths)
      for (const id of component.nodes) paths.set(id, found)
    }
    return paths.get(entry) ?? { longest: none, through: none }
  }

  /** Steps that answer the caller end the wait: what comes after them is another. */
  #onward(callflow: Callflow, nodeId: string): Iterable<string> {
    const isBusy = timeOfStep(callflow, nodeId)?.kind === 'busy'
    return isBusy ? [] : [...wiresFrom(callflow, nodeId).values()].filter((to) => callflow.nodes[to] !== undefined)
  }

  #ofComponent(callflow: Callflow, { nodes, isCircular }: Component, paths: ReadonlyMap<string, FlowPaths>): FlowPaths {
    const round = isCircular ? nodes.filter((id) => this.#ringSec(callflow, id) > 0) : []
    let longest: RingPath = none
    let through: RingPath | undefined
    for (const id of nodes) {
      const inside = new Set(nodes)
      const own = this.#ofNode(callflow, id, (to) => (inside.has(to) ? undefined : paths.get(to)), isCircular)
      longest = longer(longest, own.longest)
      if (own.through) through = longer(through, own.through)
    }
    const afterRound = (path: RingPath) => round.reduceRight((rest, id) => this.#rung(callflow, id, rest), path)
    return { longest: afterRound(longest), through: through && afterRound(through) }
  }

  /** In a circle the ringing of its steps is counted for all of them together. */
  #ofNode(
    callflow: Callflow,
    id: string,
    pathsOf: (nodeId: string) => FlowPaths | undefined,
    isInCircle: boolean,
  ): FlowPaths {
    const time = timeOfStep(callflow, id)
    if (!time || time.kind === 'busy') return { longest: none, through: undefined }
    const jumped = time.kind === 'jump' ? this.#paths.at(time.callflowId, passedOver) : undefined
    if (jumped && !jumped.through) return { longest: jumped.longest, through: undefined }
    const before = (branch: string, path: RingPath): RingPath => {
      if (jumped?.through) return joined(jumped.through, path)
      const isRung = time.kind === 'rings' && !isInCircle && isAfterRinging(callflow, id, branch)
      return isRung ? this.#rung(callflow, id, path) : path
    }
    let longest = jumped?.longest ?? (isInCircle ? none : before('_', none))
    let through = canStopAt(callflow, id) ? before('_', none) : undefined
    for (const [branch, to] of wiresFrom(callflow, id)) {
      const onward = pathsOf(to)
      if (!onward) continue
      longest = longer(longest, before(branch, onward.longest))
      if (onward.through) through = longer(through, before(branch, onward.through))
    }
    return { longest, through }
  }

  #ringSec(callflow: Callflow, id: string): number {
    const time = timeOfStep(callflow, id)
    return time?.kind === 'rings' ? time.sec : 0
  }

  #rung(callflow: Callflow, nodeId: string, next: RingPath): RingPath {
    const sec = this.#ringSec(callflow, nodeId)
    return ahead({ callflow, nodeId, sec }, next)
  }
}

const ahead = (step: Omit<Ringing, 'next'>, { sec, count, first }: RingPath): RingPath => ({
  sec: step.sec + sec,
  count: count + 1,
  first: { ...step, next: first },
})

/** Every cause but "nobody answers" shows at once. Without a branch of its own that one is taken by `_`. */
function isAfterRinging(callflow: Callflow, id: string, branch: string): boolean {
  return branch === 'no-answer' || (branch === '_' && !wiresFrom(callflow, id).has('no-answer'))
}

const longer = (one: RingPath | undefined, other: RingPath): RingPath => (one && one.sec >= other.sec ? one : other)

function joined(one: RingPath, other: RingPath): RingPath {
  if (other.count === 0) return one
  if (one.count + other.count > MOST_JOINED) return longer(one, other)
  return stepsOf(one).reduceRight((rest, each) => ahead(each, rest), other)
}

/** The steps of a path in the order in which they ring. */
export function stepsOf({ first }: RingPath): readonly Ringing[] {
  const steps: Ringing[] = []
  for (let ringing = first; ringing; ringing = ringing.next) steps.push(ringing)
  return steps
}
