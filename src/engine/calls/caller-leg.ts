import { NoMediaPortError } from '../media/media-errors.ts'
import type { AudioCodec } from '../media/media-engine.ts'
import type { IncomingSession } from '../sip/user-agent.ts'
import type { CallShare } from './call-shares.ts'
import type { CallWorld } from './call-world.ts'
import { wayHere } from './caller-headers.ts'
import { Leg } from './leg.ts'
import { acceptsOffer, type LegAudio } from './leg-audio.ts'

/** The A-leg: somebody called us. */
export class CallerLeg extends Leg {
  readonly #session: IncomingSession
  readonly #codecs: readonly AudioCodec[]
  readonly #share: CallShare
  #answerSdp: string | undefined
  #progress: 'none' | 'ringing' | 'early-media' = 'none'
  #isAnswered = false
  #finalStatus: number | undefined
  #isShortOfPorts = false
  onAnswered: (() => void) | undefined
  /** What further legs are told of the way the call came. */
  readonly wayHere: ReturnType<typeof wayHere>

  /** `share`: what the call holds; whoever took it gives it back. */
  constructor(
    world: CallWorld,
    session: IncomingSession,
    { codecs, share }: { readonly codecs: readonly AudioCodec[]; readonly share: CallShare },
  ) {
    super(world)
    this.#session = session
    this.#codecs = codecs
    this.#share = share
    this.wayHere = wayHere(session.request.headers)
    session.on({
      ...this.commonEvents(session),
      onConfirmed: ({ sdp }) => this.#onAck(sdp),
      onEnded: () => {
        if (!this.#isAnswered) this.#finalStatus ??= 487
        this.markGone()
      },
    })
  }

  /** Whether our codecs and theirs meet; without an offer we shall make one. */
  get canBeAnswered(): boolean {
    const offer = this.#session.sdpOffer
    return offer === undefined || acceptsOffer(offer, this.#codecs)
  }

  get isAnswered(): boolean {
    return this.#isAnswered
  }

  /** What the caller's INVITE was refused with; undefined once answered. */
  get finalStatus(): number | undefined {
    return this.#finalStatus
  }

  /** The call could not be given audio because every RTP port is taken: a load to be answered 503, not a defect. */
  get isShortOfPorts(): boolean {
    return this.#isShortOfPorts
  }

  /** Sound can reach the caller: answered, or early media is on. */
  get hasAudioPath(): boolean {
    return this.#isAnswered || this.#progress === 'early-media'
  }

  /** 180 without SDP, so that the caller's phone makes its own ringback. */
  ring(): void {
    if (this.#progress !== 'none' || this.#isAnswered || this.isGone) return
    this.#progress = 'ringing'
    this.#session.progress({ status: 180 })
  }

  /** 183 with SDP. A caller who made no offer cannot hear early media without PRACK and gets 180. */
  async startEarlyMedia(): Promise<void> {
    if (this.hasAudioPath || this.isGone) return
    const audio = await this.open()
    if (this.hasAudioPath || this.isGone) return
    if (this.#session.sdpOffer === undefined) {
      this.ring()
      return
    }
    this.#progress = 'early-media'
    this.#session.progress({ status: 183, sdp: this.#sdp(audio) })
  }

  /** Idempotent. */
  async answer(): Promise<void> {
    if (this.#isAnswered || this.isGone) return
    const audio = await this.open()
    if (this.#isAnswered || this.isGone) return
    this.#isAnswered = true
    this.#share.answered()
    this.#session.answer({ sdp: this.#sdp(audio) })
    this.onAnswered?.()
  }

  open(): Promise<LegAudio> {
    return this.openAudio(async () => ({
      localAddress: await this.world.userAgent.localAddressFor(this.#session.source),
      codecs: this.#codecs,
    })).catch((error: unknown) => {
      this.#isShortOfPorts = error instanceof NoMediaPortError
      throw error
    })
  }

  /** Hangs up, or refuses with `status` when the call was never answered. */
  end(status: number, reason?: string): void {
    if (this.isGone) return
    if (!this.#isAnswered) this.#finalStatus = status
    this.#session.end({ status, ...(reason === undefined ? {} : { reason }) })
    this.markGone()
  }

  /** The answer to their offer (the same in 183 and 200), or our offer. */
  #sdp(audio: LegAudio): string {
    const offer = this.#session.sdpOffer
    this.#answerSdp ??= offer === undefined ? audio.offer() : audio.answer(offer, this.#session.heardFrom)
    return this.#answerSdp ?? audio.offer() // undefined only for an offer that `canBeAnswered` has refused
  }

  #onAck(sdp: string | undefined): void {
    this.#share.acknowledged()
    if (sdp !== undefined && this.audio && !this.audio.accept(sdp, this.#session.heardFrom)) this.end(488)
    this.onAudioChanged?.()
  }
}
