import type { DialLeg } from '../../callflow/run/operation.ts'
import type { AudioCodec, MediaStream } from '../media/media-engine.ts'
import type { SipResponse } from '../sip/message/message.ts'
import type { Hop } from '../services/registrar/route-to-binding.ts'
import { locateHop } from '../services/registrar/locate-phone.ts'
import type { ReferredPart } from '../sip/session/multipart.ts'
import type { TransportPeer } from '../sip/transport/transport.ts'
import type { Credentials, DialogNames, OutgoingSession } from '../sip/user-agent.ts'
import type { CallWorld } from './call-world.ts'
import { type AudioEncryption, NO_KEYS_IN_CLEAR } from './audio-encryption.ts'
import { endedBecause, reasonIn } from './ended-because.ts'
import { preferring } from './leg-codecs.ts'
import { type EndTold, Leg } from './leg.ts'
import type { KeyWay, LegAudio } from './leg-audio.ts'

/** Where one INVITE of a dial goes. */
export interface Route {
  readonly target: string
  /** A phone's way; `target` says where otherwise. */
  readonly hop?: Hop
  /** A carrier's: the places it is at, tried in their order. */
  readonly carrier?: Carrier
  readonly from: { readonly uri: string; readonly displayName?: string }
  readonly to: { readonly uri: string; readonly displayName?: string }
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly credentials?: Credentials
  /** What the INVITE carries beside its offer. */
  readonly beside?: ReferredPart
  readonly codecs: readonly AudioCodec[]
  /** A browser: its audio goes by ICE and DTLS-SRTP. */
  readonly isBrowser?: boolean
  /** Of anything else. */
  readonly encryption?: AudioEncryption
  /** How keys pass; default `auto`. */
  readonly dtmf?: KeyWay
}

interface Carrier {
  /** Empty: `target` says. Never rejects. */
  places(): Promise<readonly TransportPeer[]>
  failed(place: TransportPeer): void
}

/** A place that says nothing for so long is left for the next one: an INVITE over UDP has been sent three times by then. */
const SILENT_PLACE_MS = 2_000

export interface OutgoingLegEvents {
  /** The first response of any kind. */
  onHeard(): void
  /** It asks for the password that the leg has. */
  onChallenged?(): void
  /** 18x, however often. */
  onRinging(status: number): void
  /** Its early media can be heard on `stream`. */
  onEarlyMedia(): void
  onAnswered(): void
  /** Final: refused, timed out, or hung up before anybody could talk. Not called after `drop`. */
  onFailed(status: number, response?: SipResponse): void
}

/** Of whom it will be joined to, as far as is known. */
export interface StartBeside {
  readonly near: MediaStream | undefined
  /** By preference. */
  readonly speaks: readonly AudioCodec[]
}

export interface OutgoingLegOptions {
  readonly label: string
  readonly dialled: DialLeg
  readonly route: Route
}

/** One phone or number that we call. */
export class OutgoingLeg extends Leg {
  readonly label: string
  readonly userId: string | undefined
  readonly wayHere = []
  /** What it was dialled as. */
  readonly dialled: DialLeg
  /** The way it was sent. */
  readonly route: Route
  #session: OutgoingSession | undefined
  #events: OutgoingLegEvents | undefined
  #state: 'calling' | 'answered' | 'ended' = 'calling'
  #toldTag: string | undefined

  constructor(world: CallWorld, { label, dialled, route }: OutgoingLegOptions) {
    super(world)
    this.label = label
    this.dialled = dialled
    this.userId = dialled.userId
    this.route = route
  }

  get isAnswered(): boolean {
    return this.#state === 'answered'
  }

  /** Once it answers; what it plays while it rings is not for it to hear. */
  get hasAudioPath(): boolean {
    return this.isAnswered
  }

  override get names(): DialogNames | undefined {
    return this.#session?.names
  }

  ring(): void {} // it was called: who is rung is no news to it

  async startEarlyMedia(): Promise<void> {}

  async answer(): Promise<void> {}

  open(): Promise<LegAudio> {
    return this.audio ? Promise.resolve(this.audio) : Promise.reject(new Error('the leg was never started'))
  }

  override get dtmf(): KeyWay {
    return this.route.dtmf ?? 'auto'
  }

  get state(): 'ringing' | 'answered' | 'ended' {
    return this.#state === 'calling' ? 'ringing' : this.#state
  }

  async start(events: OutgoingLegEvents, { near, speaks }: StartBeside): Promise<void> {
    this.#events = events
    const { hop, carrier, target, isBrowser = false, encryption } = this.route
    if (encryption === 'impossible') {
      this.world.log.warn({ callId: this.call?.callId, leg: this.label }, NO_KEYS_IN_CLEAR)
      this.#fail(488)
      return
    }
    const codecs = preferring(this.route.codecs, speaks)
    try {
      const places = hop ? [await locateHop(hop, this.world)] : ((await carrier?.places()) ?? [])
      const audio = await this.openAudio(async () => ({
        own: await this.world.userAgent.addressesFor(places[0] ?? target),
        codecs,
        isForBrowser: isBrowser,
        ...(encryption && { encryption }),
        dtmf: this.dtmf,
        ...(near ? { near } : {}),
      }))
      if (this.#state === 'ended') return
      this.#send(audio.offer(), places)
    } catch (error) {
      if (this.isGone) return // dropped while its audio was being opened
      this.world.log.warn({ err: error }, 'could not start a leg')
      this.#fail(503)
    }
  }

  end(_status: number, { headers }: EndTold = {}): void {
    this.drop(headers)
  }

  /** CANCEL or BYE. Nothing is reported afterwards. */
  drop(headers?: readonly (readonly [name: string, value: string])[]): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#session?.end(headers ? { headers } : {})
    this.markGone()
  }

  #send(sdpOffer: string, [via, ...others]: readonly TransportPeer[]): void {
    const {
      codecs: _,
      hop: _hop,
      isBrowser: _isBrowser,
      encryption: _encryption,
      dtmf: _dtmf,
      carrier,
      ...invite
    } = this.route
    const session = this.world.userAgent.invite({ ...invite, ...(via ? { via } : {}), sdpOffer })
    this.#session = session
    if (!via || !carrier || others.length === 0) {
      this.#listen(session)
      return
    }
    const goOn = () => {
      if (this.#state !== 'calling' || this.#session !== session) return
      carrier.failed(via)
      this.#send(sdpOffer, others)
      session.end()
    }
    const stopWaiting = this.world.timers.after(SILENT_PLACE_MS, goOn)
    this.#listen(session, { stopWaiting, goOn })
  }

  /** `elsewhere`: where it may go on to as long as this place has done nothing for the call (RFC 3263 §4.3). */
  #listen(session: OutgoingSession, elsewhere?: { readonly stopWaiting: () => void; readonly goOn: () => void }): void {
    let hasProgress = false
    const isLeft = () => this.#session !== session
    session.on({
      ...this.commonEvents(session),
      onHeard: () => {
        elsewhere?.stopWaiting()
        if (!isLeft()) this.#events?.onHeard()
      },
      onChallenged: () => {
        if (!isLeft()) this.#events?.onChallenged?.()
      },
      onProgress: ({ status, sdp }) => {
        if (isLeft()) return
        hasProgress ||= status > 100
        this.#onProgress(status, sdp)
      },
      onConfirmed: ({ sdp }) => {
        if (isLeft()) session.end()
        else this.#onConfirmed(sdp)
      },
      onFailed: ({ status, response }) => {
        elsewhere?.stopWaiting()
        if (isLeft()) return
        if (elsewhere && !hasProgress && (status === 503 || status === 408)) elsewhere.goOn()
        else this.#fail(status, response)
      },
      onEnded: (event) => {
        this.endedBecause = endedBecause(event)
        if (!isLeft()) this.#onEnded()
      },
    })
  }

  #onProgress(status: number, sdp: string | undefined): void {
    if (this.#state !== 'calling' || status <= 100) return
    this.#events?.onRinging(status)
    const remoteTag = this.#session?.names?.remoteTag
    if (remoteTag !== this.#toldTag) this.call?.announce() // lamps name the dialog
    this.#toldTag = remoteTag
    if (sdp !== undefined && this.audio?.accept(sdp, this.#session?.heardFrom)) this.#events?.onEarlyMedia()
  }

  #onConfirmed(sdp: string | undefined): void {
    if (this.#state === 'ended') {
      this.#session?.end() // the 200 crossed our CANCEL
      return
    }
    const isFirst = this.#state === 'calling'
    if (sdp !== undefined && !this.#accepts(sdp)) {
      this.#session?.end()
      this.#fail(488)
      return
    }
    this.#state = 'answered'
    if (isFirst) this.#events?.onAnswered()
    else this.audioChanged()
  }

  /** A defect of ours ends the leg and is told where defects are. */
  #accepts(sdp: string): boolean {
    try {
      return this.audio?.accept(sdp, this.#session?.heardFrom) ?? false
    } catch (error) {
      this.#session?.end()
      this.#fail(500)
      throw error
    }
  }

  #onEnded(): void {
    if (this.#state === 'ended') return
    const wasAnswered = this.#state === 'answered'
    this.#state = 'ended'
    this.markGone()
    // Between answering and being joined (a key press awaited) a hang-up is a failure; later the bridge sees `isGone`.
    if (wasAnswered) this.#events?.onFailed(480)
  }

  #fail(status: number, response?: SipResponse): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    if (response) this.endedBecause = reasonIn(response.headers)
    this.markGone()
    this.#events?.onFailed(status, response)
  }
}
