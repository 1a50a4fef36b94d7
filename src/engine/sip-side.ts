import { randomUUID } from 'node:crypto'
import type { DesignSnapshot } from '../callflow/design/snapshot.ts'
import { switchEventOf } from './control/lamp-contract.ts'
import type { SteadyClock } from './clock.ts'
import type { EngineEvents } from './engine-events.ts'
import type { EngineOptions } from './engine-options.ts'
import { engineTimers as timers, gathered } from './engine-timers.ts'
import type { EngineState } from './open-state.ts'
import { answerRequests } from './requests.ts'
import { Authenticator } from './services/authenticator.ts'
import { Door } from './services/door.ts'
import { MessageWaiting } from './services/message-waiting.ts'
import { PresenceService } from './services/presence/presence-service.ts'
import { Registrar } from './services/registrar/registrar.ts'
import { shownRegistrations } from './services/shown-registrations.ts'
import { hostAndPort } from './services/trunks/carrier-places.ts'
import { systemDns } from './services/trunks/system-dns.ts'
import { TextMessages } from './services/text-messages/text-messages.ts'
import { TrunkService } from './services/trunks/trunk-service.ts'
import { createDigestAuthority } from './sip/auth/digest-authority.ts'
import { createUserAgent } from './sip/create-user-agent.ts'
import { TlsIdentity } from './tls/tls-identity.ts'
import { digestSecret } from './state/digest-secret.ts'

export interface SipSideOptions {
  readonly options: EngineOptions
  readonly state: EngineState
  readonly clock: SteadyClock
  readonly events: EngineEvents
  readonly design: () => DesignSnapshot | undefined
  /** Gathered: phones of a moment are one change. */
  readonly onRegistrationsChanged: () => void
}

const GATHER_MS = 300

export type SipSide = Awaited<ReturnType<typeof createSipSide>>

/** Everything that speaks SIP outside of calls: sockets and transactions, who may come in, phones that register, carriers, lamps. */
export async function createSipSide({ options, state, clock, events, design, onRegistrationsChanged }: SipSideOptions) {
  const { dataDir, log } = options
  const tls = await TlsIdentity.open(options.tls, {
    dataDir,
    files: state.files,
    nowMs: () => clock.wall(),
    onProblem: events.problem,
  })
  const userAgent = createUserAgent({
    listen: options.listen,
    webOrigins: options.webOrigins,
    addressShown: options.addressShown,
    tls: { context: () => tls.context(), isUnchecked: (host) => isUnchecked(host, design()) },
    userAgentName: `Callwright/${options.version}`,
    clock,
    timers,
    onInternalError: (error, sipCallId) => log.error({ err: error, sipCallId }, 'a SIP message could not be handled'),
  })
  const registrar: Registrar = new Registrar({
    store: state.bindings,
    nowMs: clock.now(),
    onChange: gathered(GATHER_MS, () => {
      events.publish({ kind: 'registrations-changed', registrations: shownRegistrations(registrar, clock) })
      presence.registrationsChanged()
      onRegistrationsChanged()
    }),
  })
  const trunks: TrunkService = new TrunkService({
    userAgent,
    clock,
    timers,
    newId: randomUUID,
    dns: systemDns(),
    random: Math.random,
    onProblem: events.problem,
    onChanged: gathered(GATHER_MS, () => events.publish({ kind: 'trunks-changed', trunks: trunks.states() })),
  })
  const messageWaiting: MessageWaiting = new MessageWaiting({
    userAgent,
    trunks: () => trunks,
    bindingsOf: (deviceId, nowMs) => registrar.bindingsOf(deviceId, nowMs),
    counts: (mailboxId) => state.messages.counts(mailboxId),
    design,
    onChanged: (mailboxId) => presence.messagesChanged(mailboxId),
    isToldAnyway: (binding, mailboxIds) => presence.tellsMessages(binding, mailboxIds),
    clock,
    timers,
  })
  const presence: PresenceService = new PresenceService({
    userAgent,
    registrar,
    runtimeState: state.runtimeState,
    counts: (mailboxId) => state.messages.counts(mailboxId),
    design,
    store: state.subscriptions,
    clock,
    timers,
    newTag: randomUUID,
  })
  state.runtimeState.onWritten((key) => {
    const switched = switchEventOf(key, state.runtimeState.read(key))
    if (switched) events.publish(switched)
  })
  const secret = await digestSecret(dataDir, state.files, events.problem)
  const authenticator = new Authenticator(createDigestAuthority({ secret, algorithms: ['SHA-256', 'MD5'] }))
  const door = new Door({
    authenticator,
    trunks,
    registrar,
    design,
    clock,
    onAdmitted: (source) => userAgent.earned(source),
  })
  const textMessages = new TextMessages({
    userAgent,
    trunks: () => trunks,
    bindingsOf: (deviceId, nowMs) => registrar.bindingsOf(deviceId, nowMs),
    design,
    rows: state.textMessages,
    clock,
    timers,
    newId: randomUUID,
    log,
  })
  answerRequests({ userAgent, registrar, door, design, clock, messageWaiting, presence, textMessages })
  userAgent.onFlowLost((flow) => registrar.flowLost(flow))
  let isListening = false
  return {
    userAgent,
    tls,
    isListening: () => isListening,
    async listen() {
      await userAgent.start()
      isListening = true
      presence.resume()
    },
    registrar,
    trunks,
    messageWaiting,
    presence,
    authenticator,
    door,
    /** Asks and tells nobody any more; what comes is still answered. */
    fallSilent() {
      trunks.close()
      messageWaiting.close()
      presence.close()
    },
  }
}

/** Carriers with certificates that nobody can check are the design's to allow, by their host. */
function isUnchecked(host: string, design: DesignSnapshot | undefined): boolean {
  const trunks = design?.list('trunk') ?? []
  return trunks.some(
    (trunk) => !trunk.checkCertificate && hostAndPort(trunk.host).name.toLowerCase() === host.toLowerCase(),
  )
}
