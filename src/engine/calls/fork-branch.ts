import { countryOf } from '../../callflow/numbering/country.ts'
import { isEmergency } from '../../callflow/numbering/emergency.ts'
import { payerOf } from '../../callflow/numbering/outside-payer.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import { OutgoingLeg } from './outgoing-leg.ts'
import { confirmByKey } from './confirm-by-key.ts'
import { DEAD_CARRIER_MS, type DialFailure, isTrunksTrouble } from '../../callflow/run/dial-failure.ts'
import { causeOfStatus, combineFailures } from './dial-cause.ts'
import { isCalledByAddress } from '../services/devices.ts'
import type { Refused } from './call-shares.ts'
import type { Call } from './call.ts'
import { refusesLocation, withoutLocation } from './emergency/located.ts'
import { tellOfRedirected } from './emergency/tell-of-emergency.ts'
import { redirectedTo, redirectionOf } from './redirect.ts'
import { type RingManner, type Routes, routesTo } from './routes.ts'

const answeredElsewhere = [['Reason', 'SIP;cause=200;text="Call completed elsewhere"']] as const

/** How often one leg is sent on: enough for a person who moves twice, too little for phones that send a call round. */
const MAX_REDIRECTS = 5

interface BranchEvents {
  onRinging(): void
  /** `ownWish`: the leg itself asks for it, whatever the dial says. */
  onEarlyMedia(callee: OutgoingLeg, ownWish: boolean): void
  /** `at`: the leg that it answered as, which is another one after a redirect. */
  onAnswered(callee: OutgoingLeg, at: DialLeg): void
  onFailed(failure: DialFailure): void
}

interface BranchAbout {
  readonly call: Call
  readonly leg: DialLeg
  readonly manner: RingManner
  /** What any branch of the dial rings, by `targetKey`: phones that send the call on to each other must not send it round. */
  readonly rung: Set<string>
}

export const targetKey = ({ target }: DialLeg) =>
  target.kind === 'device' ? `device ${target.deviceId}` : target.number

/** What a leg holds of the engine's calls and of what its person and trunk may have outside. */
interface Held {
  answered(): void
  release(): void
}

/** One leg of the dial: after its delay, every place where that device is registered, for its time. */
export class ForkBranch {
  readonly #call: Call
  readonly #leg: DialLeg
  readonly #manner: RingManner
  readonly #events: BranchEvents
  #callees: OutgoingLeg[] = []
  #failures: DialFailure[] = []
  #failure: DialFailure | undefined
  #stopTimer = () => {}
  #stopWaiting = () => {}
  #isOver = false
  readonly #rung: Set<string>
  #redirects = 0

  constructor({ call, leg, manner, rung }: BranchAbout, events: BranchEvents) {
    this.#call = call
    this.#leg = leg
    this.#manner = manner
    this.#rung = rung
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
  release(winner: OutgoingLeg): void {
    this.#callees = this.#callees.filter((callee) => callee !== winner)
  }

  stop(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopTimer()
    this.#stopWaiting()
    const why = this.#call.isCompletedElsewhere ? answeredElsewhere : this.#call.reasonHeaders
    for (const callee of this.#callees) callee.drop(why)
  }

  #ring(): void {
    if (this.#isOver) return
    const { whenUnregistered = [] } = this.#leg
    if (whenUnregistered.some((deviceId) => this.#isThere(deviceId))) {
      this.#fail({ cause: 'unregistered' })
      return
    }
    const callees = this.#ringBy(this.#leg)
    if ('cause' in callees) {
      this.#fail(callees)
      return
    }
    this.#rung.add(targetKey(this.#leg))
    this.#stopTimer = this.#call.world.timers.after(this.#leg.timeoutMs, () => this.#fail({ cause: 'no-answer' }))
    const { respondsWithinMs } = this.#leg
    if (respondsWithinMs !== undefined) {
      const silence = () => this.#fail({ cause: 'unavailable', sipStatus: 408 })
      this.#stopWaiting = this.#call.world.timers.after(respondsWithinMs, silence)
    }
    callees.dial()
  }

  /** By the first of the leg's trunks that takes it; a phone has one way. */
  #ringBy(leg: DialLeg): { dial(): void } | DialFailure {
    const routes = routesTo(this.#call, leg, this.#manner)
    const held = this.#hold(leg, routes)
    if ('release' in held) return { dial: () => this.#callees.push(...this.#dialAll(leg, routes, held)) }
    const next = isTrunksTrouble(held) ? byNextTrunk(leg) : undefined
    return next ? this.#ringBy(next) : held
  }

  /** A leg whose carrier cannot goes on by the next of its trunks; one for help whatever the carrier says. */
  #goOnByNextTrunk(from: OutgoingLeg, leg: DialLeg, failure: DialFailure): boolean {
    const { number } = leg.target.kind === 'number' ? leg.target : { number: '' }
    const isForHelp = isEmergency(number, countryOf(this.#call.design))
    const next = isForHelp || isTrunksTrouble(failure) ? byNextTrunk(leg) : undefined
    const callees = next && this.#ringBy(next)
    if (!callees || 'cause' in callees) return false
    this.#callees = this.#callees.filter((callee) => callee !== from)
    callees.dial()
    return true
  }

  #isThere(deviceId: string): boolean {
    const { design, world } = this.#call
    const device = design.find('device', deviceId)
    if (device && isCalledByAddress(device)) return true
    return world.registrar.bindingsOf(deviceId, world.clock.now()).length > 0
  }

  /** What the leg holds as long as it rings and talks, or why it may not: as many calls as the engine takes, then what its person and trunk may have outside. */
  #hold(leg: DialLeg, { party, isForHelp = false, limited }: Routes): Held | DialFailure {
    const { design, world, who, payer } = this.#call
    if (!party) return { cause: leg.target.kind === 'device' ? 'unregistered' : 'unavailable' }
    const share = world.shares.goOut(party, { isForHelp, isFromOutside: who.origin.kind === 'trunk' })
    if (share.kind === 'refused') return failureOf(share)
    const use = limited && world.outsideUse.begin({ design, ...limited, ...payerOf(design, leg, payer) })
    if (use && 'limit' in use) {
      share.release()
      return { cause: 'rejected', limit: use }
    }
    return {
      answered: () => use?.answered(),
      release() {
        share.release()
        use?.ended()
      },
    }
  }

  /** What it holds is given back when the last of them is gone. */
  #dialAll(leg: DialLeg, { routes, label }: Routes, held: Held): OutgoingLeg[] {
    const callees = routes.map((route) => new OutgoingLeg(this.#call.world, { label, dialled: leg, route }))
    let there = callees.length
    for (const callee of callees) {
      callee.onGone(() => {
        there -= 1
        if (there === 0) held.release()
      })
    }
    for (const callee of callees) this.#dial(leg, callee, held)
    return callees
  }

  #dial(leg: DialLeg, callee: OutgoingLeg, held: Held): void {
    this.#call.legStarted(callee)
    const stopWaiting = this.#waitForCarrier(leg, callee)
    void callee.start(
      {
        onHeard: () => {
          stopWaiting()
          this.#stopWaiting()
        },
        onRinging: () => this.#events.onRinging(),
        onEarlyMedia: () => {
          if (!leg.requireKeypress) this.#events.onEarlyMedia(callee, leg.earlyMedia ?? false)
        },
        onAnswered: () => {
          held.answered()
          this.#answered(callee, leg)
        },
        onFailed: (sipStatus, response) => {
          stopWaiting()
          if (this.#isOver) return
          const numbers = redirectedTo(response)
          const why = numbers && this.#redirect(callee, leg, numbers)
          if (why === 'followed') return
          if (this.#againWithoutLocation(callee, leg, sipStatus)) return
          const failure = { cause: causeOfStatus(sipStatus), sipStatus }
          if (this.#goOnByNextTrunk(callee, leg, failure)) return
          this.#calleeFailed(why === undefined ? failure : { ...failure, notFollowed: why })
        },
      },
      { near: this.#call.caller.stream, speaks: this.#call.caller.spokenCodecs },
    )
  }

  /** One that says nothing is left for the next trunk. */
  #waitForCarrier(leg: DialLeg, callee: OutgoingLeg): () => void {
    if (!byNextTrunk(leg)) return () => {}
    return this.#call.world.timers.after(DEAD_CARRIER_MS, () => {
      if (this.#isOver) return
      callee.drop() // what it holds is free for the next
      const silence = { cause: 'unavailable', sipStatus: 408 } as const
      if (!this.#goOnByNextTrunk(callee, leg, silence)) this.#calleeFailed(silence)
    })
  }

  /** Rings the first of the numbers that a phone sent the call on to and that can be rung. Else says why there is none. */
  #redirect(from: OutgoingLeg, leg: DialLeg, numbers: readonly string[]): string {
    const whys = []
    for (const number of numbers) {
      const why = this.#sendOn(from, leg, number)
      if (why === undefined) return 'followed'
      whys.push(why)
    }
    return `the phone sends the call on to ${whys[0] ?? 'nobody that can be called'}`
  }

  #sendOn(from: OutgoingLeg, leg: DialLeg, number: string): string | undefined {
    if (!this.#manner.followRedirects) return `${number}, which this step does not follow`
    if (this.#redirects >= MAX_REDIRECTS) return `${number}, after it was sent on ${MAX_REDIRECTS} times`
    const redirection = redirectionOf(this.#call, leg, number)
    if (redirection.kind === 'refused') return redirection.why
    const fresh = redirection.legs.filter((each) => !this.#rung.has(targetKey(each)))
    if (fresh.length === 0) return `${number}, where the call has been already`
    const found = fresh.map((each) => ({ next: each, routes: routesTo(this.#call, each, this.#manner) }))
    const leading = found.filter(({ routes }) => routes.party)
    if (leading.length === 0) return `${number}, where no phone is registered and no trunk leads`
    const tried = leading.map((each) => ({ ...each, held: this.#hold(each.next, each.routes) }))
    const going = tried.flatMap(({ held, ...each }) => ('release' in held ? [{ ...each, held }] : []))
    if (going.length === 0) return `${number}, ${whyKept(tried.map(({ held }) => held))}`
    this.#redirects += 1
    this.#callees = this.#callees.filter((callee) => callee !== from)
    for (const { next, routes, held } of going) {
      this.#rung.add(targetKey(next))
      this.#callees.push(...this.#dialAll(next, routes, held))
      if (next.target.kind === 'number' && routes.isForHelp) tellOfRedirected(this.#call, next)
    }
    return undefined
  }

  /** A carrier that cannot read where a caller for help is gets the call without that. */
  #againWithoutLocation(from: OutgoingLeg, leg: DialLeg, sipStatus: number): boolean {
    const route = refusesLocation(sipStatus) ? withoutLocation(from.route) : undefined
    if (!route) return false
    const routes = { ...routesTo(this.#call, leg, this.#manner), routes: [route] }
    const held = this.#hold(leg, routes)
    if (!('release' in held)) return false
    this.#callees = this.#callees.filter((callee) => callee !== from)
    this.#callees.push(...this.#dialAll(leg, routes, held))
    return true
  }

  #answered(callee: OutgoingLeg, leg: DialLeg): void {
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

/** The same leg by the next of its trunks; undefined after the last. */
function byNextTrunk(leg: DialLeg): DialLeg | undefined {
  const [trunkId, ...orTrunkIds] = leg.orTrunkIds ?? []
  if (trunkId === undefined || leg.target.kind !== 'number') return undefined
  return { ...leg, target: { ...leg.target, trunkId }, orTrunkIds }
}

/** As a phone that is busy and a carrier that has no circuit would answer. */
const failureOf = ({ why }: Refused): DialFailure =>
  why === 'device' ? { cause: 'busy', sipStatus: 486 } : { cause: 'unavailable', sipStatus: 503 }

/** Of legs that a phone sent the call on to and that may not go. */
function whyKept(tried: readonly (Held | DialFailure)[]): string {
  for (const each of tried) if ('limit' in each && each.limit !== undefined) return `but ${each.limit.says}`
  return 'which has as many calls as it may'
}
