import { isSecretState } from '../callflow/run/unseen.ts'
import type { CallShares } from './calls/call-shares.ts'
import { callCounters } from './calls/call-counters.ts'
import type { Switchboard } from './calls/switchboard.ts'
import type { EngineClock } from './clock.ts'
import type { Health } from './control/contract.ts'
import type { EngineControl } from './control/engine-control.ts'
import type { DiskReport } from './disk-report.ts'
import type { EventRing } from './control/event-ring.ts'
import { descriptorCounts } from './descriptors.ts'
import type { MediaEngine } from './media/media-engine.ts'
import type { Authenticator } from './services/authenticator.ts'
import type { BundleService } from './services/bundles.ts'
import type { ConferenceRooms } from './services/conferences/conference-rooms.ts'
import type { Registrar } from './services/registrar/registrar.ts'
import { shownRegistrations } from './services/shown-registrations.ts'
import type { UnrecordedCalls } from './services/unrecorded-calls.ts'
import type { SipUserAgent } from './sip/user-agent.ts'
import type { BlobStore } from './state/blob-store.ts'
import type { BundleStore } from './state/bundle-store.ts'
import type { CdrStore } from './state/cdr-store.ts'
import type { MessageStore } from './state/message-store.ts'
import { orNoRoom } from './state/no-room.ts'
import type { RuntimeState } from './state/runtime-state.ts'

export interface EngineParts {
  readonly version: string
  readonly upSinceMs: number
  /** What the start found wrong, apart from versions of the design. */
  readonly startProblem: string | null
  readonly bundles: BundleService
  readonly bundleStore: BundleStore
  readonly blobs: BlobStore
  readonly cdrs: CdrStore
  readonly messages: MessageStore
  readonly runtimeState: RuntimeState
  readonly registrar: Registrar
  readonly switchboard: Switchboard
  readonly shares: CallShares
  readonly unrecorded: UnrecordedCalls
  readonly authenticator: Authenticator
  readonly userAgent: SipUserAgent
  readonly media: MediaEngine
  readonly conferences: ConferenceRooms
  readonly ring: EventRing
  readonly disk: DiskReport
  readonly clock: EngineClock
}

/** What the control API can do, in terms of the engine's parts. */
export function engineControl(parts: EngineParts): EngineControl {
  const {
    bundles,
    bundleStore,
    blobs,
    cdrs,
    messages,
    runtimeState,
    registrar,
    switchboard,
    conferences,
    ring,
    clock,
  } = parts
  return {
    health: () => healthOf(parts),
    putBundle: (bundle) => orNoRoom('the design', () => bundles.put(bundle)),
    offerBundle: (offer) => bundles.offer(offer),
    sendDocuments: (id, documents) => bundles.send(id, documents),
    assembleBundle: (id) => orNoRoom('the design', () => bundles.assemble(id)),
    putBlob: (sha256, bytes) => orNoRoom('the sound', () => blobs.put(sha256, bytes)),
    activate: (id) => orNoRoom('which design runs', () => bundles.activate(id)),
    rollBack: () => orNoRoom('which design runs', () => bundles.rollBack()),
    bundles: () => bundleStore.list().map((each) => ({ ...each, isActive: each.id === bundles.active?.id })),
    registrations: () => shownRegistrations(registrar, clock),
    calls: () => switchboard.list(),
    click: (click) => switchboard.click(click),
    hangUp: (callId) => switchboard.hangUp(callId),
    trace: (callId) => switchboard.trace(callId),
    conferences,
    cdrs: (page) => cdrs.list(page),
    messages: (mailboxId) => messages.list(mailboxId),
    messageAudio: (messageId) => messages.audio(messageId),
    removeMessage: (messageId) => messages.remove(messageId),
    state: () => runtimeState.list().filter((each) => !isSecretState(each)),
    writeState: (key, value) => runtimeState.write(key, value),
    events: (lastSeen, signal) => ring.after(lastSeen, signal),
  }
}

function healthOf(parts: EngineParts): Health {
  const { bundles, registrar, switchboard, userAgent, media, clock } = parts
  const { active } = bundles
  const { received, sent, malformedDropped, malformedAnswered400, retransmissionsAbsorbed, transactions } =
    userAgent.counters
  return {
    version: parts.version,
    upSinceMs: parts.upSinceMs,
    activeBundle: active ? { id: active.id, designName: active.designName, activatedMs: active.activatedMs } : null,
    canRollBack: bundles.canRollBack,
    problem:
      [parts.startProblem, bundles.problem, parts.disk.problem].filter((each) => each !== null).join('. ') || null,
    disk: parts.disk.health(),
    listenPoints: userAgent.listenPoints.map(({ transport, host, port }) => ({ transport, host, port })),
    activeCalls: switchboard.size,
    registrations: registrar.list(clock.now()).length,
    counters: {
      sipReceived: received,
      sipSent: sent,
      sipMalformedDropped: malformedDropped,
      sipMalformedAnswered400: malformedAnswered400,
      sipRetransmissionsAbsorbed: retransmissionsAbsorbed,
      sipTransactions: transactions,
      authFailures: parts.authenticator.failures,
      rtpReceived: media.counters.packetsReceived,
      rtpSent: media.counters.packetsSent,
      rtpMalformedDropped: media.counters.malformedDropped,
      rtpForeignSourceDropped: media.counters.foreignSourceDropped,
      mediaWorkerRestarts: media.counters.workerRestarts,
      openStreams: media.counters.openStreams,
      callsNotRecorded: parts.unrecorded.count,
      ...callCounters(parts.shares),
      rtpPortPairsInUse: media.counters.portPairsInUse,
      rtpPortPairsRefused: media.counters.portPairsRefused,
      ...descriptorCounts(),
    },
  }
}
