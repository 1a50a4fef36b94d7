import type { DesignSnapshot } from '../design/snapshot.ts'
import { Coverage } from '../prove/coverage.ts'
import { waitedMs } from '../prove/expectations.ts'
import {
  type Answer,
  type Choice,
  type Question,
  type Rehearsal,
  type RehearsalSetup,
  startRehearsal,
} from '../rehearse/rehearsal.ts'
import type { Ended } from '../run/interpreter.ts'
import { pathOf } from '../run/trace.ts'
import { whereItStands } from './where-it-stands.ts'
import { startsOf } from './starts.ts'

/** A call that was tried, short enough to keep: played again it is the same. */
export interface TriedCall {
  readonly setup: RehearsalSetup
  readonly answers: readonly Answer[]
}

/** A call that came to a bad end, and the step it came to it at. */
export interface LostCall extends TriedCall {
  readonly reason: Ended['reason']
  readonly callflowId: string
  readonly nodeId: string
}

export interface Exploration {
  /** What the calls went through. */
  readonly coverage: Coverage
  /** For each way on that one took, the first that did, not all of them at their end: together they take all that can be taken. */
  readonly calls: readonly TriedCall[]
  /** One for each step and manner of the end. */
  readonly lost: readonly LostCall[]
  /** The longest time until a person or a mailbox, and the call. */
  readonly longest: { readonly waitedMs: number; readonly call: TriedCall } | undefined
  readonly tried: number
  /** Decisions that wait to be tried, when the limit came first. */
  readonly leftOut: number
}

export interface ExploreOptions {
  /** Epoch milliseconds from which hours are looked for. */
  readonly nowMs: number
  /** Calls tried at most. */
  readonly maxTries?: number
}

export const MAX_TRIES = 20_000

/** Ends that leave a caller with nothing. */
const badEnds: ReadonlySet<Ended['reason']> = new Set(['dead-end', 'jump-limit', 'step-limit', 'failed'])

/**
 * Tries every decision that matters from every way into the design, the shortest calls first, and does not go on where an earlier one stood the same.
 * Yields how many were tried after each; whoever has seen enough stops. What is typed freely (names, PINs, several digits) is not tried but for one key.
 */
export function* explore(
  design: DesignSnapshot,
  { nowMs, maxTries = MAX_TRIES }: ExploreOptions,
): Generator<{ readonly tried: number; readonly waiting: number }, Exploration> {
  const gathered = new Gathered()
  const seen = new Set<string>()
  const waiting: TriedCall[] = startsOf(design, nowMs).map((setup) => ({ setup, answers: [] }))
  let tried = 0
  while (tried < waiting.length && tried < maxTries) {
    const call = waiting[tried++]
    if (!call) break
    const rehearsal = startRehearsal(design, call.setup, call.answers)
    gathered.add(rehearsal, call)
    const { question } = rehearsal
    const stands = question && whereItStands(rehearsal, question)
    if (question && stands !== undefined && !seen.has(stands)) {
      seen.add(stands)
      for (const choiceId of decisionsAt(question))
        waiting.push({
          setup: call.setup,
          answers: [...call.answers, { operation: question.operation.kind, choiceId }],
        })
    }
    yield { tried, waiting: waiting.length - tried }
  }
  return gathered.done(tried, waiting.length - tried)
}

/**
 * Everything that people may do, but each thing once: a digit that leads nowhere stands for all of those; 0, * and # mean something to many steps. Whoever
 * hangs up ends the call, which needs no trying.
 */
export function decisionsAt({ choices, operation }: Question): readonly string[] {
  const offered = choices.filter(({ id }) => id !== 'hang-up' && id !== 'hang-up-at-once')
  const isOther = ({ id, label }: Choice) => /^keys:[1-9]$/.test(id) && !label.includes('·')
  const other = offered.find(isOther)
  const decided = offered.filter((choice) => choice === other || !isOther(choice))
  return decided.slice(0, operation.kind === 'dial' ? MAX_OF_A_DIAL : MAX_DECISIONS).map(({ id }) => id)
}

const MAX_DECISIONS = 60
/** Somebody who answers is like another; the failures come after them. */
const MAX_OF_A_DIAL = 40

class Gathered {
  readonly #coverage = new Coverage()
  readonly #taken = new Set<string>()
  readonly #calls: TriedCall[] = []
  readonly #lost = new Map<string, LostCall>()
  #longest: Exploration['longest']

  add(rehearsal: Rehearsal, call: TriedCall): void {
    const { trace, ended } = rehearsal
    this.#coverage.add(trace)
    const waited = waitedMs(trace)
    if (waited !== undefined && waited > (this.#longest?.waitedMs ?? -1)) this.#longest = { waitedMs: waited, call }
    const ways = pathOf(trace).map(({ callflowId, nodeId, branch }) => `${callflowId} ${nodeId} ${branch}`)
    if (ways.some((way) => !this.#taken.has(way))) this.#calls.push(call)
    for (const way of ways) this.#taken.add(way)
    if (!ended) return
    if (!badEnds.has(ended.reason) || isServed(rehearsal)) return
    const last = trace.findLast((event) => event.kind === 'node-entered')
    const where = { callflowId: last?.callflowId ?? '', nodeId: last?.nodeId ?? '' }
    const key = `${ended.reason} ${where.callflowId} ${where.nodeId}`
    if (!this.#lost.has(key)) this.#lost.set(key, { ...call, ...where, reason: ended.reason })
  }

  done(tried: number, leftOut: number): Exploration {
    return {
      coverage: this.#coverage,
      calls: this.#calls,
      lost: [...this.#lost.values()],
      longest: this.#longest,
      tried,
      leftOut,
    }
  }
}

/** Somebody came, or something took what the caller had to say or to send. */
const isServed = ({ trace }: Rehearsal): boolean =>
  waitedMs(trace) !== undefined || trace.some((event) => event.kind === 'result' && event.operation === 'receive-fax')

/** All of it at once. */
export function explored(design: DesignSnapshot, options: ExploreOptions): Exploration {
  const exploring = explore(design, options)
  for (;;) {
    const step = exploring.next()
    if (step.done) return step.value
  }
}
