import type { DialLeg, OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { DialFailure } from '../../callflow/run/dial-failure.ts'
import type { OutgoingLeg } from './outgoing-leg.ts'
import { combineFailures } from './dial-cause.ts'
import { ForkBranch, targetKey } from './fork-branch.ts'
import type { Call } from './call.ts'
import { orGone, whileThere } from './line.ts'
import { WhatTheCallerHears } from './what-the-caller-hears.ts'

/** Rings the legs of a `dial`: the first to answer (and to press 1 where asked, M80) wins, the others are cancelled. */
export async function dial(call: Call, operation: OperationOf<'dial'>): Promise<ResultOf<'dial'>> {
  const fork = new Fork(call, operation)
  const result = await fork.run()
  if (result.outcome === 'answered') await orGone(call.place.whoever, call.caller.answer())
  if (result.outcome === 'failed') call.lastDialFailure = result
  return result
}

type Settle = (result: ResultOf<'dial'>) => void

class Fork {
  readonly #call: Call
  readonly #operation: OperationOf<'dial'>
  readonly #branches: ForkBranch[]
  readonly #hears: WhatTheCallerHears
  #settle: Settle = () => {}

  constructor(call: Call, operation: OperationOf<'dial'>) {
    this.#call = call
    this.#operation = operation
    this.#hears = new WhatTheCallerHears(call, operation.callerHears)
    const rung = new Set(operation.legs.flatMap((leg) => (leg.whenUnregistered ? [] : targetKey(leg))))
    this.#branches = operation.legs.map(
      (leg, legIndex) =>
        new ForkBranch(
          { call, leg, manner: operation, rung },
          {
            onRinging: () => this.#hears.ringing(),
            onEarlyMedia: (callee, ownWish) => this.#hears.earlyMediaFrom(callee, ownWish),
            onAnswered: (callee, at) => this.#won(legIndex, callee, at),
            onFailed: (failure) => this.#failed(failure),
          },
        ),
    )
  }

  run(): Promise<ResultOf<'dial'>> {
    const { timers } = this.#call.world
    const { place } = this.#call
    return whileThere<ResultOf<'dial'>>(place.whoever, (settle) => {
      this.#settle = settle
      const stopTimer = timers.after(this.#operation.timeoutMs, () => this.#timedOut())
      const listenForExit = () =>
        place.leg.keys.onKey((key) => {
          if (!this.#operation.exitKeys.includes(key)) return false
          settle({ outcome: 'exit-key', key })
          return true
        })
      let stopKeys = listenForExit()
      // Phones that ring go on ringing for whoever has come in the caller's place.
      const stopReplaced = place.onReplaced(() => {
        stopKeys()
        stopKeys = listenForExit()
        this.#hears.beginAnew()
      })
      if (this.#branches.length === 0) settle({ outcome: 'failed', cause: 'unregistered' })
      else {
        this.#hears.start()
        for (const branch of this.#branches) branch.start()
      }
      return () => {
        stopTimer()
        stopKeys()
        stopReplaced()
        this.#hears.stop()
        for (const branch of this.#branches) branch.stop()
      }
    })
  }

  #won(legIndex: number, callee: OutgoingLeg, leg: DialLeg): void {
    if (callee.isGone) return
    for (const branch of this.#branches) branch.release(callee)
    this.#call.caller.preferCodecs(callee.spokenCodecs)
    this.#call.calleeAnswered(callee, leg)
    this.#settle({ outcome: 'answered', legIndex })
  }

  #failed(failure: DialFailure): void {
    const isRefusal = failure.cause === 'busy' || (failure.cause === 'rejected' && failure.limit === undefined)
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
