import type { DialLeg, OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { MediaStream, Mixer } from '../media/media-engine.ts'
import type { Call } from './call.ts'
import { ForkBranch, targetKey } from './fork-branch.ts'
import { orGone, whileThere } from './line.ts'
import type { OutgoingLeg } from './outgoing-leg.ts'

type Page = OperationOf<'page'>
type Paged = ResultOf<'page'>

/**
 * Rings every phone so that it answers by itself and mixes those that do, until the caller hangs up or the last of them has. One way, they are muted.
 * Phones with a call are left alone unless the page may break in; those that do not answer in time are left out.
 */
export async function page(call: Call, operation: Page): Promise<Paged> {
  await orGone(call.place, call.caller.answer())
  const { stream } = await orGone(call.place, call.caller.open())
  const paging = new Paging(call, operation, stream)
  try {
    return await paging.run()
  } finally {
    paging.close()
  }
}

class Paging {
  readonly #call: Call
  readonly #operation: Page
  readonly #mixer: Mixer
  readonly #branches: readonly ForkBranch[]
  readonly #listening = new Set<OutgoingLeg>()
  #settle: (result: Paged) => void = () => {}
  #ringing: number
  #hasSpoken = false

  constructor(call: Call, operation: Page, stream: MediaStream) {
    this.#call = call
    this.#operation = operation
    this.#mixer = call.world.media.openMixer({ near: stream })
    this.#mixer.set(stream, { isMuted: false, isDeaf: false })
    const legs = operation.bargeIn ? operation.legs : operation.legs.filter((leg) => !isInUse(call, leg))
    const rung = new Set(legs.map(targetKey))
    this.#branches = legs.map((leg) => this.#branchTo(leg, rung))
    this.#ringing = legs.length
  }

  run(): Promise<Paged> {
    return whileThere<Paged>(this.#call.place, (settle) => {
      this.#settle = settle
      const stopTimer = this.#call.world.timers.after(this.#operation.timeoutMs, () => this.#timedOut())
      for (const branch of this.#branches) branch.start()
      this.#look()
      return stopTimer
    })
  }

  close(): void {
    for (const branch of this.#branches) branch.stop()
    for (const leg of this.#listening) leg.end(480)
    this.#mixer.close()
  }

  #branchTo(leg: DialLeg, rung: Set<string>): ForkBranch {
    const branch: ForkBranch = new ForkBranch(
      { call: this.#call, leg, manner: { autoAnswer: true }, rung },
      {
        onRinging: () => {},
        onEarlyMedia: () => {},
        onAnswered: (callee) => {
          branch.release(callee)
          branch.stop()
          this.#answered(callee)
        },
        onFailed: () => this.#rungOut(),
      },
    )
    return branch
  }

  #answered(callee: OutgoingLeg): void {
    if (callee.stream && !callee.isGone) {
      this.#listening.add(callee)
      this.#mixer.set(callee.stream, { isMuted: !this.#operation.twoWay, isDeaf: false })
      callee.onGone(() => {
        this.#listening.delete(callee)
        this.#look()
      })
    }
    this.#rungOut()
  }

  #rungOut(): void {
    this.#ringing -= 1
    this.#look()
  }

  #timedOut(): void {
    for (const branch of this.#branches) branch.stop()
    this.#ringing = 0
    this.#look()
  }

  /** Over, once nobody listens and nobody may come to. */
  #look(): void {
    if (this.#listening.size > 0) this.#hasSpoken = true
    else if (this.#ringing === 0) this.#settle({ outcome: this.#hasSpoken ? 'finished' : 'nobody' })
  }
}

function isInUse(call: Call, { target }: DialLeg): boolean {
  if (target.kind !== 'device') return false
  for (const each of call.world.liveCalls()) if (each.isAtPhone(target.deviceId)) return true
  return false
}
