import type { Caller } from '../../callflow/run/script.ts'
import { transports } from '../sip/transport/transports.ts'
import type { TransportPeer } from '../sip/transport/transport.ts'
import type { Credentials, DialogNames, ResumedSession } from '../sip/user-agent.ts'
import type { CallShare } from './call-shares.ts'
import type { CallWorld } from './call-world.ts'
import { Leg, type KeptLeg } from './leg.ts'
import type { KeyWay, LegAudio } from './leg-audio.ts'

export interface ResumedLegOptions {
  readonly kept: KeptLeg
  readonly label: string
  readonly who: Caller
  readonly share: CallShare
  readonly credentials?: Credentials | undefined
  /** It did not come back: the status of its refusal, 408 or 503 for none. */
  readonly onLost: (status: number) => void
}

/** Half a minute is a re-INVITE repeated (RFC 3261 §17.1.1.2); who rings on it is not waited for either. */
const ANSWERS_WITHIN_MS = 40_000
/** Phones that keep a connection find out that it is gone when they next say something. */
const CONNECTS_WITHIN_MS = 60_000
const LOOKS_EVERY_MS = 500

/** Somebody who was on a call before a restart. A re-INVITE finds out whether they still are and says where our audio is now; until then nothing is heard. */
export class ResumedLeg extends Leg {
  readonly label: string
  readonly userId: string | undefined
  readonly who: Caller
  readonly isAnswered = true
  readonly hasAudioPath = true
  readonly wayHere = []
  readonly #kept: KeptLeg
  readonly #session: ResumedSession
  readonly #onLost: (status: number) => void
  #comingBack: Promise<void> | undefined
  #isBack = false
  #finalStatus: number | undefined

  constructor(world: CallWorld, { kept, label, who, share, credentials, onLost }: ResumedLegOptions) {
    super(world)
    this.label = label
    this.who = who
    this.userId = who.origin.kind === 'device' ? who.origin.userId : undefined
    this.#kept = kept
    this.#onLost = onLost
    this.onGone(() => share.release())
    const session = world.userAgent.resumeSession(kept.session, credentials)
    this.#session = session
    session.on({
      ...this.commonEvents(session),
      onConfirmed: ({ sdp }) => {
        if (sdp !== undefined && this.audio && !this.audio.accept(sdp, session.heardFrom)) this.end(488)
        else this.audioChanged()
      },
      onEnded: ({ by }) => {
        if (this.#isBack || by === 'remote') this.markGone() // else what the re-INVITE came to is still to be heard
      },
    })
  }

  override get names(): DialogNames | undefined {
    return this.#session.names
  }

  override get finalStatus(): number | undefined {
    return this.#finalStatus
  }

  ring(): void {}

  startEarlyMedia(): Promise<void> {
    return Promise.resolve()
  }

  /** Resolves once it can be heard again, or is gone. */
  answer(): Promise<void> {
    this.#comingBack ??= this.#comeBack().catch((error: unknown) => {
      if (this.isGone) return
      this.world.log.warn({ err: error, callId: this.call?.callId }, 'a call could not be taken up again')
      this.#lost(503)
    })
    return this.#comingBack
  }

  override get dtmf(): KeyWay {
    return this.#kept.audio.dtmf ?? 'auto'
  }

  open(): Promise<LegAudio> {
    const { audio, session } = this.#kept
    return this.openAudio(async () => ({
      own: await this.world.userAgent.addressesFor(session.flow),
      codecs: audio.codecs,
      ...(audio.encryption && { encryption: audio.encryption }),
      dtmf: this.dtmf,
      isForBrowser: audio.isForBrowser,
      before: audio,
    }))
  }

  end(_status: number): void {
    if (this.isGone) return
    this.#session.end()
    this.markGone()
  }

  async #comeBack(): Promise<void> {
    const session = this.#session
    const way = await this.#wayThere()
    if (way) session.moveTo(way)
    const audio = await this.open()
    const stopWaiting = this.world.timers.after(ANSWERS_WITHIN_MS, () => this.#lost(408))
    const result = await session.reinvite(audio.offer())
    stopWaiting()
    if (this.isGone) return
    if (!result.ok) this.#lost(result.status)
    else if (!audio.accept(result.sdpAnswer, session.heardFrom)) this.#lost(488)
    else {
      this.#isBack = true
      this.audioChanged()
    }
  }

  #lost(status: number): void {
    if (this.isGone || this.#isBack) return
    this.#finalStatus = status
    this.#onLost(status)
    this.#session.end()
    this.markGone()
  }

  /** Undefined: the way it had. Connections end with the process; a phone that had one is waited for to make another. */
  async #wayThere(): Promise<TransportPeer | undefined> {
    const { flow } = this.#kept.session
    const { origin } = this.who
    if (!transports[flow.transport].isConnection || origin.kind !== 'device') return undefined
    const { registrar, userAgent, clock, timers } = this.world
    const untilMs = clock.now() + CONNECTS_WITHIN_MS
    while (!this.isGone && clock.now() < untilMs) {
      const sources = registrar.bindingsOf(origin.deviceId, clock.now()).map(({ source }) => source)
      const there = sources.filter((source) => source.transport === flow.transport && userAgent.isConnected(source))
      const way = there.find(({ address }) => address === flow.address) ?? there[0]
      if (way) return way
      await new Promise<void>((resolve) => void timers.after(LOOKS_EVERY_MS, resolve))
    }
    return undefined
  }
}
