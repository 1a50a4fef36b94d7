import { isSecretState } from '../callflow/run/unseen.ts'
import { callCounters } from './calls/call-counters.ts'
import { allowsQuickCall, notThere } from './calls/quick-call.ts'
import type { CallsSide } from './calls-side.ts'
import type { EngineClock } from './clock.ts'
import type { RemoteAddress } from './control/access.ts'
import type { Health } from './control/contract.ts'
import type { EngineControl } from './control/engine-control.ts'
import { descriptorCounts } from './descriptors.ts'
import type { EngineEvents } from './engine-events.ts'
import { type LoopDelay, watchLoopDelay } from './loop-delay.ts'
import type { EngineState } from './open-state.ts'
import type { BundleService } from './services/bundles.ts'
import { changeMessage } from './services/change-message.ts'
import type { PhoneSide } from './phone-side.ts'
import { shownRegistrations } from './services/shown-registrations.ts'
import type { SipSide } from './sip-side.ts'
import { shownCertificate } from './tls/shown-certificate.ts'
import { orNoRoom } from './state/no-room.ts'

export interface Engine {
  readonly version: string
  readonly upSinceMs: number
  readonly bundles: BundleService
  readonly state: EngineState
  readonly sip: SipSide
  readonly calls: CallsSide
  readonly phones: PhoneSide
  readonly events: EngineEvents
  readonly clock: EngineClock
  /** Undefined: apps on other machines reach it nowhere. */
  readonly remote: () => RemoteAddress | undefined
}

/** What the control API can do, in terms of the engine's parts. */
export function engineControl(engine: Engine): EngineControl {
  const { bundles, state, sip, calls, events, clock } = engine
  const { bundleStore, blobs, cdrs, messages, runtimeState } = state
  const { switchboard, conferences } = calls
  const loopDelay = watchLoopDelay()
  return {
    health: () => healthOf(engine, loopDelay.worst),
    certificateAuthority: () => sip.tls.authority,
    putBundle: (bundle) => orNoRoom('the design', () => bundles.put(bundle)),
    offerBundle: (offer, sender) => bundles.offer(offer, sender),
    sendDocuments: (id, documents, sender) => bundles.send(id, documents, sender),
    assembleBundle: (id, sender) => orNoRoom('the design', () => bundles.assemble(id, sender)),
    putBlob: (sha256, bytes) => orNoRoom('the sound', () => blobs.put(sha256, bytes)),
    sendBlob: (sha256, piece) => orNoRoom('the sound', () => blobs.add(sha256, piece)),
    activate: (id, wish) => orNoRoom('which design runs', () => bundles.activate(id, wish)),
    deployments: () => bundles.deployments(),
    contents: (id) => bundles.contents(id),
    rollBack: (deployer) => orNoRoom('which design runs', () => bundles.rollBack(deployer)),
    bundles: () =>
      bundleStore
        .list()
        .map(({ designId: _design, ...each }) => ({ ...each, isActive: each.id === bundles.active?.id })),
    registrations: () => shownRegistrations(sip.registrar, clock),
    trunks: () => sip.trunks.states(),
    calls: () => switchboard.list(),
    click: (click) => switchboard.click(click),
    quickCall: (click) => (allowsQuickCall(bundles.active?.design, click) ? switchboard.click(click) : notThere),
    supervise: (click) => switchboard.supervise(click),
    changeSupervision: (callId, manner) => switchboard.changeSupervision(callId, manner),
    record: (callId, action) => switchboard.record(callId, action),
    hangUp: (callId) => switchboard.hangUp(callId),
    quality: (callId) => switchboard.quality(callId),
    trace: (callId) => switchboard.trace(callId),
    conferences,
    emergencies: calls.emergencies,
    outsideStops: calls.outsideStops,
    trunkTests: calls.trunkTests,
    queues: calls.queueRoom,
    cdrs: (page) => cdrs.list(page),
    messages: (of) => messages.list(of.mailboxId, of),
    changeMessage: (change) => changeMessage(engine, change),
    messageAudio: (messageId) => messages.audio(messageId),
    removeMessage: (messageId) => messages.discard(messageId, clock.wall()),
    phoneFetches: () => engine.phones.fetches(),
    speak: (request) => calls.made.speak(request, { account: bundles.active?.design.account }),
    mail: calls.mail,
    state: () => runtimeState.list().filter((each) => !isSecretState(each)),
    writeState: (key, value) => runtimeState.write(key, value),
    events: (lastEventId, signal) => events.ring.follow(lastEventId, signal),
  }
}

function healthOf(engine: Engine, loopDelay: LoopDelay): Health {
  const { version, upSinceMs, bundles, state, sip, calls, clock } = engine
  const { diskReport, startProblem } = state
  const { registrar, userAgent, authenticator } = sip
  const { switchboard, media, unrecorded, shares } = calls
  const { active } = bundles
  const { received, sent, malformedDropped, malformedAnswered400, retransmissionsAbsorbed, transactions } =
    userAgent.counters
  return {
    version,
    upSinceMs,
    activeBundle: active
      ? {
          id: active.id,
          designId: active.designId,
          designName: active.designName,
          activatedMs: active.activatedMs,
        }
      : null,
    canRollBack: bundles.canRollBack,
    certificate: shownCertificate(sip.tls),
    remote: remoteOf(engine),
    problem:
      [startProblem, bundles.problem, diskReport.problem, sip.tls.problem].filter((each) => each !== null).join('. ') ||
      null,
    disk: diskReport.health(),
    listenPoints: userAgent.listenPoints.map(({ transport, host, port }) => ({ transport, host, port })),
    phonePoints: [...engine.phones.points],
    speech: calls.speech.program,
    activeCalls: switchboard.size,
    registrations: registrar.list(clock.now()).length,
    counters: {
      sipReceived: received,
      sipSent: sent,
      sipMalformedDropped: malformedDropped,
      sipMalformedAnswered400: malformedAnswered400,
      sipRetransmissionsAbsorbed: retransmissionsAbsorbed,
      sipTransactions: transactions,
      authFailures: authenticator.failures,
      rtpReceived: media.counters.packetsReceived,
      rtpSent: media.counters.packetsSent,
      rtpMalformedDropped: media.counters.malformedDropped,
      rtpForeignSourceDropped: media.counters.foreignSourceDropped,
      mediaWorkerRestarts: media.counters.workerRestarts,
      openStreams: media.counters.openStreams,
      callsNotRecorded: unrecorded.count,
      ...callCounters(shares),
      rtpPortPairsInUse: media.counters.portPairsInUse,
      rtpPortPairsRefused: media.counters.portPairsRefused,
      ...descriptorCounts(),
      eventLoopDelayP99Ms: loopDelay.p99Ms,
      eventLoopDelayMaxMs: loopDelay.maxMs,
    },
  }
}

function remoteOf({ remote }: Engine): Health['remote'] {
  const address = remote()
  return address ? { ...address, urls: [...address.urls] } : null
}
