import type { MessageTally } from './message-counts.ts'
import type { Dialog } from './dialog/dialog.ts'
import type { KeptTimer } from './session/session-refresh.ts'
import type { ReferredPart } from './session/multipart.ts'
import type { SipMessage, SipRequest, SipResponse } from './message/message.ts'
import type { Replaces } from './message/replaces.ts'
import type { TransportKind, TransportPeer } from './transport/transport.ts'

export type { Replaces } from './message/replaces.ts'

/**
 * What the rest of the engine asks of SIP: a user agent core (RFC 3261 §8, §12-§15) over the transaction layer.
 * `calls/` and `services/` see this file, `message/` and the table of transports; transactions, dialogs and sockets stay behind it.
 */
export interface SipUserAgent {
  /** Binds every listen point or rejects with `PortInUseError` naming it; port 0 asks for a free one. */
  start(): Promise<readonly ListenPoint[]>
  readonly listenPoints: readonly ListenPoint[]
  /**
   * Asked about every INVITE and every request that has a handler, unless it is in a dialog of ours, before anything of it is
   * remembered (RFC 3261 §26.3.2.4). Everybody is let in unless told otherwise.
   */
  screen(screen: Screen): void
  /** A new call from outside. The handler must end in `answer`, `reject` or the caller's CANCEL. */
  onInvite(handler: (session: IncomingSession) => void): void
  /** Requests outside a dialog by method (REGISTER, OPTIONS, SUBSCRIBE, MESSAGE ...). One handler a method; others get 405. */
  onRequest(method: string, handler: (request: IncomingRequest) => void): void
  /** Starts a client INVITE transaction. Never throws: refusal, time-out and transport failure arrive as `failed`. */
  invite(options: InviteOptions): OutgoingSession
  /** A request outside a dialog (REGISTER to a trunk, OPTIONS keep-alive). A 401/407 is answered once with `credentials`. */
  request(options: RequestOptions): Promise<SipResponse>
  /** Our address that faces `peer`, a flow, or a SIP URI to be resolved. Rejects when a name does not resolve. */
  addressesFor(peer: TransportPeer | string): Promise<OwnAddresses>
  /** Where requests for a SIP URI go (RFC 3263). Rejects when a name does not resolve. */
  locate(uri: string): Promise<TransportPeer>
  /** Whether the connection that a message came over is still there. */
  isConnected(flow: TransportPeer): boolean
  /** Told of connections that had earned their time, once each, when they are gone. One handler. */
  onFlowLost(handler: (flow: TransportPeer) => void): void
  /** A request that came over this flow was authenticated: a connection that earns nothing is closed soon. */
  earned(flow: TransportPeer): void
  /**
   * The call of ours, ringing or talking, that the header names; seen from us, so `toTag` is our own tag (RFC 3891 §3). Tags the other way round name
   * nothing: a call from us to ourselves is two dialogs with the same tags exchanged, and only their order tells them apart.
   */
  sessionOf(replaces: Replaces): Session | undefined
  /** A dialog that was begun by `beginDialog` before a restart. One that is there already is replaced. */
  resumeDialog(kept: KeptDialog, onRequest: (incoming: RequestToAnswer) => void): EventDialog
  /** A call that was answered before a restart. Nothing is sent: a re-INVITE says whether the other side still has it, and where our audio is now. */
  resumeSession(kept: KeptSession, credentials?: Credentials): ResumedSession
  readonly counters: SipCounters
  /** By direction and kind. */
  readonly messages: Pick<MessageTally, 'counts'>
  close(): Promise<void>
}

export interface OwnAddresses {
  /** What sockets are bound to. */
  readonly local: string
  /** By which the other side reaches that, another one where a router is in between: for SDP. */
  readonly shown: string
}

export interface ListenPoint {
  readonly transport: TransportKind
  readonly host: string
  readonly port: number
}

/** Since start. Everything a hostile network can make happen is counted, never logged line by line. */
export interface SipCounters {
  readonly received: number
  readonly sent: number
  readonly malformedDropped: number
  readonly malformedAnswered400: number
  readonly retransmissionsAbsorbed: number
  readonly transactions: number
}

export interface Credentials {
  readonly username: string
  readonly password: string
  /** When set, challenges from other realms are not answered. */
  readonly realm?: string
}

/** May a request from outside come in? Otherwise it gets one answer and is forgotten: no transaction, no 100, no repetition. */
export type Screen = (request: SipRequest, source: TransportPeer) => Screening

export type Screening = { readonly kind: 'admit' } | { readonly kind: 'answer'; readonly response: ResponseOptions }

export interface RequestToAnswer {
  readonly request: SipRequest
  readonly source: TransportPeer
  respond(this: void, response: ResponseOptions): void
}

export interface IncomingRequest extends RequestToAnswer {
  /**
   * Begins a dialog that is no call and accepts the request with that response, a 2xx; further requests of the other side go to `onRequest`, unscreened.
   * Throws `RemoteProtocolError` when the request cannot begin one (no Contact).
   */
  beginDialog(this: void, response: ResponseOptions, onRequest: (incoming: RequestToAnswer) => void): EventDialog
}

/** A dialog for notifications (RFC 6665 §4.2). */
export interface EventDialog {
  readonly id: string
  /** The Contact of the other side. */
  readonly remoteTarget: string
  /** What `resumeDialog` makes it of again. */
  readonly kept: KeptDialog
  /** Resolves with the status of the final answer; 408 and 503 stand for none. Never rejects. */
  request(parts: EventDialogRequest): Promise<number>
  /** The other side is heard from elsewhere now. */
  moveTo(flow: TransportPeer): void
  /** Nothing is sent for it; what comes in it gets 481. */
  end(): void
}

export interface EventDialogRequest {
  readonly method: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: MessageBody
}

/** Plain data. */
export interface KeptDialog {
  readonly dialog: Dialog
  readonly flow: TransportPeer
}

/** Plain data. */
export interface KeptSession extends KeptDialog {
  /** We sent the INVITE. */
  readonly isCallIdOwner: boolean
  readonly heardFrom?: string | undefined
  /** Where a session timer was agreed on (RFC 4028). */
  readonly timer?: KeptTimer | undefined
}

export interface ResumedSession extends Session {
  /** The other side is heard from elsewhere now. */
  moveTo(flow: TransportPeer): void
}

export interface ResponseOptions {
  readonly status: number
  readonly reason?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: MessageBody
}

export interface MessageBody {
  readonly contentType: string
  readonly content: string
}

export interface InviteOptions {
  /** Request-URI, e.g. a contact from the registrar or `sip:+16045550100@trunk.example`. */
  readonly target: string
  /** Where to send instead of resolving `target`: the flow a registration came from (RFC 5626 manners), an outbound proxy. */
  readonly via?: TransportPeer
  readonly from: { readonly uri: string; readonly displayName?: string }
  readonly to: { readonly uri: string; readonly displayName?: string }
  readonly sdpOffer: string
  /** Goes along with the offer. */
  readonly beside?: ReferredPart
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly credentials?: Credentials
}

export interface RequestOptions {
  readonly method: string
  readonly target: string
  readonly via?: TransportPeer
  readonly from: { readonly uri: string; readonly displayName?: string }
  readonly to: { readonly uri: string; readonly displayName?: string }
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: MessageBody
  readonly credentials?: Credentials
  /** Keeps Call-ID and CSeq counting across refreshes of one registration (RFC 3261 §10.2.4). */
  readonly sequence?: { readonly sipCallId: string; readonly cseq: number }
}

/** One INVITE dialog of ours, from first message to BYE. Both directions share what happens after the answer. */
/** What a dialog is known by. `remoteTag` is empty for a peer older than RFC 3261. */
export type DialogNames = Pick<Dialog, 'sipCallId' | 'localTag' | 'remoteTag'>

export interface Session {
  readonly sipCallId: string
  /** The address that the other side's latest message came from; undefined before its first. */
  readonly heardFrom: string | undefined
  readonly state: 'early' | 'confirmed' | 'ended'
  /** Its dialog as we see it (RFC 3261 §12); undefined before there is one. Of several early ones, the latest. */
  readonly names: DialogNames | undefined
  /** What `resumeSession` makes it of again; undefined before there is a dialog. */
  readonly kept: KeptSession | undefined
  /** Re-INVITE with a new offer; resolves with the answer, rejects never: a refusal is a result. Waits out 491 glare (§14.1). */
  reinvite(sdpOffer: string): Promise<{ ok: true; sdpAnswer: string } | { ok: false; status: number }>
  /** In-dialog INFO, e.g. `application/dtmf-relay`. */
  info(body: MessageBody): void
  /** Ends the dialog: BYE when confirmed, CANCEL or a final response before. Idempotent. */
  end(options?: {
    readonly status?: number
    readonly reason?: string
    readonly headers?: ResponseOptions['headers']
  }): void
  /**
   * Listens until the returned function is called. Everybody hears every event, in the order in which they came; a question (`onReinvite`, `onReferral`)
   * is put to one after the other until somebody answers, to the latest first.
   */
  on(listener: SessionListener): () => void
}

/**
 * Set one before the tick ends: events that nobody listens to are kept for the next who does.
 * Exactly one of `onFailed` and `onEnded` is the last event of every session, also after `end` and `reject` of our own.
 */
export interface SessionListener {
  /** The other side has our INVITE: its first response, of any kind, came. Once, before what it says. */
  onHeard?(): void
  /** Our INVITE was asked for a password, and goes again with it. */
  onChallenged?(): void
  /** 101-199 to our INVITE, with SDP when it carried early media. */
  onProgress?(response: { status: number; reason: string; sdp?: string }): void
  /** 2xx to our INVITE (ACK already sent), or the caller's ACK to our 2xx, with the SDP that completes the exchange. */
  onConfirmed?(event: { sdp?: string; response?: SipResponse }): void
  /** Final non-2xx, time-out (408), transport failure (503) to our INVITE. */
  onFailed?(event: { status: number; reason: string; response?: SipResponse }): void
  /** The other side wants to change the session. Answer with SDP (200) or a refusal (488). */
  onReinvite?(sdpOffer: string | undefined): { sdp: string } | { status: number } | undefined
  /** The caller, whose INVITE had no offer, answers the one of our `progress` (RFC 3262 §5). */
  onEarlyAnswer?(sdp: string): void
  /** RFC 6086 / de-facto INFO. Answered 200 already. */
  onInfo?(body: MessageBody): void
  /** The other side wants us to call somebody for it. Whoever has this decides. */
  onReferral?(referral: Referral): void
  /** BYE from the other side, CANCEL of an incoming INVITE, or the dialog died (ACK never came, re-INVITE 408/481). */
  onEnded?(event: SessionEnd): void
}

export interface SessionEnd {
  readonly by: 'remote' | 'local' | 'failure'
  readonly message?: SipMessage
  /** Of a failure, what the other side did or left undone, for the record: `did not refresh the session within 1800 s`. */
  readonly words?: string
}

/**
 * A REFER inside a dialog of ours that waits for our decision (RFC 3515). Exactly one of `accept` and `refuse` is called, once and within 20 s, after
 * which it is refused 480; later calls change nothing. Nobody listens: 403.
 */
export interface Referral {
  /** The Refer-To URI, `sip:`, `sips:` or `tel:`, without its headers. */
  readonly target: string
  /** From its `?Replaces=`: an attended transfer (RFC 5589 §7). Not looked up: it may name a dialog of somebody else. */
  readonly replaces?: Replaces
  /** The Referred-By header as it came, readable as a name-addr (RFC 3892). A claim, no proof. */
  readonly referredBy?: string
  /** 202, and NOTIFY "SIP/2.0 100 Trying" unless `Refer-Sub: false`. */
  accept(): ReferProgress
  /** With a status of 300 to 699. */
  refuse(response: ResponseOptions): void
}

/** What the one who asked is told by NOTIFY, also after the call has ended. */
export interface ReferProgress {
  /** As of the call that was asked for. A final status (200 and above) is the last; later ones change nothing. Without one, 5 minutes are the end. */
  tell(status: number, reason?: string): void
}

export interface IncomingSession extends Session {
  readonly request: SipRequest
  readonly source: TransportPeer
  /** The offer, when the INVITE had one. Without, `answer` carries our offer and the ACK their answer (delivered by `onConfirmed`). */
  readonly sdpOffer: string | undefined
  /** `progress` has to carry our offer the first time. */
  readonly mustOfferEarly: boolean
  /** The call of ours that it is to take the place of; it is there, and `sessionOf` finds it. Whether the caller may is for the handler to say (RFC 3891 §3). */
  readonly replaces?: Replaces
  /**
   * 180 and 183 create the early dialog; 100 is sent by the transaction layer when nothing else is within 150 ms. Repeated until it is acknowledged for a
   * caller who requires that (RFC 3262).
   */
  progress(response: { status: number; reason?: string; sdp?: string; headers?: ResponseOptions['headers'] }): void
  /** 200, retransmitted until the ACK (§13.3.1.4). */
  answer(response: { sdp: string; headers?: ResponseOptions['headers'] }): void
  /** Final 3xx-6xx. */
  reject(response: ResponseOptions): void
}

export interface OutgoingSession extends Session {
  readonly target: string
}
