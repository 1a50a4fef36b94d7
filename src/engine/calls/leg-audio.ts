import { randomBytes } from 'node:crypto'
import type { Device } from '../../callflow/design/document.ts'
import type { OwnKeys } from '../sdp/srtp-keys.ts'
import type {
  AudioCodec,
  MediaEngine,
  MediaStream,
  OpenStreamOptions,
  OwnBrowserEnd,
  StreamParameters,
} from '../media/media-engine.ts'
import type { OwnAddresses } from '../sip/user-agent.ts'
import { isAnotherEnd } from '../sdp/browser-media.ts'
import { preferring } from './leg-codecs.ts'
import { SdpError } from '../sdp/session-description.ts'
import { saysTheSame } from '../sdp/format-sdp.ts'
import {
  type LocalMedia,
  makeAnswer,
  makeOffer,
  makeReoffer,
  offeredBrowserEnd,
  offeredCodecs,
  readAnswer,
} from '../sdp/offer-answer.ts'

/** Of a device: what SDP says and SIP INFO as well, or one way alone. */
export type KeyWay = Device['dtmf']

export interface LegAudioOptions extends Omit<OpenStreamOptions, 'localAddress'> {
  /** Where the stream is, and where descriptions say that it is; absent: the engine's. */
  readonly own?: OwnAddresses
  /** By preference. */
  readonly codecs: readonly AudioCodec[]
  /** Whether SRTP by SDES is offered and taken; absent: no. */
  readonly encryption?: 'offered' | 'required'
  /** How keys pass; default `auto`. */
  readonly dtmf?: KeyWay | undefined
  /** It goes on from there. */
  readonly before?: KeptAudio
}

/** What a session's next description has to keep of those before (RFC 3264 §8), in another process too. Plain data, without keys. */
export interface KeptAudio {
  readonly codecs: readonly AudioCodec[]
  readonly encryption?: 'offered' | 'required' | undefined
  readonly dtmf?: KeyWay | undefined
  readonly isForBrowser: boolean
  readonly sessionId: string
  readonly version: number
  readonly ours: string
  readonly theirs?: string | undefined
}

/** One leg's RTP stream and the offers and answers about it (RFC 3264). A description that cannot be used changes nothing. */
export class LegAudio {
  readonly stream: MediaStream
  readonly #shownAddress: string
  #codecs: readonly AudioCodec[]
  readonly #sessionId: string
  readonly #keys: OwnKeys | undefined
  readonly #dtmf: KeyWay
  #version = 0
  /** The last descriptions of both sides; empty before there is one. */
  #ours = ''
  #theirs: string | undefined
  #parameters: StreamParameters | undefined
  /** Ours, of a browser's leg, as last described. */
  #browserEnd: OwnBrowserEnd | undefined

  static async open(media: MediaEngine, options: LegAudioOptions): Promise<LegAudio> {
    const { codecs: _codecs, encryption: _encryption, dtmf: _dtmf, before: _before, own, ...how } = options
    const stream = await media.openStream({ ...how, ...(own && { localAddress: own.local }) })
    return new LegAudio(stream, options)
  }

  private constructor(
    stream: MediaStream,
    { codecs, encryption, dtmf = 'auto', isForBrowser, before, own }: LegAudioOptions,
  ) {
    this.stream = stream
    this.#dtmf = dtmf
    this.#shownAddress = own?.shown ?? stream.localAddress
    this.#keys = isForBrowser ? undefined : keysFor(encryption)
    this.#codecs = codecs
    this.#sessionId = before?.sessionId ?? String(nextSessionId++)
    this.#version = before?.version ?? 0
    this.#ours = before?.ours ?? ''
    this.#theirs = before?.theirs
    this.#browserEnd = stream.newBrowserEnd()
  }

  get kept(): KeptAudio {
    return {
      codecs: this.#codecs,
      encryption: this.#keys && (this.#keys.isRequired ? 'required' : 'offered'),
      ...(this.#dtmf !== 'auto' && { dtmf: this.#dtmf }),
      isForBrowser: this.#browserEnd !== undefined,
      sessionId: this.#sessionId,
      version: this.#version,
      ours: withoutKeys(this.#ours),
      theirs: this.#theirs === undefined ? undefined : withoutKeys(this.#theirs),
    }
  }

  /** Known once an offer was answered or an answer read. */
  get parameters(): StreamParameters | undefined {
    return this.#parameters
  }

  /** They offered `sendonly`, `inactive` or the old 0.0.0.0 (RFC 3264 §8.4). */
  get isHeldByFarEnd(): boolean {
    const parameters = this.#parameters
    if (!parameters) return false
    const { direction, remoteAddress, browser } = parameters
    if (browser !== undefined) return direction === 'recvonly' || direction === 'inactive'
    return direction === 'recvonly' || direction === 'inactive' || remoteAddress === '0.0.0.0' || remoteAddress === '::'
  }

  /** Put before the others, as long as nothing is agreed. */
  prefer(preferred: readonly AudioCodec[]): void {
    if (this.#parameters === undefined) this.#codecs = preferring(this.#codecs, preferred)
  }

  /** The first one, or a re-offer, which keeps all sections there have been (RFC 3264 §8). */
  offer(): string {
    const local = this.#local(this.#browserEnd)
    return this.#say(this.#ours === '' ? makeOffer(local) : makeReoffer(local, this.#ours, this.#theirs))
  }

  /** Undefined when there is no common codec or the offer is no SDP. `from`: the address that the offer came from. */
  answer(offer: string, from: string | undefined): string | undefined {
    try {
      const end = this.#beginsAnew(offer) ? this.stream.newBrowserEnd() : this.#browserEnd
      const { sdp, stream } = makeAnswer(offer, this.#local(end))
      this.#browserEnd = end
      this.#theirs = offer
      this.#use(stream, from)
      return this.#say(sdp)
    } catch (error) {
      if (!(error instanceof SdpError)) throw error // a defect of ours
      return undefined
    }
  }

  /** Takes the answer to our last offer; false when it cannot be used. `from`: the address that it came from. */
  accept(answer: string, from: string | undefined): boolean {
    try {
      this.#use(readAnswer(this.#ours, answer), from)
      this.#theirs = answer
      return true
    } catch (error) {
      if (!(error instanceof SdpError)) throw error // as above
      return false
    }
  }

  close(): void {
    this.stream.close()
  }

  #use(negotiated: StreamParameters, from: string | undefined): void {
    const parameters = {
      ...negotiated,
      ...(from !== undefined && { signallingAddress: from }),
      ...(!canBeTones(this.#dtmf) && { areKeysTones: false }),
    }
    this.#parameters = parameters
    // A hold must not change the codec: what was agreed goes first from now on.
    this.#codecs = preferring(this.#codecs, [parameters.codec])
    this.stream.configure(parameters)
  }

  /** A description that says what the last one said is the last one: its version is raised only by a change (RFC 3264 §8). */
  #say(sdp: string): string {
    if (saysTheSame(sdp, this.#ours)) return this.#ours
    this.#version++
    this.#ours = sdp
    return sdp
  }

  /** Another browser page, or the same that lost its way and asks for an ICE restart: ours has to be another end too (RFC 8839 §4.4.1.1.1). */
  #beginsAnew(offer: string): boolean {
    const before = this.#parameters?.browser
    const now = before && offeredBrowserEnd(offer)
    return before !== undefined && now !== undefined && isAnotherEnd(before.remote, now)
  }

  #local(end: OwnBrowserEnd | undefined): LocalMedia {
    const settled = this.#parameters?.browser
    const isSettled = end !== undefined && settled?.local.ufrag === end.ufrag
    return {
      address: this.#shownAddress,
      port: this.stream.localPort,
      codecs: this.#codecs,
      direction: 'sendrecv',
      sessionId: this.#sessionId,
      version: this.#version + 1,
      ...(!hasEvents(this.#dtmf) && { hasEvents: false }),
      ...(this.#keys && { keys: this.#keys }),
      ...(end && { browser: isSettled ? { ...end, role: settled.role } : end }),
    }
  }
}

const hasEvents = (way: KeyWay) => way === 'auto' || way === 'rfc4733'

const canBeTones = (way: KeyWay) => way === 'auto' || way === 'inband'

/** What somebody could listen in with is not written down. */
const withoutKeys = (sdp: string) => sdp.replaceAll(/^a=(?:crypto|ice-pwd):.*\r?\n/gm, '')

/** Of `codecs`, those that an offer names and so may be answered with. */
export function commonCodecs(
  offer: string,
  codecs: readonly AudioCodec[],
  encryption: LegAudioOptions['encryption'],
): readonly AudioCodec[] {
  try {
    const offered = offeredCodecs(offer, keysFor(encryption))
    return codecs.filter((codec) => offered.includes(codec))
  } catch (error) {
    if (!(error instanceof SdpError)) throw error
    return []
  }
}

/** Of one leg: a suite's own, for no key may serve two. */
function keysFor(encryption: LegAudioOptions['encryption']): OwnKeys | undefined {
  if (encryption === undefined) return undefined
  const master = () => randomBytes(MASTER_BYTES).toString('base64')
  return {
    isRequired: encryption === 'required',
    masters: { AES_CM_128_HMAC_SHA1_80: master(), AES_CM_128_HMAC_SHA1_32: master() },
  }
}

const MASTER_BYTES = 30

let nextSessionId = Date.now()
