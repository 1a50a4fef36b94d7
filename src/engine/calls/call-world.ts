import type { MediaEngine } from '../media/media-engine.ts'
import type { ConferenceRooms } from '../services/conferences/conference-rooms.ts'
import type { Emergencies } from '../services/emergencies.ts'
import type { MailService } from '../services/mail/mail-service.ts'
import type { MessageWaiting } from '../services/message-waiting.ts'
import type { ParkingLot } from '../services/parking-lot.ts'
import type { NameLookups } from '../services/name-lookup.ts'
import type { OutsideUse } from '../services/outside-use.ts'
import type { PinGuard } from '../services/pin-guard.ts'
import type { Callbacks } from '../services/queue/callbacks.ts'
import type { QueueService } from '../services/queue/queue-service.ts'
import type { RecordingUploads } from '../services/recording-uploads.ts'
import type { Registrar } from '../services/registrar/registrar.ts'
import type { Sounds } from '../services/sounds.ts'
import type { Transcriptions } from '../services/transcriptions.ts'
import type { TrunkService } from '../services/trunks/trunk-service.ts'
import type { Wallboard } from '../services/queue/wallboard.ts'
import type { WebRequests } from '../services/web-requests.ts'
import type { Session, SipUserAgent } from '../sip/user-agent.ts'
import type { EngineClock } from '../clock.ts'
import type { Timers } from '../sip/user-agent-options.ts'
import type { Files } from '../state/files.ts'
import type { FreeSpace } from '../state/free-space.ts'
import type { KeptSounds } from '../state/kept-sounds.ts'
import type { MessageStore } from '../state/message-store.ts'
import type { ParkedRows } from './moving/kept-parked.ts'
import type { RuntimeState } from '../state/runtime-state.ts'
import type { Spool } from '../state/spool.ts'
import type { EngineLog } from '../engine-log.ts'
import type { Call } from './call.ts'
import type { CallShares } from './call-shares.ts'
import type { Leg } from './leg.ts'
import type { LoopGuard } from './loop-guard.ts'

/** Everything a call asks of the rest of the engine. */
export interface CallWorld {
  readonly userAgent: SipUserAgent
  readonly media: MediaEngine
  readonly registrar: Registrar
  readonly trunks: TrunkService
  readonly shares: CallShares
  readonly sounds: Sounds
  readonly messages: MessageStore
  readonly kept: KeptSounds
  readonly files: Files
  readonly disk: FreeSpace
  readonly spool: Spool
  readonly messageWaiting: Pick<MessageWaiting, 'changed'>
  readonly mail: Pick<MailService, 'notify' | 'missedCall' | 'emergency'>
  readonly names: Pick<NameLookups, 'find'>
  readonly emergencies: Pick<Emergencies, 'add' | 'callersUnder' | 'isAnybodyCalledBack'>
  readonly runtimeState: RuntimeState
  readonly queues: QueueService
  readonly wallboard: Wallboard
  readonly callbacks: Callbacks
  readonly conferences: ConferenceRooms
  /** Calls in parking slots. */
  readonly parking: ParkingLot<Call>
  readonly parkedRows: Pick<ParkedRows, 'put' | 'remove'>
  readonly pinGuard: PinGuard
  readonly outsideUse: OutsideUse
  readonly uploads: RecordingUploads
  readonly transcriptions: Pick<Transcriptions, 'begin' | 'settled'>
  readonly web: Pick<WebRequests, 'perform'>
  /** Knows a call that comes back. */
  readonly loops: LoopGuard
  readonly clock: EngineClock
  readonly timers: Timers
  /** In [0, 1). */
  readonly random: () => number
  readonly newId: () => string
  readonly folders: {
    /** Recordings of whole calls, kept. */
    readonly recordings: string
  }
  /** Every call that lives, the oldest first. */
  readonly liveCalls: () => Iterable<Call>
  /** Which leg a dialog of ours is. */
  readonly legs: WeakMap<Session, Leg>
  readonly log: EngineLog
}
