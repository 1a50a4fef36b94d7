import type { Caller } from '../../callflow/run/script.ts'
import { NoMediaPortError } from '../media/media-errors.ts'
import type { AudioCodec } from '../media/media-engine.ts'
import { isForBrowsers } from '../sdp/offer-answer.ts'
import { transports } from '../sip/transport/transports.ts'
import type { DialogNames, IncomingSession } from '../sip/user-agent.ts'
import type { CallShare } from './call-shares.ts'
import type { CallWorld } from './call-world.ts'
import { wayHere } from './caller-headers.ts'
import { identityHeaders } from './attestation.ts'
import { type AudioEncryption, NO_KEYS_IN_CLEAR } from './audio-encryption.ts'
import { endedBecause } from './ended-because.ts'
import { preferring } from './leg-codecs.ts'
import { type EndTold, Leg } from './leg.ts'
import { Listeners } from './listeners.ts'
import { BEEN_HERE, hopsLeft } from './loop-guard.ts'
import { commonCodecs, type KeyWay, type LegAudio } from './leg-audio.ts'

export interface IncomingLegOptions {
  readonly codecs: readonly AudioCodec[]
  readonly encryption: AudioEncryption
  readonly dtmf: KeyWay
  /** What the leg holds until it is gone. */
  readonly share: CallShare
  readonly caller: Caller
}

/** Somebody called us. */
export class IncomingLeg extends Leg {
  readonly label: string
  readonly userId: string | undefined
  readonly who: Caller
  readonly #session: IncomingSession
  #codecs: readonly AudioCodec[]
  readonly #encryption: AudioEncryption
  readonly #dtmf: KeyWay
  readonly #share: CallShare
  #answerSdp: string | undefined
  #progress: 'none' | 'ringing' | 'early-media' = 'none'
  #isAnswered = false
  #finalStatus: number | undefined
  #isShortOfPorts = false
  readonly #answered = new Listeners()
  readonly wayHere: ReturnType<typeof wayHere>

  constructor(
    world: CallWorld,
    session: IncomingSession,
    { codecs, encryption, dtmf, share, caller }: IncomingLegOptions,
  ) {
    super(world)
    this.#session = session
    this.#codecs = codecs
    this.#encryption = encryption
    this.#dtmf = dtmf
    this.#share = share
    this.who = caller
    const { origin, number } = caller
    this.label = origin.kind === 'device' ? origin.deviceId : number
    this.userId = origin.kind === 'device' ? origin.userId : undefined
    this.onGone(() => share.release())
    this.wayHere = [hopsLeft(session.request.headers), ...wayHere(session.request.headers)]
    session.on({
      ...this.commonEvents(session),
      onConfirmed: ({ sdp }) => {
        this.#share.acknowledged()
        this.#onAnswer(sdp)
      },
      onEarlyAnswer: (sdp) => this.#onAnswer(sdp),
      onEnded: (event) => {
        this.endedBecause = endedBecause(event)
        if (!this.#isAnswered) this.#finalStatus ??= 487
        this.markGone()
      },
    })
  }

  /** Why it cannot be answered, in words for a Warning: our codecs and theirs have to meet. Without an offer we shall make one. */
  get problem(): string | undefined {
    const offer = this.#session.sdpOffer
    const encryption = this.#encryption
    if (encryption === 'impossible') return NO_KEYS_IN_CLEAR
    if (offer === undefined || this.#commonCodecs(offer).length > 0) return undefined
    return encryption === 'required' ? 'encrypted audio is required' : 'no audio that we could take'
  }

  #commonCodecs(offer: string): readonly AudioCodec[] {
    const encryption = this.#encryption
    return commonCodecs(offer, this.#codecs, encryption === 'impossible' ? undefined : encryption)
  }

  override get spokenCodecs(): readonly AudioCodec[] {
    const agreed = super.spokenCodecs
    const offer = this.#session.sdpOffer
    return agreed.length > 0 || offer === undefined ? agreed : this.#commonCodecs(offer)
  }

  override preferCodecs(codecs: readonly AudioCodec[]): void {
    this.#codecs = preferring(this.#codecs, codecs)
    super.preferCodecs(codecs)
  }

  /** What it offers says how it wants audio; without an offer, how it came does. */
  get #isBrowser(): boolean {
    const { sdpOffer, source } = this.#session
    return sdpOffer === undefined ? transports[source.transport].isOfBrowsers : isForBrowsers(sdpOffer)
  }

  override get dtmf(): KeyWay {
    return this.#dtmf
  }

  override get marks(): string {
    return this.#session.request.headers.get(BEEN_HERE) ?? ''
  }

  override get identities(): ReturnType<typeof identityHeaders> {
    return identityHeaders(this.#session.request.headers)
  }

  get isAnswered(): boolean {
    return this.#isAnswered
  }

  override get finalStatus(): number | undefined {
    return this.#finalStatus
  }

  override get isShortOfPorts(): boolean {
    return this.#isShortOfPorts
  }

  get hasAudioPath(): boolean {
    return this.#isAnswered || this.#progress === 'early-media'
  }

  override get names(): DialogNames | undefined {
    return this.#session.names
  }

  onAnswered(listener: () => void): () => void {
    return this.#answered.add(listener)
  }

  /** 180 without SDP, so that the caller's phone makes its own ringback. */
  ring(): void {
    if (this.#progress !== 'none' || this.#isAnswered || this.isGone) return
    this.#progress = 'ringing'
    if (this.#session.mustOfferEarly) void this.#ringWithOffer()
    else this.#session.progress({ status: 180 })
  }

  /** Where that fails, so does the answer, which says why. */
  async #ringWithOffer(): Promise<void> {
    const audio = await this.open().catch(() => undefined)
    if (audio && !this.#isAnswered && !this.isGone) this.#session.progress({ status: 180, sdp: this.#sdp(audio) })
  }

  /** 183 with SDP. A caller who made no offer can hear early media by PRACK alone (RFC 3262) and gets 180 otherwise. */
  async startEarlyMedia(): Promise<void> {
    if (this.hasAudioPath || this.isGone) return
    const audio = await this.open()
    if (this.hasAudioPath || this.isGone) return
    if (this.#session.sdpOffer === undefined && !this.#session.mustOfferEarly) {
      this.ring()
      return
    }
    this.#progress = 'early-media'
    this.#session.progress({ status: 183, sdp: this.#sdp(audio) })
  }

  async answer(): Promise<void> {
    if (this.#isAnswered || this.isGone) return
    const audio = await this.open()
    if (this.#isAnswered || this.isGone) return
    this.#isAnswered = true
    this.#share.answered()
    this.#session.answer({ sdp: this.#sdp(audio) })
    this.#answered.tell()
  }

  open(): Promise<LegAudio> {
    return this.openAudio(async () => ({
      own: await this.world.userAgent.addressesFor(this.#session.source),
      codecs: this.#codecs,
      ...(this.#encryption && this.#encryption !== 'impossible' && { encryption: this.#encryption }),
      dtmf: this.#dtmf,
      isForBrowser: this.#isBrowser,
    })).catch((error: unknown) => {
      this.#isShortOfPorts = error instanceof NoMediaPortError
      throw error
    })
  }

  end(status: number, { reason, headers }: EndTold = {}): void {
    if (this.isGone) return
    if (!this.#isAnswered) this.#finalStatus = status
    this.#session.end({ status, ...(reason === undefined ? {} : { reason }), ...(headers && { headers }) })
    this.markGone()
  }

  /** The answer to their offer (the same in 183 and 200), or our offer. */
  #sdp(audio: LegAudio): string {
    const offer = this.#session.sdpOffer
    this.#answerSdp ??= offer === undefined ? audio.offer() : audio.answer(offer, this.#session.heardFrom)
    return this.#answerSdp ?? audio.offer() // undefined only for an offer that is a `problem`
  }

  /** To our offer. */
  #onAnswer(sdp: string | undefined): void {
    try {
      if (sdp !== undefined && this.audio && !this.audio.accept(sdp, this.#session.heardFrom)) this.end(488)
    } catch (error) {
      this.end(500)
      throw error // a defect of ours, told where defects are
    }
    this.audioChanged()
  }
}
