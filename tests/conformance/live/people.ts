import { writeFileSync } from 'node:fs'
import { isAsked } from '../../../src/callflow/rehearse/asked.ts'
import { KEY_AFTER_MS } from '../../../src/callflow/rehearse/possibility.ts'
import {
  callerOperations,
  type DialLeg,
  type DriverOperation,
  type OperationOf,
} from '../../../src/callflow/run/operation.ts'
import type { CallBed } from '../../../src/engine/calls/testing/call-bed.ts'
import { refer } from '../../../src/engine/calls/testing/referring.ts'
import { ENGINE, type SimParty } from '../../../src/engine/calls/testing/sim-party.ts'
import type { Recording, RecordOptions } from '../../../src/engine/media/media-engine.ts'
import type { IncomingSession, Session } from '../../../src/engine/sip/user-agent.ts'
import { sampleSdp } from '../../../src/engine/sip/testing/sdp-samples.ts'
import { toneWav } from '../../harness/wav.ts'
import type { Decision } from './decisions.ts'
import { isHangUp } from './decisions.ts'
import type { LivePlace } from './live-place.ts'
import { fillRoom, leaveRoom, lockRoom } from './room-people.ts'
import type { Scenario } from './scenario.ts'

/** A sound file of 20 ms. */
export const WAV = toneWav(440, 20)

const statusFor: Readonly<Record<string, number>> = { busy: 486, rejected: 603, unavailable: 503 }
/** How long before the answer counts somebody who must press 1 picks up. */
const PICKS_UP_BEFORE_MS = 1_000
const FAR_FUTURE_MS = 8.64e15

interface Ringing {
  readonly operation: Pick<OperationOf<'dial'>, 'legs'>
  readonly decision: Decision
  readonly sinceMs: number
}

/** Does with phones, keys and carriers what was chosen in the rehearsal, when the engine comes to the same question. */
export class ScriptedPeople {
  /** What a web address or a mail server answers meanwhile. */
  deciding: Decision | undefined
  /** A recording is over, and its file is looked at. */
  isOnDisk = false
  /** The engine asked for what no choice is left for. */
  isOutOfChoices = false
  readonly #bed: CallBed
  readonly #scenario: Scenario
  readonly #place: LivePlace
  readonly #waiting: Decision[]
  #caller: Session | undefined
  #isGone = false
  #ringing: Ringing | undefined
  /** Who talks with the caller. */
  #other: { readonly party: SimParty; readonly session: Session } | undefined
  #undo: (() => void)[] = []

  constructor(bed: CallBed, scenario: Scenario, place: LivePlace, decisions: readonly Decision[]) {
    this.#bed = bed
    this.#scenario = scenario
    this.#place = place
    this.#waiting = [...decisions]
    for (const party of place.called) {
      party.isSilent = true
      party.onCalled = (session) => this.#calledAt(party, session)
    }
    bed.media.recorder = (options) => this.#recorder(options)
  }

  calls(session: Session): void {
    this.#caller = session
  }

  /** The operation is about to be performed. */
  asked(operation: DriverOperation): void {
    if (!isAsked(operation) || (this.#isGone && callerOperations.has(operation.kind))) return
    const decision = this.#waiting.shift()
    this.deciding = decision
    this.isOutOfChoices = decision === undefined
    if (!decision) return
    if (isHangUp(decision.choiceId)) this.#hangUpAfter(decision.durationMs)
    this.#decide(operation, decision)
  }

  /** It was: phones that were taken away for it are back. */
  performed(): void {
    this.isOnDisk = false
    for (const undo of this.#undo.splice(0)) undo()
    this.#ringing = undefined
  }

  #decide(operation: DriverOperation, decision: Decision): void {
    switch (operation.kind) {
      case 'play':
        return this.#play(decision)
      case 'collect':
        return this.#collect(operation, decision)
      case 'record':
        return this.#record(decision)
      case 'dial':
      case 'push-call':
      case 'page':
        return this.#ring(operation, decision)
      case 'park':
        return this.#ring({ legs: operation.ringBack }, decision)
      case 'talk':
        return this.#talk(decision)
      case 'await-agent':
        return this.#await(operation, decision)
      case 'join-conference':
        return this.#meet(operation, decision)
      case 'pick-up':
      case 'retrieve':
        this.#other = this.#place.others[0]
        return
      default:
        return
    }
  }

  #play({ choiceId, durationMs }: Decision): void {
    const isHeardOut = choiceId === 'finished'
    this.#bed.media.playMs = isHeardOut ? durationMs : durationMs + 60_000
    this.#pressChosen(choiceId, durationMs)
  }

  #collect(operation: OperationOf<'collect'>, { choiceId, durationMs }: Decision): void {
    const { media } = this.#bed
    media.playMs = choiceId === 'silence' ? durationMs - operation.firstDigitTimeoutMs : 60_000
    if (!choiceId.startsWith('keys:')) return
    const keys = choiceId.slice('keys:'.length)
    const end = keys.split('').findIndex((key) => operation.terminators.includes(key))
    const digits = (end < 0 ? keys : keys.slice(0, end)).slice(0, operation.maxDigits).split('')
    digits.forEach((key, at) => this.#pressAfter(key, KEY_AFTER_MS + at * 500))
    const isFull = digits.length >= operation.maxDigits
    if (end >= 0 && !isFull) this.#pressAfter(keys.charAt(end), durationMs)
  }

  #record({ choiceId, durationMs }: Decision): void {
    this.#bed.media.playMs = 0 // the beep
    this.#pressChosen(choiceId, durationMs)
  }

  /** Says so long and ends as was chosen. */
  #recorder({ path, maxDurationMs }: RecordOptions): Recording {
    const { clock } = this.#bed
    const beganMs = clock.now()
    const { promise: finished, resolve } = Promise.withResolvers<Awaited<Recording['finished']>>()
    const { choiceId = '', durationMs = 0 } = this.deciding ?? {}
    writeFileSync(path, WAV)
    const end = (endedBy: 'stopped' | 'silence' | 'limit') => {
      this.isOnDisk = true
      resolve({ durationMs: Math.min(maxDurationMs, clock.now() - beganMs), endedBy })
    }
    if (choiceId === 'silence' || choiceId === 'limit') clock.after(durationMs, () => end(choiceId))
    if (choiceId === 'no-space') {
      this.isOnDisk = true
      resolve({ durationMs: 0, endedBy: 'stopped', error: 'no space left on device' })
    }
    return { finished, stop: () => end('stopped'), pause: () => {} }
  }

  #ring(operation: Ringing['operation'], decision: Decision): void {
    const { choiceId, durationMs } = decision
    this.#ringing = { operation, decision, sinceMs: this.#bed.clock.now() }
    const chosen = this.#legChosen(operation.legs, choiceId)
    for (const id of chosen?.whenUnregistered ?? []) this.#takeAway(id)
    if (choiceId === 'unregistered')
      for (const { target } of operation.legs) if (target.kind === 'device') this.#takeAway(target.deviceId)
    this.#pressChosen(choiceId, durationMs)
  }

  #legChosen(legs: readonly DialLeg[], choiceId: string): DialLeg | undefined {
    return choiceId.startsWith('answer:') ? legs[Number(choiceId.slice('answer:'.length))] : undefined
  }

  #takeAway(deviceId: string): void {
    this.#place.unregister(deviceId)
    this.#undo.push(() => this.#place.register(deviceId))
  }

  /** Somebody is rung. */
  #calledAt(party: SimParty, session: IncomingSession): void {
    session.progress({ status: 180 })
    const ringing = this.#ringing
    const leg = ringing?.operation.legs.find((each) => this.#place.isAt(party, session, each))
    if (!ringing || !leg) return
    const { choiceId, durationMs, operation } = ringing.decision
    const leftMs = Math.max(0, ringing.sinceMs + durationMs - this.#bed.clock.now())
    const answers = () => this.#answer(party, session)
    const { clock } = this.#bed
    const status = statusFor[choiceId]
    if (status !== undefined) clock.after(leftMs, () => session.reject({ status }))
    else if (choiceId === 'rung-back') answers()
    else if (choiceId === 'finished' && operation.kind === 'page') {
      answers()
      clock.after(leftMs, () => session.end())
    } else if (leg === this.#legChosen(ringing.operation.legs, choiceId)) this.#pickUp(leg, leftMs, { answers, party })
  }

  #pickUp(leg: DialLeg, leftMs: number, by: { readonly answers: () => void; readonly party: SimParty }): void {
    const { clock } = this.#bed
    clock.after(leg.requireKeypress ? Math.max(0, leftMs - PICKS_UP_BEFORE_MS) : leftMs, by.answers)
    if (leg.requireKeypress) clock.after(leftMs, () => this.#bed.streamOf(by.party).press('1'))
  }

  #answer(party: SimParty, session: IncomingSession): void {
    if (session.state !== 'early') return
    session.answer({ sdp: sampleSdp(party.audioPort) })
    this.#other = { party, session }
  }

  #talk({ choiceId, durationMs }: Decision): void {
    const { clock } = this.#bed
    const [, who, number = ''] = /^(callee|caller)-transfers:(.*)$/.exec(choiceId) ?? []
    const other = this.#other?.session
    if (choiceId === 'callee-hangs-up') clock.after(durationMs, () => other?.end())
    const from = who === 'caller' ? this.#caller : other
    if (who === undefined || !from) return
    clock.after(durationMs, () => void refer(from, `sip:${number.replaceAll('#', '%23')}@${ENGINE}`))
  }

  /** Nobody is free until then. */
  #await({ queueId }: OperationOf<'await-agent'>, { choiceId, durationMs }: Decision): void {
    const { world } = this.#bed.engine
    const agentIds = this.#scenario.design.find('queue', queueId)?.agentIds ?? []
    const keys = agentIds.map((id) => ({ scope: 'user', id, name: 'agent-paused-until' }) as const)
    const before = keys.map((key) => world.runtimeState.read(key))
    const restore = () => keys.forEach((key, at) => world.runtimeState.write(key, before[at]))
    for (const key of keys) world.runtimeState.write(key, FAR_FUTURE_MS)
    if (choiceId === 'agents-free') {
      this.#bed.clock.after(durationMs, () => {
        restore()
        world.queues.reconsider()
      })
    } else this.#undo.push(restore)
    this.#pressChosen(choiceId, durationMs)
  }

  #meet(operation: OperationOf<'join-conference'>, { choiceId, durationMs }: Decision): void {
    const { conferences } = this.#bed.engine
    const { conferenceId, maxParticipants } = operation
    const { clock } = this.#bed
    const seats = { conferences, streams: this.#place.streams, conferenceId }
    if (choiceId === 'left' || choiceId === 'no-moderator') this.#pressAfter('#', durationMs)
    if (choiceId === 'ended') clock.after(durationMs, () => conferences.dismiss(conferenceId))
    if (choiceId === 'full') fillRoom(seats, maxParticipants)
    if (choiceId === 'locked') lockRoom(seats)
    if (choiceId === 'moderators-leave') leaveRoom(seats, (leave) => clock.after(durationMs, leave))
  }

  #pressChosen(choiceId: string, afterMs: number): void {
    const key = /^keys:(.)$/.exec(choiceId)?.[1]
    if (key !== undefined) this.#pressAfter(key, afterMs)
  }

  #pressAfter(key: string, afterMs: number): void {
    this.#bed.clock.after(afterMs, () => this.#bed.streamOf(this.#place.caller).press(key))
  }

  #hangUpAfter(afterMs: number): void {
    this.#isGone = true
    this.#bed.clock.after(afterMs, () => this.#caller?.end())
  }
}
