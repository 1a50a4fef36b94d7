import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { admit, admitInto, type Admission } from '../numbering/admit.ts'
import { callerAsGuest } from '../numbering/caller-at-device.ts'
import { callBackTo, entranceOf, firstFor } from '../run/built-in-flow.ts'
import { CallRun, type Ended, type Step } from '../run/interpreter.ts'
import { callerOperations, type DriverOperation } from '../run/operation.ts'
import type { Caller } from '../run/script.ts'
import type { TraceEvent } from '../run/trace.ts'
import { calledBack } from './called-for-help.ts'
import { choicesFor, resolveChoice } from './choices.ts'
import type { Choice, ChoiceContext } from './possibility.ts'
import { type Transferors, transferorsAt } from './transfer-choices.ts'
import { VirtualWorld, type WorldSetup } from './world.ts'

export type { Choice } from './possibility.ts'
export { choicesFor } from './choices.ts'
export type { WorldSetup } from './world.ts'

/** What a rehearsed call starts with. Saved with its answers, it is a test. */
export interface RehearsalSetup {
  /** The flow to start in; when absent, the one that answers `dialled`. */
  readonly callflowId?: DocumentId
  readonly dialled: string
  readonly caller: Caller
  /** Epoch milliseconds at which the call comes in. */
  readonly startMs: number
  /** Seed of the virtual dice (random ring order). */
  readonly seed?: number
  readonly world?: WorldSetup
}

/** One recorded decision: which choice was taken when the world was asked for that operation. */
export interface Answer {
  readonly operation: DriverOperation['kind']
  readonly choiceId: string
}

/** What the call is waiting for. */
export interface Question {
  readonly operation: DriverOperation
  readonly callflowId: DocumentId
  readonly nodeId: string
  /** The likeliest first: `step` takes it. `hang-up` last. */
  readonly choices: readonly Choice[]
  /** Whether `keys:<digits>` with any digits is understood beyond the choices listed. */
  readonly takesKeys: boolean
  /** Who can send the call on now, to any number they may call: `callee-transfers:<number>`, `caller-transfers:<number>`. */
  readonly transferors: Transferors
}

/** A rehearsed call so far: immutable, made anew by every function below. */
export interface Rehearsal {
  readonly design: DesignSnapshot
  readonly setup: RehearsalSetup
  /** Answers used so far, in order; fewer than given when an answer no longer fits the design. */
  readonly answers: readonly Answer[]
  readonly trace: readonly TraceEvent[]
  /** Exactly one of `question` and `ended` is set. */
  readonly question?: Question
  readonly ended?: Ended
  /** Why the answers given could not all be used, in the administrator's words. */
  readonly stale?: string
  /** Virtual milliseconds since the call came in. */
  readonly atMs: number
  readonly epochMs: number
  readonly world: VirtualWorld
}

export function startRehearsal(
  design: DesignSnapshot,
  setup: RehearsalSetup,
  answers: readonly Answer[] = [],
): Rehearsal {
  return new Run(design, setup, answers).toEnd()
}

/** The choice somebody makes, as in `choose`; undefined leaves the question open. */
export type Decide = (question: Question) => string | undefined

/** A call in one go, each question put to `decide`: up to the first that it leaves open or answers with what does not fit. */
export function decidedRehearsal(design: DesignSnapshot, setup: RehearsalSetup, decide: Decide): Rehearsal {
  return new Run(design, setup, [], decide).toEnd()
}

/** Answers the question with one of its choices, or with `keys:<digits>`. The rehearsal unchanged when nothing is asked or it does not fit. */
export function choose(rehearsal: Rehearsal, choiceId: string): Rehearsal {
  const { question, design, setup, answers } = rehearsal
  if (!question) return rehearsal
  const next = startRehearsal(design, setup, [...answers, { operation: question.operation.kind, choiceId }])
  return next.answers.length > answers.length ? next : rehearsal
}

/** Takes the likeliest choice. */
export function step(rehearsal: Rehearsal): Rehearsal {
  const choice = rehearsal.question?.choices[0]
  return choice ? choose(rehearsal, choice.id) : rehearsal
}

/** Takes the last answer back: runs again with one fewer. */
export function stepBack(rehearsal: Rehearsal): Rehearsal {
  return startRehearsal(rehearsal.design, rehearsal.setup, rehearsal.answers.slice(0, -1))
}

/** The same call on an edited design, as far as its answers still fit. */
export function rerun(rehearsal: Rehearsal, design: DesignSnapshot): Rehearsal {
  return startRehearsal(design, rehearsal.setup, rehearsal.answers)
}

class Run {
  readonly #design: DesignSnapshot
  readonly #setup: RehearsalSetup
  readonly #given: readonly Answer[]
  readonly #decide: Decide
  readonly #used: Answer[] = []
  readonly #world: VirtualWorld
  #atMs = 0
  #stale: string | undefined

  constructor(design: DesignSnapshot, setup: RehearsalSetup, given: readonly Answer[], decide: Decide = nobody) {
    this.#design = design
    this.#setup = setup
    this.#given = given
    this.#decide = decide
    this.#world = new VirtualWorld({ design, startMs: setup.startMs, seed: setup.seed ?? 1, setup: setup.world ?? {} })
  }

  toEnd(): Rehearsal {
    const design = this.#design
    const caller = callerAsGuest(design, this.#setup.caller, (key) => this.#world.readState(key))
    if (caller.origin.kind === 'device') this.#world.callerUserId = caller.origin.userId
    const admitted = this.#admitted(caller)
    const { dialled, world } = this.#setup
    const callers = calledBack(design, { ...world, dialled, caller })
    if (admitted.kind === 'refused' && callers.length === 0) return this.#turnedAway(caller, admitted)
    const first = callers.length > 0 ? callBackTo(callers) : firstFor(design, caller, admitted)
    return this.#walk(new CallRun({ design, caller, ...entranceOf(admitted), ...(first ? { first } : {}) }))
  }

  #admitted(caller: Caller): Admission {
    const { callflowId, dialled } = this.#setup
    return callflowId ? admitInto(this.#design, caller, callflowId, dialled) : admit(this.#design, caller, dialled)
  }

  #walk(run: CallRun): Rehearsal {
    let current: Step = run.begin(0)
    while (current.kind === 'perform') {
      const next = this.#perform(run, current)
      if (!next) return this.#result(run, current)
      current = next
    }
    if (this.#used.length < this.#given.length) this.#stale = 'The call now ends earlier than it did.'
    return this.#result(run, current)
  }

  /** Undefined when a person has to choose. */
  #perform(run: CallRun, asked: Step & { kind: 'perform' }): Step | undefined {
    const { operation, callflowId, nodeId } = asked
    if (this.#world.callerIsGone && callerOperations.has(operation.kind))
      return run.interrupt({ kind: 'caller-gone' }, this.#atMs)
    const own = this.#world.perform(operation, this.#atMs)
    if (own) {
      this.#atMs += own.durationMs
      return run.resume(own.result, this.#atMs)
    }
    const given = this.#given[this.#used.length]
    const choiceId = given ? given.choiceId : this.#decide(this.#question(run, asked))
    if (choiceId === undefined) return undefined
    const answer = given ?? { operation: operation.kind, choiceId }
    const resolved =
      answer.operation === operation.kind
        ? resolveChoice(operation, choiceId, this.#at(run, { callflowId, nodeId }))
        : undefined
    if (!resolved) {
      if (given) this.#stale = `Answer ${this.#used.length + 1} ("${choiceId}") no longer fits what the call asks for.`
      return undefined
    }
    this.#used.push(answer)
    this.#atMs += resolved.durationMs
    if (resolved.callerHangsUp) this.#world.callerIsGone = true
    if (resolved.interruption) return run.interrupt(resolved.interruption, this.#atMs)
    if (!resolved.result) return run.interrupt({ kind: 'caller-gone' }, this.#atMs)
    this.#world.observe(operation, resolved.result)
    return run.resume(resolved.result, this.#atMs)
  }

  /** Nothing answers: the call's trace says why, as a live one's does. */
  #turnedAway(caller: Caller, admitted: Admission & { kind: 'refused' }): Rehearsal {
    const ended = turnedAway(admitted)
    const started = { kind: 'call-started', dialled: admitted.dialled, caller, callflowId: '' } as const
    return {
      ...this.#base([
        { atMs: 0, ...started },
        { atMs: 0, ...ended, kind: 'call-ended' },
      ]),
      ended,
    }
  }

  #result(run: CallRun, at: Step): Rehearsal {
    const base = this.#base(run.trace)
    if (at.kind === 'ended') this.#world.callerUserId = undefined
    return at.kind === 'perform' ? { ...base, question: this.#question(run, at) } : { ...base, ended: at }
  }

  #base(trace: readonly TraceEvent[]): Rehearsal {
    return {
      design: this.#design,
      setup: this.#setup,
      answers: this.#used,
      trace,
      ...(this.#stale === undefined ? {} : { stale: this.#stale }),
      atMs: this.#atMs,
      epochMs: this.#setup.startMs + this.#atMs,
      world: this.#world,
    }
  }

  #at(run: CallRun, { callflowId, nodeId }: Pick<ChoiceContext, 'callflowId' | 'nodeId'>): ChoiceContext {
    return { design: this.#design, world: this.#world, callflowId, nodeId, caller: run.caller }
  }

  #question(run: CallRun, { operation, callflowId, nodeId }: Step & { kind: 'perform' }): Question {
    const at = this.#at(run, { callflowId, nodeId })
    return {
      operation,
      callflowId,
      nodeId,
      choices: choicesFor(operation, at),
      takesKeys: operation.kind === 'collect',
      transferors: operation.kind === 'talk' ? transferorsAt(at) : {},
    }
  }
}

const nobody: Decide = () => undefined

const turnedAway = ({
  sipStatus,
  sipReason,
  message,
}: Admission & { kind: 'refused' }): Ended & { reason: 'responded' } => ({
  kind: 'ended',
  reason: 'responded',
  sipStatus,
  sipReason,
  message,
})
