import { takesQueueCalls } from '../callflow/scripts/agent-state.ts'
import { randomInt, randomUUID } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { CallLog } from './calls/call-log.ts'
import { CallShares } from './calls/call-shares.ts'
import type { CallWorld } from './calls/call-world.ts'
import { RefusalNotes } from './calls/refusal-notes.ts'
import { Switchboard } from './calls/switchboard.ts'
import { SteadyClock } from './clock.ts'
import type { EngineEvent } from './control/contract.ts'
import { type ControlServer, startControlServer } from './control/control-server.ts'
import { EventRing } from './control/event-ring.ts'
import { tightenKept } from './control/owner-only.ts'
import { loadToken } from './control/token.ts'
import { DiskReport } from './disk-report.ts'
import { engineControl } from './engine-control.ts'
import { createMediaEngine } from './media/create-media-engine.ts'
import { answerRequests } from './requests.ts'
import { Authenticator } from './services/authenticator.ts'
import { BundleService } from './services/bundles.ts'
import { ConferenceRooms } from './services/conferences/conference-rooms.ts'
import { mayStayRegistered } from './services/devices.ts'
import { Door } from './services/door.ts'
import { MessageWaiting } from './services/message-waiting.ts'
import { OutsideUse } from './services/outside-use.ts'
import { PinGuard } from './services/pin-guard.ts'
import { QueueService } from './services/queue/queue-service.ts'
import { isReachableAgent } from './services/queue/reachable-agent.ts'
import { RecordingUploads } from './services/recording-uploads.ts'
import { Registrar } from './services/registrar/registrar.ts'
import { salvage, salvageCallRecords } from './services/salvage.ts'
import { followSetClock } from './services/set-clock.ts'
import { shownRegistrations } from './services/shown-registrations.ts'
import { createSounds } from './services/sounds.ts'
import { TrunkService } from './services/trunks/trunk-service.ts'
import { UnrecordedCalls } from './services/unrecorded-calls.ts'
import { WebRequests } from './services/web-requests.ts'
import { createDigestAuthority } from './sip/auth/digest-authority.ts'
import { createUserAgent } from './sip/create-user-agent.ts'
import type { ListenPoint } from './sip/user-agent.ts'
import type { Timers } from './sip/user-agent-options.ts'
import { createBindingStore } from './state/binding-store.ts'
import { createBlobStore } from './state/blob-store.ts'
import { createBundleStore } from './state/bundle-store.ts'
import { createCdrStore } from './state/cdr-store.ts'
import { digestSecret } from './state/digest-secret.ts'
import { databasePath } from './state/engine-database.ts'
import { durableFiles } from './state/files.ts'
import { DiskWatch, type KeptFree } from './state/free-space.ts'
import { createKeptSounds } from './state/kept-sounds.ts'
import { clearLeftovers } from './state/leftovers.ts'
import { createMessageStore } from './state/message-store.ts'
import { LiveCallJournal } from './state/live-call-journal.ts'
import { openOrBeginAnew } from './state/open-database.ts'
import { keepReserve, openWithReserve } from './state/reserve.ts'
import { createRuntimeState } from './state/runtime-state.ts'
import { Spool } from './state/spool.ts'
import { threadedTarget } from './state/threaded-target.ts'
import { WriteQueue } from './state/write-queue.ts'

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
  /** `state/database-worker.ts`. */
  readonly databaseWorkerUrl: URL
  readonly keptFree: KeptFree
  /** The most that recordings of calls may take, bytes; default: until the disk is short of room. */
  readonly recordingsQuotaBytes?: number
  readonly version: string
  readonly log: CallLog
}

export interface RunningEngine {
  readonly controlUrl: string
  readonly sip: readonly ListenPoint[]
  /** BYE to live calls, then everything is closed. */
  stop(): Promise<void>
}

/** What the engine keeps in its data folder. */
const KEPT_FILES =
  'engine.db engine.db-wal engine.db-shm control-token digest-secret live-calls.jsonl recordings spool messages blobs bundles kept'.split(
    ' ',
  )

const SWEEP_MS = 30_000
/** Calls that began after the last look leave no record when the engine is killed. */
const JOURNAL_MS = 1_000
/** Where nobody asks what time it is, a clock that was set is found after so long. */
const CLOCK_WATCH_MS = 1_000
/** `randomInt` takes no range of more. */
const MAX_RANDOM = 2 ** 48 - 1
const GATHER_MS = 300
const STOP_WITHIN_MS = 2_000

/** Puts the engine together and starts it. Rejects with `PortInUseError`, `ControlPortInUseError` or `NewerDatabaseError`. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const { dataDir, log } = options
  tightenKept(dataDir, KEPT_FILES)
  const clock = new SteadyClock()
  const { db, problem: startProblem } = openWithReserve(dataDir, () => openOrBeginAnew(dataDir, clock.wall()))
  const folders = { recordings: join(dataDir, 'recordings') }
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 })

  // Numbers of an earlier run are not near these, whatever the clock said then.
  const ring = new EventRing(randomInt(MAX_RANDOM))
  const publish = (event: EngineEvent) => ring.push(event)
  const problem = (message: string) => {
    log.warn({}, message)
    publish({ kind: 'problem', message })
  }
  const pinShut = (message: string, about: object) => {
    log.warn(about, 'too many wrong PINs') // the caller's number is for the owner, not for the log
    publish({ kind: 'problem', message })
  }
  const { keptFree, recordingsQuotaBytes } = options
  const queue: WriteQueue = new WriteQueue({
    target: threadedTarget(options.databaseWorkerUrl, databasePath(dataDir)),
    timers,
    onChange: () => diskReport.changed(),
    onRefused: ({ kind }, error) => log.error({ err: error }, `a ${kind} could not be written`),
  })
  const disk: DiskWatch = new DiskWatch({
    folder: dataDir,
    keptFree,
    ...(recordingsQuotaBytes === undefined
      ? {}
      : { recordingsQuota: { folder: folders.recordings, bytes: recordingsQuotaBytes } }),
    timers,
    onChange(state) {
      if (state === 'ok') {
        queue.resume()
        void keepReserve(dataDir, files)
      }
      diskReport.changed()
    },
  })
  const diskReport: DiskReport = new DiskReport({ watch: disk, queue, keptFree, say: problem })
  const files = durableFiles()
  clearLeftovers(dataDir, db)
  const blobs = createBlobStore(dataDir, files)
  const cdrs = createCdrStore(db, queue)
  const messages = createMessageStore(db, dataDir, {
    writes: queue,
    files,
    onChanged(mailboxId) {
      publish({ kind: 'messages-changed', mailboxId })
      messageWaiting.changed(mailboxId)
    },
  })
  const kept = createKeptSounds(dataDir, files)
  const spool = new Spool(join(dataDir, 'spool'), files, log)
  const runtimeState = createRuntimeState(db, queue)
  const bindings = createBindingStore(db, { writes: queue, clock })
  followSetClock({ clock, bindings, runtimeState, onProblem: problem })
  const media = createMediaEngine({
    portRange: options.rtp,
    workers: Math.max(1, Math.min(4, availableParallelism() - 1)),
    workerUrl: options.workerUrl,
    onWorkerDied: (error) => log.error({ err: error }, 'a media worker died and is replaced'),
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
    publish({ kind: 'registrations-changed', registrations: shownRegistrations(registrar, clock) })
    queues.reconsider()
  })
  const registrar = new Registrar({
    store: bindings,
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
    takesCalls: (agent) => takesQueueCalls((key) => runtimeState.read(key), agent, clock.wall()),
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
  const digest = createDigestAuthority({ secret: await digestSecret(dataDir, files, problem), algorithms: ['MD5'] })
  const authenticator = new Authenticator(digest)
  const uploads = new RecordingUploads({ folder: folders.recordings, timers, log, files })
  const web = new WebRequests({ log })
  const notes = new RefusalNotes(problem)
  const shares = new CallShares({ onRefused: (refused, subject) => notes.refused(refused, subject, clock.now()) })
  const conferences = new ConferenceRooms({
    media,
    clock,
    timers,
    onChanged: (conferenceId, room) =>
      publish(room ? { kind: 'conference-changed', room } : { kind: 'conference-ended', conferenceId }),
  })
  const world: CallWorld = {
    userAgent,
    media,
    registrar,
    trunks,
    shares,
    sounds: createSounds({ prompts: options.promptsDir, music: options.musicDir }, blobs, { messages, kept }),
    messages,
    kept,
    files,
    disk,
    spool,
    messageWaiting,
    runtimeState,
    queues,
    conferences,
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
    legs: new WeakMap(),
    log,
  }
  const unrecorded = new UnrecordedCalls({ now: () => clock.now(), say: problem })
  let isListening = false
  const bundleStore = createBundleStore(db, dataDir, { files, writes: queue })
  const bundles: BundleService = new BundleService({
    bundles: bundleStore,
    blobs,
    now: () => clock.wall(),
    onActivated: ({ id, design }, before) => {
      if (isListening) trunks.use(design)
      void registrar.sweep(clock.now(), (deviceId) => mayStayRegistered(deviceId, design, before))
      publish({ kind: 'bundle-activated', bundleId: id })
    },
  })
  const door = new Door({
    authenticator,
    trunks,
    registrar,
    design: () => bundles.active?.design,
    clock,
    onAdmitted: (source) => userAgent.earned(source),
  })
  const switchboard: Switchboard = new Switchboard({
    world,
    door,
    design: () => bundles.active?.design,
    events: {
      trace(callId, event) {
        unrecorded.observe(event)
        publish({ kind: 'trace', callId, event })
      },
      changed: (call) => publish({ kind: 'call-changed', call: call.view() }),
      messageSaved: (message) => publish({ kind: 'message-saved', message }),
    },
    onEnded: (cdr) => {
      cdrs.add(cdr)
      publish({ kind: 'call-ended', callId: cdr.callId, cdr })
    },
  })

  userAgent.onInvite((session) => switchboard.take(session))
  answerRequests({ userAgent, registrar, door, design: () => bundles.active?.design, clock, messageWaiting })
  const sweeper = setInterval(() => void registrar.sweep(clock.now(), () => true), SWEEP_MS)
  const journalPath = join(dataDir, 'live-calls.jsonl')
  const journal = new LiveCallJournal({ path: journalPath, now: () => clock.now(), files, log })
  let journalWatch: NodeJS.Timeout | undefined
  const clockWatch = setInterval(() => clock.wall(), CLOCK_WATCH_MS)

  let control: ControlServer | undefined
  const close = async () => {
    clearInterval(sweeper)
    clearInterval(clockWatch)
    clearInterval(journalWatch)
    await journal.look(switchboard.live())
    await spool.settled()
    trunks.close()
    messageWaiting.close()
    uploads.close()
    web.close()
    await control?.close()
    await userAgent.close()
    await media.close()
    disk.close()
    const unwritten = await queue.close()
    if (unwritten > 0)
      log.error({ unwritten, why: queue.problem }, 'the disk has no room for what was still to be written')
    db.close()
  }
  try {
    await disk.start()
    if (disk.state === 'ok') void keepReserve(dataDir, files)
    // The design first: a phone that asks meanwhile repeats itself in half a second, which is sooner than it would after a 503.
    if (startProblem !== null) problem(startProblem)
    await bundles.start()
    if (bundles.problem !== null) problem(bundles.problem)
    const salvaged = await salvage({
      spool,
      messages,
      recordingsFolder: folders.recordings,
      messagesFolder: join(dataDir, 'messages'),
      design: bundles.active?.design,
      log,
    })
    salvageCallRecords({ journalPath, cdrs, log })
    journalWatch = setInterval(() => void journal.look(switchboard.live()), JOURNAL_MS)
    await userAgent.start()
    isListening = true
    uploads.resume()
    for (const upload of salvaged.uploads) uploads.send(upload, () => {})
    for (const message of salvaged.messages) {
      publish({ kind: 'message-saved', message })
      messageWaiting.changed(message.mailboxId)
    }
    if (bundles.active) trunks.use(bundles.active.design)
    control = await startControlServer({
      engine: engineControl({
        version: options.version,
        upSinceMs: clock.wall(),
        startProblem,
        bundles,
        bundleStore,
        blobs,
        cdrs,
        messages,
        runtimeState,
        registrar,
        switchboard,
        shares,
        unrecorded,
        authenticator,
        userAgent,
        media,
        conferences,
        ring,
        disk: diskReport,
        clock,
      }),
      ...options.control,
      token: await loadToken(options.tokenFile ?? join(dataDir, 'control-token'), files, problem),
      version: options.version,
      onUnexpected: (error, path) => log.error({ err: error, path }, 'a control request could not be handled'),
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
