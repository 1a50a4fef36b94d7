import type { AudioCodec, MediaStream } from '../media/media-engine.ts'
import type { DialogNames, KeptSession, MessageBody, Referral, Session, SessionListener } from '../sip/user-agent.ts'
import type { Call } from './call.ts'
import type { CallWorld } from './call-world.ts'
import type { EndedBecause, ReasonHeaders } from './ended-because.ts'
import { infoOfKey, KeyBuffer, keyOfInfo } from './key-buffer.ts'
import { type KeptAudio, type KeyWay, LegAudio, type LegAudioOptions } from './leg-audio.ts'
import { callerGone } from '../../callflow/run/interruption.ts'
import type { Line } from './line.ts'
import { Listeners } from './listeners.ts'
import { Watchers } from './supervision/watchers.ts'

/** What a leg is made of again after a restart. */
export interface KeptLeg {
  readonly session: KeptSession
  readonly audio: KeptAudio
}

/** What a far end is told beside the status: a reason phrase where it was never answered, and headers. */
export interface EndTold {
  readonly reason?: string | undefined
  readonly headers?: ReasonHeaders
}

/** One dialog of a call and its audio, once that is needed: whoever began it, it can ask for or be what any other leg can. */
export abstract class Leg implements Line {
  readonly keys = new KeyBuffer()
  /** The call that it is in now. */
  call: Call | undefined
  /** Its other side was parked from another call of this phone: the transfer that the phone may ask for to complete that is done already. */
  hasParked = false
  protected readonly world: CallWorld
  readonly #gone = new Listeners()
  /** Why the far end has left, where it said so or we know. */
  endedBecause: EndedBecause | undefined
  readonly #audioChanged = new Listeners()
  /** Who listens in on what is said here. */
  readonly watchers = new Watchers()
  readonly #rtpKeys = new Listeners<[key: string]>()
  readonly #infoKeys = new Listeners<[key: string]>()
  readonly #referrals = new Listeners<[referral: Referral]>()
  #audio: LegAudio | undefined
  #opening: Promise<LegAudio> | undefined
  #session: Session | undefined
  #isGone = false
  #lastPress: KeyPress | undefined

  constructor(world: CallWorld) {
    this.world = world
  }

  /** Device or number, as histories name it. */
  abstract readonly label: string
  /** Whose leg it is, where that is one of our people. */
  abstract readonly userId: string | undefined
  abstract readonly isAnswered: boolean
  /** Sound can reach the far end: answered, or early media is on. */
  abstract readonly hasAudioPath: boolean
  /** Tells the far end that somebody is being rung, where that is news. */
  abstract ring(): void
  /** Sound can reach the far end from now on, if that is possible before the answer. */
  abstract startEarlyMedia(): Promise<void>
  /** Idempotent. */
  abstract answer(): Promise<void>
  abstract open(): Promise<LegAudio>
  /** Hangs up, or refuses with `status` what was never answered. Idempotent. */
  abstract end(status: number, told?: EndTold): void
  /** What further legs are told of the way the call came. */
  abstract readonly wayHere: readonly (readonly [name: string, value: string])[]
  /** How keys pass between it and us. */
  get dtmf(): KeyWay {
    return 'auto'
  }

  /** Marks of engines that the call has been through. */
  get marks(): string {
    return ''
  }

  /** Signed statements about the caller, for carriers (RFC 8224). */
  get identities(): ReasonHeaders {
    return []
  }

  /** Its dialog, as we see it; undefined before there is one. */
  get names(): DialogNames | undefined {
    return undefined
  }

  /** What the far end's INVITE was refused with; undefined once answered, and for whom we called. */
  get finalStatus(): number | undefined {
    return undefined
  }

  /** It could not be given audio because every RTP port is taken: a load to be answered 503, not a defect. */
  get isShortOfPorts(): boolean {
    return false
  }

  get isGone(): boolean {
    return this.#isGone
  }

  get gone(): Error | undefined {
    return this.#isGone ? callerGone : undefined
  }

  onGone(listener: (why: Error) => void): () => void {
    return this.#gone.add(() => listener(callerGone))
  }

  /** Hold, resume, a moved address. */
  onAudioChanged(listener: () => void): () => void {
    return this.#audioChanged.add(listener)
  }

  /** A key that came as INFO and so does not travel in the audio. */
  onInfoKey(listener: (key: string) => void): () => void {
    return this.#infoKeys.add(listener)
  }

  /** A key that travels in the audio, which a mix does not carry. */
  onRtpKey(listener: (key: string) => void): () => void {
    return this.#rtpKeys.add(listener)
  }

  /** Presses keys for the far end, in the way that it understands. What it cannot be told in the audio goes by INFO. */
  sendKeys(keys: string): void {
    if (this.dtmf !== 'info') this.stream?.sendDigits(keys)
    else for (const key of keys) this.#session?.info(infoOfKey(key))
  }

  /** The far end asks for a transfer (RFC 3515). */
  onReferral(listener: (referral: Referral) => void): () => void {
    return this.#referrals.add(listener)
  }

  get audio(): LegAudio | undefined {
    return this.#audio
  }

  get stream(): MediaStream | undefined {
    return this.#audio?.stream
  }

  /** What may be spoken with it, by preference: the one codec that is agreed, else those that it offers and may have. */
  get spokenCodecs(): readonly AudioCodec[] {
    const agreed = this.#audio?.parameters?.codec
    return agreed === undefined ? [] : [agreed]
  }

  /** Undefined before it has a dialog and audio. */
  get kept(): KeptLeg | undefined {
    const session = this.#session?.kept
    return session && this.#audio && { session, audio: this.#audio.kept }
  }

  /** Who will be joined to it speaks these: they go first, as long as nothing is agreed. */
  preferCodecs(codecs: readonly AudioCodec[]): void {
    this.#audio?.prefer(codecs)
  }

  /** The far end has put us on hold: it neither hears us nor wants to. */
  get isHeldByFarEnd(): boolean {
    return this.#audio?.isHeldByFarEnd ?? false
  }

  protected openAudio(options: () => Promise<LegAudioOptions>): Promise<LegAudio> {
    this.#opening ??= options()
      .then((ready) => LegAudio.open(this.world.media, ready))
      .then((audio) => {
        if (this.#isGone) {
          audio.close()
          throw new Error('the leg ended while its audio was being opened')
        }
        audio.stream.onDigit((key) => this.#onKey('rtp', key))
        audio.stream.onLost((reason) => this.#onAudioLost(reason))
        this.#audio = audio
        return audio
      })
    return this.#opening
  }

  /** Nobody can talk any more, and nobody would hang up. */
  #onAudioLost(reason: string): void {
    if (this.#isGone) return
    this.world.log.warn({ callId: this.call?.callId, reason }, 'the audio of a leg is lost: it is ended')
    this.end(500, { reason: 'Audio Lost' })
  }

  protected audioChanged(): void {
    this.#audioChanged.tell()
  }

  /** The far end is gone, or we let it go. Idempotent. */
  protected markGone(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#gone.tell()
    this.#gone.clear()
    this.#audio?.close()
  }

  /** The part of a session listener that does not depend on who called whom. */
  protected commonEvents(session: Session): Pick<SessionListener, 'onReinvite' | 'onInfo' | 'onReferral'> {
    this.world.legs.set(session, this)
    this.#session = session
    return {
      onReinvite: (offer) => this.#onReinvite(offer, session.heardFrom),
      onInfo: (body) => this.#onInfo(body),
      onReferral: (referral) => this.#referrals.tell(referral),
    }
  }

  #onReinvite(offer: string | undefined, from: string | undefined): { sdp: string } | { status: number } {
    if (!this.#audio) return { status: 488 }
    if (offer === undefined) return { sdp: this.#audio.offer() }
    const sdp = this.#audio.answer(offer, from)
    if (sdp === undefined) return { status: 488 }
    this.audioChanged()
    return { sdp }
  }

  #onInfo({ contentType, content }: MessageBody): void {
    const isTaken = this.dtmf === 'auto' || this.dtmf === 'info'
    const key = isTaken ? keyOfInfo(contentType, content) : undefined
    if (key !== undefined && this.#onKey('info', key)) this.#infoKeys.tell(key)
  }

  /** False for a key that came both ways: some phones send RFC 4733 and INFO for one press. */
  #onKey(from: KeyPress['from'], key: string): boolean {
    const press = { from, key, atMs: this.world.clock.now() }
    if (isSamePress(this.#lastPress, press)) return false
    this.#lastPress = press
    this.keys.push(key)
    if (from === 'rtp') this.#rtpKeys.tell(key)
    return true
  }
}

interface KeyPress {
  readonly from: 'rtp' | 'info'
  readonly key: string
  readonly atMs: number
}

const SAME_PRESS_MS = 400

function isSamePress(last: KeyPress | undefined, press: KeyPress): boolean {
  return last?.key === press.key && last.from !== press.from && press.atMs - last.atMs < SAME_PRESS_MS
}
