import type { DialLeg, OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import { CalleeLeg, type Route } from './callee-leg.ts'
import { confirmByKey } from './confirm-by-key.ts'
import type { DialFailure } from '../../callflow/run/dial-failure.ts'
import { causeOfStatus, combineFailures } from './dial-cause.ts'
import type { LiveCall } from './live-call.ts'
import { whileThere } from './line.ts'
import { redirectedLegs, redirectedTo } from './redirect.ts'
import { type RingManner, routesTo } from './routes.ts'
import { WhatTheCallerHears } from './what-the-caller-hears.ts'

const answeredElsewhere = [['Reason', 'SIP;cause=200;text="Call completed elsewhere"']] as const

/** Rings the legs of a `dial`: the first to answer (and to press 1 where asked, M80) wins, the others are cancelled. */
export async function dial(call: LiveCall, operation: OperationOf<'dial'>): Promise<ResultOf<'dial'>> {
  const fork = new Fork(call, operation)
  const result = await fork.run()
  if (result.outcome === 'answered') await call.caller.answer()
  if (result.outcome === 'failed') call.lastDialFailure = result
  return result
}

type Settle = (result: ResultOf<'dial'>) => void

class Fork {
  readonly #call: LiveCall
  readonly #operation: OperationOf<'dial'>
  readonly #branches: ForkBranch[]
  readonly #hears: WhatTheCallerHears
  #settle: Settle = () => {}

  constructor(call: LiveCall, operation: OperationOf<'dial'>) {
    this.#call = call
    this.#operation = operation
    this.#hears = new WhatTheCallerHears(call, operation.callerHears)
    this.#branches = operation.legs.map(
      (leg, legIndex) =>
        new ForkBranch(call, leg, operation, {
          onRinging: () => this.#hears.ringing(),
          onEarlyMedia: (callee, ownWish) => this.#hears.earlyMediaFrom(callee, ownWish),
          onAnswered: (callee, at) => this.#won(legIndex, callee, at),
          onFailed: (failure) => this.#failed(failure),
        }),
    )
  }

  run(): Promise<ResultOf<'dial'>> {
    const { timers } = this.#call.world
    return whileThere<ResultOf<'dial'>>(this.#call.caller, (settle) => {
      this.#settle = settle
      const stopTimer = timers.after(this.#operation.timeoutMs, () => this.#timedOut())
      const stopKeys = this.#call.caller.keys.onKey((key) => {
        if (!this.#operation.exitKeys.includes(key)) return false
        settle({ outcome: 'exit-key', key })
        return true
      })
      if (this.#branches.length === 0) settle({ outcome: 'failed', cause: 'unregistered' })
      else {
        this.#hears.start()
        for (const branch of this.#branches) branch.start()
      }
      return () => {
        stopTimer()
        stopKeys()
        this.#hears.stop()
        for (const branch of this.#branches) branch.stop()
      }
    })
  }

  #won(legIndex: number, callee: CalleeLeg, leg: DialLeg): void {
    if (callee.isGone) return
    for (const branch of this.#branches) branch.release(callee)
    this.#call.calleeAnswered(callee, leg)
    this.#settle({ outcome: 'answered', legIndex })
  }

  #failed(failure: DialFailure): void {
    const isRefusal = failure.cause === 'busy' || failure.cause === 'rejected'
    if (this.#operation.failOnSingleReject && isRefusal) {
      this.#settle({ outcome: 'failed', ...failure })
      return
    }
    const failures = this.#branches.map((branch) => branch.failure)
    if (failures.some((each) => each === undefined)) return
    this.#settle({ outcome: 'failed', ...combineFailures(failures.filter((each) => each !== undefined)) })
  }

  #timedOut(): void {
    const failures = this.#branches.map((branch): DialFailure => branch.failure ?? { cause: 'no-answer' })
    this.#settle({ outcome: 'failed', ...combineFailures(failures) })
  }
}

interface BranchEvents {
  onRinging(): void
  /** `ownWish`: the leg itself asks for it, whatever the dial says. */
  onEarlyMedia(callee: CalleeLeg, ownWish: boolean): void
  /** `at`: the leg that it answered as, which is another one after a redirect. */
  onAnswered(callee: CalleeLeg, at: DialLeg): void
  onFailed(failure: DialFailure): void
}

/** One leg of the dial: after its delay, every place where that device is registered, for its time. */
class ForkBranch {
  readonly #call: LiveCall
  readonly #leg: DialLeg
  readonly #manner: RingManner
  readonly #events: BranchEvents
  #callees: CalleeLeg[] = []
  #failures: DialFailure[] = []
  #failure: DialFailure | undefined
  #stopTimer = () => {}
  #isOver = false
  #isRedirected = false

  constructor(call: LiveCall, leg: DialLeg, ring: RingManner, events: BranchEvents) {
    this.#call = call
    this.#leg = leg
    this.#manner = ring
    this.#events = events
  }

  get failure(): DialFailure | undefined {
    return this.#failure
  }

  start(): void {
    if (this.#leg.delayMs > 0) {
      this.#stopTimer = this.#call.world.timers.after(this.#leg.delayMs, () => this.#ring())
    } else this.#ring()
  }

  /** Lets go of the winner, so that `stop` cancels all but it. */
  release(winner: CalleeLeg): void {
    this.#callees = this.#callees.filter((callee) => callee !== winner)
  }

  stop(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopTimer()
    for (const callee of this.#callees) callee.drop(this.#call.callee ? answeredElsewhere : undefined)
  }

  #ring(): void {
    if (this.#isOver) return
    const { whenUnregistered = [] } = this.#leg
    const { registrar, clock } = this.#call.world
    if (whenUnregistered.some((deviceId) => registrar.bindingsOf(deviceId, clock.now()).length > 0)) {
      this.#fail({ cause: 'unregistered' })
      return
    }
    const { routes, label } = routesTo(this.#call, this.#leg, this.#manner)
    if (routes.length === 0) {
      this.#fail({ cause: this.#leg.target.kind === 'device' ? 'unregistered' : 'unavailable' })
      return
    }
    this.#stopTimer = this.#call.world.timers.after(this.#leg.timeoutMs, () => this.#fail({ cause: 'no-answer' }))
    this.#callees = routes.map((route) => this.#dial(this.#leg, label, route))
  }

  #dial(leg: DialLeg, label: string, route: Route): CalleeLeg {
    const callee = new CalleeLeg(this.#call.world, label, route)
    this.#call.legStarted(callee)
    void callee.start(
      {
        onRinging: () => this.#events.onRinging(),
        onEarlyMedia: () => {
          if (!leg.requireKeypress) this.#events.onEarlyMedia(callee, leg.earlyMedia ?? false)
        },
        onAnswered: () => this.#answered(callee, leg),
        onFailed: (sipStatus, response) => {
          const to = this.#manner.followRedirects ? redirectedTo(response) : undefined
          if (to === undefined || !this.#redirect(callee, to))
            this.#calleeFailed({ cause: causeOfStatus(sipStatus), sipStatus })
        },
      },
      this.#call.caller.stream,
    )
    return callee
  }

  /** Rings where a phone sent the call on to; once, so that phones cannot send it in circles. False: nowhere we go. */
  #redirect(from: CalleeLeg, number: string): boolean {
    if (this.#isOver || this.#isRedirected) return false
    const legs = redirectedLegs(this.#call, this.#leg, number)
    const found = legs.map((leg) => ({ leg, ...routesTo(this.#call, leg, this.#manner) }))
    if (found.every(({ routes }) => routes.length === 0)) return false
    this.#isRedirected = true
    this.#callees = this.#callees.filter((callee) => callee !== from)
    for (const { leg, routes, label } of found)
      this.#callees.push(...routes.map((route) => this.#dial(leg, label, route)))
    return true
  }

  #answered(callee: CalleeLeg, leg: DialLeg): void {
    if (this.#isOver) return
    if (!leg.requireKeypress) {
      this.#events.onAnswered(callee, leg)
      return
    }
    void confirmByKey(this.#call, callee).then((isConfirmed) => {
      if (this.#isOver || callee.isGone) return
      if (isConfirmed) this.#events.onAnswered(callee, leg)
      else {
        callee.drop()
        this.#calleeFailed({ cause: 'no-answer' })
      }
    })
  }

  #calleeFailed(failure: DialFailure): void {
    this.#failures.push(failure)
    if (this.#failures.length >= this.#callees.length) this.#fail(combineFailures(this.#failures))
  }

  #fail(failure: DialFailure): void {
    if (this.#isOver) return
    this.#failure = failure
    this.stop()
    this.#events.onFailed(failure)
  }
}
