import type { StateKey, StateValue } from '../../callflow/run/operation.ts'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import type { Switchboard } from '../calls/switchboard.ts'
import type { Click, Clicked } from '../calls/click-to-call.ts'
import type { LegQuality } from './audio-contract.ts'
import type { Bundle, BundleAbout, Cdr, EngineEvent, Health, LiveCall, Registration } from './contract.ts'
import type { MessageChange, VoicemailMessage } from './message-contract.ts'
import type { ConferenceRooms } from '../services/conferences/conference-rooms.ts'
import type { Emergencies } from '../services/emergencies.ts'
import type { TrunkTests } from '../calls/trunk-test.ts'
import type { OutsideStops } from '../services/outside-stops.ts'
import type { SpokenWav } from '../services/made-sounds/made-sounds.ts'
import type { SpeechRequest } from '../services/made-sounds/speech/speaker.ts'
import type { MailService } from '../services/mail/mail-service.ts'
import type { QueueControl } from '../calls/queue-room.ts'
import type { PhoneFetch } from '../provisioning/phone-door.ts'
import type { Activated, ActivationWish, BundleService } from '../services/bundles.ts'
import type { Deployer, Deployment } from '../state/bundle-store.ts'
import type { RingEntry } from './event-ring.ts'
import type { CdrPage } from '../state/cdr-store.ts'
import type { MessagesOf } from '../state/message-store.ts'

/** A page of what is in a bundle. */
import type { TrunkState } from './trunk-contract.ts'

export interface BundleOffer extends BundleAbout {
  readonly at: number
  readonly hashes: readonly string[]
}
export type BundleDocument = Bundle['documents'][number]

/** A part of a sound. */
export interface BlobPiece {
  readonly at: number
  readonly bytes: Uint8Array
  readonly isLast: boolean
}

export type BundleRefusal = { readonly ok: false; readonly reason: string }

/** What the control API asks of the engine behind it. */
export interface EngineControl {
  health(): Health
  /** PEM; null: there is none of ours. */
  certificateAuthority(): string | null
  putBundle(bundle: Bundle): Promise<{ readonly ok: true; readonly missingBlobs: string[] } | BundleRefusal>
  /** `sender`: who sends it, so that two who do are kept apart. */
  offerBundle(offer: BundleOffer, sender: string): { readonly ok: true; readonly missing: string[] } | BundleRefusal
  sendDocuments(
    id: string,
    documents: readonly BundleDocument[],
    sender: string,
  ): Promise<{ readonly ok: true } | BundleRefusal>
  assembleBundle(
    id: string,
    sender: string,
  ): Promise<{ readonly ok: true; readonly missingBlobs: string[] } | BundleRefusal>
  putBlob(sha256: string, bytes: Uint8Array): Promise<{ readonly ok: true } | BundleRefusal>
  sendBlob(sha256: string, piece: BlobPiece): Promise<{ readonly ok: true } | BundleRefusal>
  activate(id: string, wish: ActivationWish): Promise<Activated>
  deployments(): readonly Deployment[]
  contents: BundleService['contents']
  /** Undefined when there is no earlier bundle. */
  rollBack(deployer: Deployer): Promise<{ readonly ok: true; readonly id: string } | BundleRefusal>
  bundles(): {
    readonly id: string
    readonly designName: string
    readonly createdMs: number
    readonly activatedMs: number | null
    readonly isActive: boolean
  }[]
  registrations(): Registration[]
  trunks(): TrunkState[]
  calls(): LiveCall[]
  click(click: Click): Clicked
  /** The same for whoever asks without a token: only for phones that allow it, and never for help. */
  quickCall(click: Click): Clicked
  supervise: Switchboard['supervise']
  changeSupervision: Switchboard['changeSupervision']
  record: Switchboard['record']
  hangUp(callId: string): boolean
  quality(callId: string): readonly LegQuality[]
  trace(callId: string): readonly TraceEvent[]
  readonly conferences: Pick<ConferenceRooms, 'list' | 'change' | 'changeParty' | 'kick' | 'dismiss'>
  readonly emergencies: Pick<Emergencies, 'list' | 'seen'>
  readonly outsideStops: Pick<OutsideStops, 'list' | 'lift'>
  readonly trunkTests: Pick<TrunkTests, 'start' | 'cancel'>
  readonly queues: QueueControl
  cdrs(page: CdrPage): Cdr[]
  messages(of: MessagesOf): VoicemailMessage[]
  /** False: there is no such message, or no such box. */
  changeMessage(change: MessageChange): boolean
  messageAudio(messageId: string): Promise<Uint8Array | undefined>
  removeMessage(messageId: string): Promise<boolean>
  phoneFetches(): readonly PhoneFetch[]
  speak(request: SpeechRequest): Promise<SpokenWav>
  readonly mail: Pick<MailService, 'test'>
  state(): { readonly scope: string; readonly id: string; readonly name: string; readonly value: StateValue }[]
  writeState(key: StateKey, value: StateValue | undefined): void
  events(lastEventId: string | undefined, signal: AbortSignal | undefined): AsyncGenerator<RingEntry<EngineEvent>>
}
