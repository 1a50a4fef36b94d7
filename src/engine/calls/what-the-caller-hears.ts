import type { OperationOf } from '../../callflow/run/operation.ts'
import type { OutgoingLeg } from './outgoing-leg.ts'
import { loopForCaller } from './caller-sound.ts'
import type { Call } from './call.ts'

/**
 * While legs ring. A caller who has no audio yet gets a plain 180 and hears his own phone's ringback; one who has gets ours. A sound
 * is played from the start, early media as soon as a leg sends any.
 */
export class WhatTheCallerHears {
  readonly #call: Call
  readonly #wish: OperationOf<'dial'>['callerHears']
  #stopSound = () => {}
  #isOver = false
  #isRinging = false
  #earlyMediaFrom: OutgoingLeg | undefined

  constructor(call: Call, wish: OperationOf<'dial'>['callerHears']) {
    this.#call = call
    this.#wish = wish
  }

  start(): void {
    if (typeof this.#wish === 'object') this.#loop([this.#wish])
    else if (this.#call.caller.isAnswered) this.ringing()
  }

  ringing(): void {
    if (this.#isOver || this.#isRinging || typeof this.#wish === 'object') return
    this.#isRinging = true
    this.#call.setStage('ringing')
    if (!this.#call.caller.hasAudioPath) this.#call.caller.ring()
    else if (!this.#earlyMediaFrom) this.#loop([{ kind: 'tone', tone: 'ringback' }])
  }

  /** `ownWish`: the leg asks for it where the dial only wants ringing (M88b); a sound chosen for the caller goes on. */
  earlyMediaFrom(callee: OutgoingLeg, ownWish = false): void {
    const isWanted = this.#wish === 'early-media' || (ownWish && this.#wish === 'ringback')
    if (this.#isOver || !isWanted || this.#earlyMediaFrom) return
    this.#earlyMediaFrom = callee
    this.#stopSound()
    const { caller, world } = this.#call
    caller.startEarlyMedia().then(
      () => {
        if (this.#isOver || !caller.stream || !callee.stream || callee.isGone) return
        world.media.join(caller.stream, callee.stream)
      },
      (error: unknown) => world.log.warn({ err: error, callId: this.#call.callId }, 'no early media'),
    )
  }

  /** Somebody else has come in the caller's place. */
  beginAnew(): void {
    this.#stopSound()
    const from = this.#earlyMediaFrom
    const wasRinging = this.#isRinging
    this.#earlyMediaFrom = undefined
    this.#isRinging = false
    if (from) this.earlyMediaFrom(from, true)
    else if (wasRinging) this.ringing()
    else this.start()
  }

  stop(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopSound()
    const { caller, world } = this.#call
    if (this.#earlyMediaFrom && caller.stream && !caller.isGone) world.media.part(caller.stream)
  }

  #loop(sounds: Parameters<typeof loopForCaller>[1]): void {
    loopForCaller(this.#call, sounds).then(
      (stop) => {
        if (this.#isOver || this.#earlyMediaFrom) stop()
        else this.#stopSound = stop
      },
      () => {}, // the caller hung up: the dial ends by itself
    )
  }
}
