import { takesQueueCalls } from '../callflow/scripts/agent-state.ts'
import { randomBytes, randomUUID } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { CallLog } from './calls/call-log.ts'
import type { CallWorld } from './calls/call-world.ts'
import { Switchboard } from './calls/switchboard.ts'
import type { EngineEvent } from './control/contract.ts'
import { type ControlServer, startControlServer } from './control/control-server.ts'
import { EventRing } from './control/event-ring.ts'
import { loadToken } from './control/token.ts'
import { engineControl } from './engine-control.ts'
import { createMediaEngine } from './media/create-media-engine.ts'
import { answerRequests } from './requests.ts'
import { Authenticator } from './services/authenticator.ts'
import { BundleService } from './services/bundles.ts'
import { mayStayRegistered } from './services/devices.ts'
import { MessageWaiting } from './services/message-waiting.ts'
import { OutsideUse } from './services/outside-use.ts'
import { PinGuard } from './services/pin-guard.ts'
import { QueueService } from './services/queue/queue-service.ts'
import { isReachableAgent } from './services/queue/reachable-agent.ts'
import { RecordingUploads } from './services/recording-uploads.ts'
import { Registrar } from './services/registrar/registrar.ts'
import { createSounds } from './services/sounds.ts'
import { TrunkService } from './services/trunks/trunk-service.ts'
import { WebRequests } from './services/web-requests.ts'
import { createDigestAuthority } from './sip/auth/digest-authority.ts'
import { createUserAgent } from './sip/create-user-agent.ts'
import type { ListenPoint } from './sip/user-agent.ts'
import type { Clock, Timers } from './sip/user-agent-options.ts'
import { createBindingStore } from './state/binding-store.ts'
import { createBlobStore } from './state/blob-store.ts'
import { createBundleStore } from './state/bundle-store.ts'
import { createCdrStore } from './state/cdr-store.ts'
import { openEngineDatabase } from './state/engine-database.ts'
import { createKeptSounds } from './state/kept-sounds.ts'
import { createMessageStore } from './state/message-store.ts'
import { createRuntimeState } from './state/runtime-state.ts'

export interface EngineOptions {
  readonly dataDir: string
  readonly sip: { readonly host: string; readonly port: number }
  readonly control: { readonly host: string; readonly port: number }
  /** UDP ports for RTP and RTCP, both ends included. */
  readonly rtp: { readonly min: number; readonly max: number }
  /** Holds `<language>/<prompt>.wav`. */
  readonly promptsDir: string
  readonly musicDir: string
  /** Default `DIR/control-token`. */
  readonly tokenFile?: string
  readonly workerUrl: URL
  readonly version: string
  readonly log: CallLog
}

export interface RunningEngine {
  readonly controlUrl: string
  readonly sip: readonly ListenPoint[]
  /** BYE to live calls, then everything is closed. */
  stop(): Promise<void>
}

const SWEEP_MS = 30_000
const GATHER_MS = 300
const STOP_WITHIN_MS = 2_000

/** Puts the engine together and starts it. Rejects with `PortInUseError`, `ControlPortInUseError` or `NewerDatabaseError`. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const { dataDir, log } = options
  const db = openEngineDatabase(dataDir)
  const folders = { recordings: join(dataDir, 'recordings'), spool: join(dataDir, 'spool') }
  rmSync(folders.spool, { recursive: true, force: true })
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 })

  const ring = new EventRing(clock.now())
  const publish = (event: EngineEvent) => ring.push(event)
  const problem = (message: string) => {
    log.warn({}, message)
    publish({ kind: 'problem', message })
  }
  const pinShut = (message: string, about: object) => {
    log.warn(about, 'too many wrong PINs') // the caller's number is for the owner, not for the log
    publish({ kind: 'problem', message })
  }
  const blobs = createBlobStore(dataDir)
  const cdrs = createCdrStore(db)
  const messages = createMessageStore(db, dataDir, (mailboxId) => {
    publish({ kind: 'messages-changed', mailboxId })
    messageWaiting.changed(mailboxId)
  })
  const kept = createKeptSounds(dataDir)
  const runtimeState = createRuntimeState(db)
  const media = createMediaEngine({
    portRange: options.rtp,
    workers: Math.max(1, Math.min(4, availableParallelism() - 1)),
    workerUrl: options.workerUrl,
    ...(isAnyAddress(options.sip.host) ? {} : { localAddress: options.sip.host }),
  })
  const userAgent = createUserAgent({
    listen: (['udp', 'tcp'] as const).map((transport) => ({ transport, ...options.sip })),
    userAgentName: `Callwright/${options.version}`,
    clock,
    timers,
    onInternalError: (error, sipCallId) => log.error({ err: error, sipCallId }, 'a SIP message could not be handled'),
  })
  const registrationsChanged = gathered(() => {
    publish({ kind: 'registrations-changed', registrations: registrar.list(clock.now()) })
    queues.reconsider()
  })
  const registrar = new Registrar({
    store: createBindingStore(db),
    nowMs: clock.now(),
    onChange: registrationsChanged,
  })
  const messageWaiting: MessageWaiting = new MessageWaiting({
    userAgent,
    trunks: () => trunks,
    bindingsOf: (deviceId, nowMs) => registrar.bindingsOf(deviceId, nowMs),
    counts: (mailboxId) => messages.counts(mailboxId),
    design: () => bundles.active?.design,
    clock,
    timers,
  })
  const queues: QueueService = new QueueService({
    clock,
    timers,
    newId: randomUUID,
    isReachable: (userId, design) =>
      isReachableAgent(design, userId, {
        read: (key) => runtimeState.read(key),
        isRegistered: (deviceId) => registrar.isRegistered(deviceId, clock.now()),
      }),
    takesCalls: (agent) => takesQueueCalls((key) => runtimeState.read(key), agent, clock.now()),
    isOnCall: (userId) => switchboard.isUserOnCall(userId),
  })
  const trunks = new TrunkService({
    userAgent,
    clock,
    timers,
    newId: randomUUID,
    resolve: addressesOf,
    onProblem: problem,
  })
  // MD5 alone: phones with libre before 3 (baresip 1.0) give up on a challenge list that names any other algorithm.
  const digest = createDigestAuthority({ secret: digestSecret(dataDir), algorithms: ['MD5'] })
  const authenticator = new Authenticator(digest)
  const uploads = new RecordingUploads({ folder: folders.recordings, timers, log })
  const web = new WebRequests({ log })
  const world: CallWorld = {
    userAgent,
    media,
    registrar,
    trunks,
    sounds: createSounds({ prompts: options.promptsDir, music: options.musicDir }, blobs, { messages, kept }),
    messages,
    kept,
    messageWaiting,
    runtimeState,
    queues,
    pinGuard: new PinGuard({ clock, onShut: pinShut }),
    outsideUse: new OutsideUse({
      clock,
      runtimeState,
      onLost: (error) => log.error({ err: error }, 'minutes of an outside call could not be kept'),
    }),
    uploads,
    web,
    clock,
    timers,
    random: Math.random,
    newId: randomUUID,
    folders,
    log,
  }
  let isListening = false
  const bundles: BundleService = new BundleService({
    bundles: createBundleStore(db, dataDir),
    blobs,
    now: () => clock.now(),
    onActivated: ({ id, design }, before) => {
      if (isListening) trunks.use(design)
      registrar.sweep(clock.now(), (deviceId) => mayStayRegistered(deviceId, design, before))
      publish({ kind: 'bundle-activated', bundleId: id })
    },
  })
  const switchboard: Switchboard = new Switchboard({
    world,
    authenticator,
    design: () => bundles.active?.design,
    events: {
      trace: (callId, event) => publish({ kind: 'trace', callId, event }),
      changed: (call) => publish({ kind: 'call-changed', call: call.view() }),
      messageSaved: (message) => publish({ kind: 'message-saved', message }),
    },
    onEnded: (cdr) => {
      try {
        cdrs.add(cdr)
      } catch (error) {
        // A full disk: the call is over all the same, and who watches has to hear it.
        problem(`a call record could not be saved: ${error instanceof Error ? error.message : String(error)}`)
      }
      publish({ kind: 'call-ended', callId: cdr.callId, cdr })
    },
  })

  userAgent.onInvite((session) => switchboard.take(session))
  answerRequests({ userAgent, registrar, authenticator, design: () => bundles.active?.design, clock, messageWaiting })
  const sweeper = setInterval(() => registrar.sweep(clock.now(), () => true), SWEEP_MS)

  let control: ControlServer | undefined
  const close = async () => {
    clearInterval(sweeper)
    trunks.close()
    messageWaiting.close()
    uploads.close()
    web.close()
    await control?.close()
    await userAgent.close()
    await media.close()
    db.close()
  }
  try {
    // The design first: a phone that asks meanwhile repeats itself in half a second, which is sooner than it would after a 503.
    await bundles.start()
    if (bundles.problem !== null) problem(bundles.problem)
    await userAgent.start()
    isListening = true
    uploads.resume()
    if (bundles.active) trunks.use(bundles.active.design)
    control = await startControlServer({
      engine: engineControl({
        version: options.version,
        upSinceMs: clock.now(),
        bundles,
        bundleStore: createBundleStore(db, dataDir),
        blobs,
        cdrs,
        messages,
        runtimeState,
        registrar,
        switchboard,
        authenticator,
        userAgent,
        media,
        ring,
        clock,
      }),
      ...options.control,
      token: loadToken(options.tokenFile ?? join(dataDir, 'control-token')),
      version: options.version,
    })
  } catch (error) {
    await close()
    throw error
  }
  return {
    controlUrl: control.url,
    sip: userAgent.listenPoints,
    async stop() {
      switchboard.close()
      const deadlineMs = clock.now() + STOP_WITHIN_MS
      while (switchboard.size > 0 && clock.now() < deadlineMs) await sleep(20)
      await sleep(50) // the BYEs leave
      await close()
    },
  }
}

const clock: Clock = { now: () => Date.now() }

const timers: Timers = {
  after(delayMs, action) {
    const timer = setTimeout(action, Math.min(Math.max(0, delayMs), 2_147_483_647))
    return () => clearTimeout(timer)
  },
}

function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs)
  })
}

/** Runs `action` once for all calls within a moment: a hundred phones registering after a power cut are one event. */
function gathered(action: () => void): () => void {
  let isPending = false
  return () => {
    if (isPending) return
    isPending = true
    setTimeout(() => {
      isPending = false
      action()
    }, GATHER_MS)
  }
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

async function addressesOf(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address)
  } catch {
    return []
  }
}

/** Kept, so that phones in the middle of a registration are not asked again after a restart. */
function digestSecret(dataDir: string): Uint8Array {
  const path = join(dataDir, 'digest-secret')
  if (existsSync(path)) {
    const secret = readFileSync(path)
    if (secret.length >= 16) return secret
  }
  const secret = randomBytes(32)
  writeFileSync(path, secret, { mode: 0o600 })
  return secret
}
