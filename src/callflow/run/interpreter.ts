import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { answersFromOutside } from '../numbering/from-outside.ts'
import { lineOf } from '../numbering/admit.ts'
import { mayEnter } from '../numbering/closed-groups.ts'
import { type BuiltInFlow, entranceOf, ringBackTo } from './built-in-flow.ts'
import { type CallState, editedCallState, freshCallState, stateAfterTransfer } from './call-state.ts'
import { type CompiledFlow, type CompiledNode, compileFlow } from './compile.ts'
import { boundSettings } from './call-variables.ts'
import { Interrupted, type Interruption, callerGone } from './interruption.ts'
import type { DriverOperation, Operation, OperationResult } from './operation.ts'
import { type CallContext, type Caller, callerAs, type Outcome, type Script } from './script.ts'
import type { EndReason, SkipReason, TraceEvent } from './trace.ts'
import { answersTransfer, failureOf, type GoingOn } from './transfer.ts'
import { resultWithoutSecrets, withoutSecrets } from './unseen.ts'
import type { Whereabouts } from './whereabouts.ts'

export interface CallInput {
  readonly design: DesignSnapshot
  /** The callflow that answers; empty where a built-in one does. */
  readonly callflowId: DocumentId
  readonly builtIn?: BuiltInFlow
  /** Comes before that; where it leads nowhere, the call begins. */
  readonly first?: BuiltInFlow
  /** It goes on in that step; where that is no more, it begins as any other. */
  readonly goesOnAt?: Whereabouts
  readonly dialled: string
  readonly captures?: readonly string[]
  readonly caller: Caller
  readonly limits?: Partial<RunLimits>
  /** Called for every event as it happens, in order. */
  readonly onEvent?: (event: TraceEvent) => void
}

export interface RunLimits {
  /** Callflow jumps (A0 max_branch_count). */
  readonly jumps: number
  readonly nodes: number
  readonly operations: number
  readonly transfers: number
}

const defaultLimits: RunLimits = { jumps: 50, nodes: 5_000, operations: 100_000, transfers: 10 }

export type Step =
  | {
      readonly kind: 'perform'
      readonly operation: DriverOperation
      readonly callflowId: DocumentId
      readonly nodeId: string
    }
  | Ended

export interface Ended {
  readonly kind: 'ended'
  readonly reason: EndReason
  readonly sipStatus?: number
  readonly sipReason?: string
  readonly message?: string
}

/**
 * Walks a callflow's nodes for one call. Sans-I/O: `begin` and `resume` run until a driver is needed and return what it should do.
 * Never throws and always ends: nodes, operations and jumps are bounded.
 */
export class CallRun {
  readonly trace: TraceEvent[] = []
  /** Where the call came in, or was sent on to. */
  #input: CallInput
  #caller: Caller
  readonly #limits: RunLimits
  readonly #stack: { readonly flow: CompiledFlow; readonly node: CompiledNode }[] = []
  #flow: CompiledFlow | undefined
  /** Nobody drew the flow at hand, so its steps are no news. */
  #isBuiltIn = false
  #node: CompiledNode | undefined
  #script: Script | undefined
  /** What the script at hand sees of the call; who calls may change while a step waits. */
  #seen: { caller: Caller } | undefined
  #pending: DriverOperation | undefined
  #state: CallState = freshCallState
  /** The flow that answers the number, while the account's preflow runs before it. */
  #afterPreflow: DocumentId | undefined
  /** Where the call comes in once what is first is over. */
  #afterFirst: ReturnType<typeof entranceOf> | undefined
  #jumps = 0
  #nodes = 0
  #operations = 0
  #transfers = 0
  /** The transfer that nobody has answered yet. */
  #goingOn: GoingOn | undefined
  #transferredBy: Caller | undefined
  #isInterrupted = false
  #atMs = 0
  #ended: Ended | undefined

  constructor(input: CallInput) {
    this.#input = input
    this.#caller = input.caller
    this.#limits = { ...defaultLimits, ...input.limits }
  }

  /** Who is in the caller's place now. */
  get caller(): Caller {
    return this.#caller
  }

  /** What steps have set so far. */
  get state(): CallState {
    return this.#state
  }

  /** False when it is over, or a script is cleaning up after an interruption. */
  get isInterruptible(): boolean {
    return !this.#ended && !this.#isInterrupted
  }

  /** Undefined between two steps, and before the first. */
  get whereabouts(): Whereabouts | undefined {
    if (!this.#flow || !this.#node) return undefined
    const { dialled, captures = [] } = this.#input
    const steps = [...this.#stack, { flow: this.#flow, node: this.#node }]
    return {
      path: steps.map(({ flow, node: { node } }) => ({
        callflowId: flow.callflow.id,
        nodeId: node.id,
        type: node.type,
      })),
      afterPreflow: this.#afterPreflow ?? null,
      dialled,
      captures,
      transferredBy: this.#transferredBy ?? null,
      state: this.#state,
    }
  }

  begin(atMs = 0): Step {
    this.#atMs = atMs
    const { callflowId, dialled, caller, first, goesOnAt, ...rest } = this.#input
    this.#emit({ atMs: this.#atMs, kind: 'call-started', dialled, caller, callflowId })
    if (goesOnAt && this.#goBackTo(goesOnAt)) return this.#walk()
    if (first) {
      this.#afterFirst = { callflowId, dialled, ...rest }
      return this.#comeIn({ dialled, callflowId: '', builtIn: first })
    }
    return this.#enterFlow(this.#firstFlow(callflowId)) ?? this.#walk()
  }

  resume(result: OperationResult, atMs: number): Step {
    if (this.#ended) return this.#ended
    this.#atMs = atMs
    if (this.#pending && this.#node) {
      const { kind } = this.#pending
      const shown = resultWithoutSecrets(this.#pending, result)
      this.#emit({
        atMs: this.#atMs,
        kind: 'result',
        nodeId: this.#isBuiltIn ? '' : this.#node.node.id,
        operation: kind,
        result: shown,
      })
    }
    return this.#advance(result)
  }

  /** The call is taken away from its script, which gets to clean up; then it ends, or goes on where it was sent. */
  interrupt(interruption: Interruption, atMs: number): Step {
    if (this.#ended) return this.#ended
    this.#atMs = atMs
    this.#isInterrupted = true
    const isHungUp = interruption.kind === 'caller-gone'
    return this.#interrupt(isHungUp ? callerGone : new Interrupted(interruption))
  }

  /** Somebody else is in the caller's place from now on, as steps and traces see it. */
  replaceCaller(caller: Caller): void {
    if (this.#ended) return
    this.#caller = caller
    if (this.#seen) this.#seen.caller = callerAs(caller, this.#state.identity)
    this.#emit({ atMs: this.#atMs, kind: 'caller-replaced', caller })
  }

  /** The driver broke: scripts get to clean up, then the call ends as `failed`. */
  fail(message: string, atMs: number): Step {
    if (this.#ended) return this.#ended
    this.#atMs = atMs
    if (!this.#script) return this.#end({ kind: 'ended', reason: 'failed', message })
    return this.#interrupt(new Error(message))
  }

  /** Runs the script at hand to its next operation, then on through nodes until a driver is needed. */
  #advance(result: OperationResult): Step {
    try {
      return this.#afterTurn(this.#script?.next(result)) ?? this.#walk()
    } catch (error) {
      return this.#scriptThrew(error)
    }
  }

  /** Breaks into the script at hand, which may still ask for operations to clean up. */
  #interrupt(reason: Error): Step {
    try {
      return this.#afterTurn(this.#script?.throw(reason)) ?? this.#walk()
    } catch (error) {
      return this.#scriptThrew(error)
    }
  }

  #walk(): Step {
    try {
      for (;;) {
        const step = this.#script ? this.#afterTurn(this.#script.next(nothing)) : this.#startNode()
        if (step) return step
      }
    } catch (error) {
      return this.#scriptThrew(error)
    }
  }

  #scriptThrew(error: unknown): Step {
    if (error instanceof Interrupted) return this.#interrupted(error.interruption)
    return this.#end({
      kind: 'ended',
      reason: 'failed',
      message: error instanceof Error ? error.message : String(error),
    })
  }

  #interrupted(interruption: Interruption): Step {
    this.#isInterrupted = false
    if (interruption.kind !== 'transferred') return this.#end({ kind: 'ended', reason: interruption.kind })
    if (++this.#transfers > this.#limits.transfers) return this.#limit('transfers', this.#limits.transfers)
    const { caller, by, to, isOwn = false } = interruption.transfer
    const entrance = entranceOf(to)
    this.#goingOn = isOwn ? undefined : { by, failure: undefined }
    this.#transferredBy = isOwn ? undefined : by
    this.#afterFirst = undefined
    this.#caller = caller
    if (!isOwn) this.#state = stateAfterTransfer(this.#state)
    const { dialled, callflowId } = entrance
    const own = isOwn ? { isOwn } : {}
    this.#emit({ atMs: this.#atMs, kind: 'transferred', caller, by, ...own, dialled, callflowId })
    return this.#comeIn(entrance)
  }

  /** Into the step it was in. False where the design has none like it any more: then only what was learnt on the way goes on. */
  #goBackTo({ path, afterPreflow, transferredBy, state }: Whereabouts): boolean {
    this.#state = state
    this.#transferredBy = transferredBy ?? undefined
    const steps = path.flatMap(({ callflowId, nodeId, type }) => {
      const callflow = this.#input.design.find('callflow', callflowId)
      const flow = callflow && compileFlow(callflow)
      const node = flow?.nodes.get(nodeId)
      return flow && node?.node.type === type ? [{ flow, node }] : []
    })
    const at = steps.at(-1)
    if (!at || steps.length < path.length) return false
    this.#stack.push(...steps.slice(0, -1))
    this.#afterPreflow = afterPreflow ?? undefined
    this.#flow = at.flow
    this.#node = at.node
    const callflowId = at.flow.callflow.id
    this.#emit({ atMs: this.#atMs, kind: 'flow-entered', callflowId, depth: this.#stack.length })
    return true
  }

  /** By another entrance than the call first came in by. */
  #comeIn(entrance: ReturnType<typeof entranceOf>): Step {
    const { design, onEvent } = this.#input
    this.#input = { design, caller: this.#caller, ...entrance, ...(onEvent ? { onEvent } : {}) }
    this.#stack.length = 0
    this.#afterPreflow = undefined
    this.#script = undefined
    return this.#enterFlow(this.#firstFlow(entrance.callflowId)) ?? this.#walk()
  }

  /** Nobody has answered where the call was sent: whoever sent it is rung, once. Undefined when nobody is to be. */
  #recall({ reason, sipStatus = 480 }: Ended): Step | undefined {
    const going = this.#goingOn
    this.#goingOn = undefined
    if (!going || !endsUnanswered.has(reason) || going.by.origin.kind !== 'device') return undefined
    const { deviceId } = going.by.origin
    const status = going.failure ?? sipStatus
    this.#emit({ atMs: this.#atMs, kind: 'recalled', deviceId, sipStatus: status })
    return this.#comeIn({ dialled: this.#input.dialled, callflowId: '', builtIn: ringBackTo(deviceId, status) })
  }

  /** What came first is over and led nowhere. */
  #comeInAfterFirst({ reason }: Ended): Step | undefined {
    const entrance = this.#afterFirst
    this.#afterFirst = undefined
    return entrance && reason === 'dead-end' ? this.#comeIn(entrance) : undefined
  }

  /** Undefined when the walk goes on without a driver. */
  #afterTurn(turn: IteratorResult<Operation, Outcome> | undefined): Step | undefined {
    let current = turn
    for (;;) {
      if (!current) return undefined
      if (current.done) return this.#leaveNode(current.value)
      const operation = current.value
      if (++this.#operations > this.#limits.operations) return this.#limit('operations', this.#limits.operations)
      const nodeId = this.#isBuiltIn ? '' : (this.#node?.node.id ?? '')
      this.#emit({ atMs: this.#atMs, kind: 'operation', nodeId, operation: withoutSecrets(operation) })
      const edited = editedCallState(this.#state, operation)
      if (!edited) {
        this.#pending = operation as DriverOperation // those that edit the call are handled below
        return { kind: 'perform', operation: this.#pending, callflowId: this.#flow?.callflow.id ?? '', nodeId }
      }
      this.#state = edited
      current = this.#script?.next(nothing)
    }
  }

  /** The account's preflow runs before every flow (A0); it counts as a jump, and the flow itself follows when it stops. */
  #firstFlow(callflowId: DocumentId): DocumentId {
    const { design } = this.#input
    const preflow = design.find('callflow', design.account?.preflowId)
    if (!preflow || preflow.id === callflowId || this.#input.builtIn?.afterPreflow === false) return callflowId
    this.#jumps++
    this.#afterPreflow = callflowId
    return preflow.id
  }

  #enterFlow(callflowId: DocumentId): Step | undefined {
    const { design, builtIn } = this.#input
    const callflow = design.find('callflow', callflowId)
    const flow = callflow ? compileFlow(callflow) : callflowId === '' ? builtIn?.flow : undefined
    if (!flow) return this.#end({ kind: 'ended', reason: 'dead-end', message: `callflow ${callflowId} does not exist` })
    this.#flow = flow
    this.#isBuiltIn = callflowId === ''
    if (!this.#isBuiltIn) this.#emit({ atMs: this.#atMs, kind: 'flow-entered', callflowId, depth: this.#stack.length })
    return this.#goTo(flow.callflow.entry ?? undefined)
  }

  /** Ends the flow when there is nowhere to go. */
  #goTo(nodeId: string | undefined): Step | undefined {
    this.#script = undefined
    this.#node = nodeId === undefined ? undefined : this.#flow?.nodes.get(nodeId)
    return this.#node ? undefined : this.#stopFlow()
  }

  #stopFlow(reason: EndReason = 'dead-end'): Step | undefined {
    const caller = this.#stack.pop()
    const to = caller?.flow.callflow.id ?? this.#afterPreflow
    if (to === undefined) return this.#end({ kind: 'ended', reason })
    if (to !== '')
      this.#emit({ atMs: this.#atMs, kind: 'flow-returned', callflowId: this.#flow?.callflow.id ?? '', to })
    if (!caller) {
      this.#afterPreflow = undefined
      return this.#enterFlow(to)
    }
    this.#flow = caller.flow
    return this.#goTo(caller.node.wires.get('_'))
  }

  #startNode(): Step | undefined {
    const current = this.#node
    if (!current || !this.#flow) return this.#stopFlow()
    if (++this.#nodes > this.#limits.nodes) return this.#limit('steps', this.#limits.nodes)
    const { node, definition, settings } = current
    const callflowId = this.#flow.callflow.id
    if (!this.#isBuiltIn)
      this.#emit({ atMs: this.#atMs, kind: 'node-entered', callflowId, nodeId: node.id, type: node.type })
    if (!definition) return this.#skip('unknown-module', `unknown step "${node.type}"`)
    if (node.disabled) return this.#skip('disabled', 'switched off')
    if (!settings.ok) return this.#skip('invalid-settings', settings.error)
    const context = this.#context(current)
    this.#seen = context
    this.#script = definition.script(context, boundSettings(context, settings.value, settings.bindings))
    return undefined
  }

  #skip(why: SkipReason, message: string): Step | undefined {
    this.#emit({ atMs: this.#atMs, kind: 'node-skipped', nodeId: this.#node?.node.id ?? '', why, message })
    return this.#leaveNode({ kind: 'branch', branch: '_' })
  }

  #leaveNode(outcome: Outcome): Step | undefined {
    const { node, wires } = this.#node as CompiledNode // a script runs only inside a node
    this.#script = undefined
    const callflowId = this.#flow?.callflow.id ?? ''
    const left = { atMs: this.#atMs, kind: 'node-left', callflowId, nodeId: node.id, outcome } as const
    if (outcome.kind === 'branch') {
      const taken = wires.has(outcome.branch) ? outcome.branch : '_'
      const to = wires.get(taken)
      if (!this.#isBuiltIn) this.#emit(to === undefined ? left : { ...left, taken, to })
      return this.#goTo(to)
    }
    if (!this.#isBuiltIn) this.#emit(left)
    if (outcome.kind === 'call-flow') return this.#callFlow(outcome.callflowId)
    if (outcome.kind === 'stop') return this.#stopFlow('hung-up')
    const { reason, sipStatus, sipReason } = outcome
    return this.#end({
      kind: 'ended',
      reason,
      ...(sipStatus === undefined ? {} : { sipStatus }),
      ...(sipReason === undefined ? {} : { sipReason }),
    })
  }

  #callFlow(callflowId: DocumentId): Step | undefined {
    if (++this.#jumps > this.#limits.jumps) {
      return this.#end({
        kind: 'ended',
        reason: 'jump-limit',
        message: `more than ${this.#limits.jumps} callflow jumps in one call`,
      })
    }
    const from = { flow: this.#flow as CompiledFlow, node: this.#node as CompiledNode } // we are leaving that node
    if (!this.#input.design.find('callflow', callflowId)) return this.#goTo(from.node.wires.get('_'))
    this.#stack.push(from)
    return this.#enterFlow(callflowId)
  }

  #limit(what: string, limit: number): Step {
    return this.#end({ kind: 'ended', reason: 'step-limit', message: `more than ${limit} ${what} in one call` })
  }

  /** Ends the call, unless whoever sent it on is to be rung first. */
  #end(ended: Ended): Step {
    const goesOn = this.#recall(ended) ?? this.#comeInAfterFirst(ended)
    if (goesOn) return goesOn
    this.#ended = ended
    this.#emit({ atMs: this.#atMs, ...ended, kind: 'call-ended' })
    return ended
  }

  #emit(event: TraceEvent): void {
    if (this.#goingOn) this.#follow(this.#goingOn, event)
    this.trace.push(event)
    this.#input.onEvent?.(event)
  }

  #follow(going: GoingOn, event: TraceEvent): void {
    if (answersTransfer(event)) this.#goingOn = undefined
    else going.failure = failureOf(event) ?? going.failure
  }

  /** Written out field by field: made for every step, and spreading the state into it took a tenth of a whole call's time. */
  #context({ node, hasBranch }: CompiledNode): CallContext {
    const { design, dialled, captures = [] } = this.#input
    const { prefixes, rewrite, dynamic, privacy, variables, exported, language } = this.#state
    const { alertInfo, priority, identity } = this.#state
    const caller = this.#caller
    return {
      design,
      caller: callerAs(caller, identity),
      transferredBy: this.#transferredBy,
      identity,
      exported,
      dialled,
      captures,
      prefixes,
      rewrite,
      dynamic,
      privacy,
      variables,
      language,
      alertInfo,
      priority,
      callflowId: this.#flow?.callflow.id ?? '',
      nodeId: node.id,
      hasBranch,
      lookup: (number, keyedBy) =>
        lineOf(design, number, { isInternal: keyedBy !== 'caller' || caller.origin.kind === 'device' }),
      isListedForOutside: (number) => answersFromOutside(design, number) !== undefined,
      mayEnter: (calledId, as) => mayEnter(design, as, calledId),
    }
  }
}

/** Ends of a call that was sent on in which nobody need have answered. */
const endsUnanswered: ReadonlySet<EndReason> = new Set(['responded', 'dead-end', 'hung-up'])

const nothing: OperationResult = {}
