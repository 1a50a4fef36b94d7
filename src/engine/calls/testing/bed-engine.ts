import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { SteadyClock } from '../../clock.ts'
import type { ConferenceRoom } from '../../control/conference-contract.ts'
import type { QueueBoard } from '../../control/queue-contract.ts'
import { answerRequests } from '../../requests.ts'
import { TextMessages } from '../../services/text-messages/text-messages.ts'
import { createTextMessageRows } from '../../state/text-message-rows.ts'
import { Authenticator } from '../../services/authenticator.ts'
import { ConferenceRooms } from '../../services/conferences/conference-rooms.ts'
import { Door } from '../../services/door.ts'
import { Emergencies } from '../../services/emergencies.ts'
import { MailService } from '../../services/mail/mail-service.ts'
import { MessageWaiting } from '../../services/message-waiting.ts'
import { NameLookups } from '../../services/name-lookup.ts'
import { OutsideStops } from '../../services/outside-stops.ts'
import { OutsideUse } from '../../services/outside-use.ts'
import { ParkingLot } from '../../services/parking-lot.ts'
import { PinGuard } from '../../services/pin-guard.ts'
import { PresenceService } from '../../services/presence/presence-service.ts'
import { RecordingUploads } from '../../services/recording-uploads.ts'
import { Registrar } from '../../services/registrar/registrar.ts'
import type { AddressRule } from '../../services/address-rule.ts'
import { MadeSounds } from '../../services/made-sounds/made-sounds.ts'
import { Speech } from '../../services/made-sounds/speech/speech.ts'
import { createSounds } from '../../services/sounds.ts'
import type { Dns } from '../../services/trunks/find-places.ts'
import { Transcriptions } from '../../services/transcriptions.ts'
import { TrunkService } from '../../services/trunks/trunk-service.ts'
import { WebRequests } from '../../services/web-requests.ts'
import { createDigestAuthority } from '../../sip/auth/digest-authority.ts'
import type { SipUserAgent } from '../../sip/user-agent.ts'
import type { Clock, Timers } from '../../sip/user-agent-options.ts'
import { createBindingStore } from '../../state/binding-store.ts'
import { createBlobStore } from '../../state/blob-store.ts'
import { openEngineDatabase } from '../../state/engine-database.ts'
import { durableFiles } from '../../state/files.ts'
import { createKeptSounds } from '../../state/kept-sounds.ts'
import { createMailRows } from '../../state/mail-rows.ts'
import { createCallbackRows } from '../../state/callback-rows.ts'
import { createMessageStore, type MessageStore } from '../../state/message-store.ts'
import { createParkedRows } from '../../state/parked-rows.ts'
import { createRuntimeState, type RuntimeState } from '../../state/runtime-state.ts'
import { createSubscriptionStore } from '../../state/subscription-store.ts'
import { createSoundCache } from '../../state/sound-cache.ts'
import { createQueueLog } from '../../state/queue-log.ts'
import { Spool } from '../../state/spool.ts'
import { LoopGuard } from '../loop-guard.ts'
import { CallShares } from '../call-shares.ts'
import type { Call } from '../call.ts'
import type { CallWorld } from '../call-world.ts'
import { createQueueRoom, type QueueRoom } from '../queue-room.ts'
import { Switchboard, type SwitchboardOptions } from '../switchboard.ts'
import type { SilentMedia } from './silent-media.ts'

export interface BedEngineOptions {
  readonly clock: Clock & Timers
  readonly media: SilentMedia
  readonly userAgent: SipUserAgent
  readonly design: DesignSnapshot
  readonly maxCalls: number
  /** Of an engine that was killed. Absent: a new one. */
  readonly dataDir?: string
  readonly newId: () => string
  readonly onError: (about: unknown) => void
  readonly onPinsShut: (message: string) => void
  readonly onOutsideStopped: (message: string) => void
  /** Undefined: everybody has left. */
  readonly onBoard: (board: QueueBoard) => void
  readonly onRoom: (room: ConferenceRoom | undefined) => void
  /** Absent: an empty one. */
  readonly promptsFolder?: string
  /** What speaks and fetches sounds. Absent: a machine that cannot speak. */
  readonly made?: Pick<MadeSounds, 'make'>
  /** Where sounds of the web may come from. Absent: where the account allows. */
  readonly soundsFrom?: AddressRule
  /** Absent: no name leads anywhere. */
  readonly dns?: Dns
  /** Parts of the world that a test makes itself. */
  readonly instead?: Partial<CallWorld>
  readonly events: SwitchboardOptions['events']
  readonly onEnded: SwitchboardOptions['onEnded']
}

export interface BedEngine {
  readonly switchboard: Switchboard
  readonly shares: CallShares
  readonly conferences: ConferenceRooms
  readonly parking: ParkingLot<Call>
  readonly emergencies: Emergencies
  readonly outsideStops: OutsideStops
  readonly presence: PresenceService
  readonly messages: MessageStore
  readonly messageWaiting: MessageWaiting
  readonly textMessages: TextMessages
  readonly runtimeState: RuntimeState
  readonly queueRoom: QueueRoom
  readonly design: DesignSnapshot
  readonly recordingsFolder: string
  /** What calls are given. */
  readonly world: CallWorld
  readonly spool: Pick<Spool, 'settled'>
  /** Holds `<language>/<prompt id>.wav`: nothing, until a test puts something there. */
  readonly promptsFolder: string
  /** What was parked before goes on: the ids of the calls that cannot. */
  start(): Promise<readonly string[]>
  readonly dataDir: string
  /** The database is let go of, and nothing is tidied. */
  abandon(): void
  close(): Promise<void>
}

const noDns: Dns = { naptr: async () => [], srv: async () => [], addresses: async () => [] }

const silence = Buffer.from('silence')

/** The engine's inside, put together as `startEngine` does, in a folder of its own. What calls are made of is known to this file alone. */
export function openBedEngine(options: BedEngineOptions): BedEngine {
  const { clock, media, userAgent, design, onError } = options
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'callwright-bed-'))
  const recordingsFolder = join(dataDir, 'recordings')
  mkdirSync(recordingsFolder, { recursive: true })
  const promptsFolder = options.promptsFolder ?? dataDir
  const db = openEngineDatabase(dataDir)
  const log = { warn: () => {}, error: onError }
  const now = () => clock.now()
  const steady = new SteadyClock({ wall: now, monotonic: now, uptime: now })
  const about = { userAgent, clock, timers: clock, newId: options.newId }
  const registrar = new Registrar({
    store: createBindingStore(db),
    nowMs: clock.now(),
    onChange() {
      presence.registrationsChanged()
      queueRoom.phonesChanged()
    },
  })
  const messages = createMessageStore(db, dataDir, { onChanged: (mailboxId) => messageWaiting.changed(mailboxId) })
  const kept = createKeptSounds(dataDir)
  const blobs = createBlobStore(dataDir)
  const runtimeState = createRuntimeState(db)
  const trunks = new TrunkService({
    ...about,
    dns: options.dns ?? noDns,
    random: () => 0,
    onProblem: () => {},
    onChanged: () => {},
  })
  const messageWaiting: MessageWaiting = new MessageWaiting({
    ...about,
    trunks: () => trunks,
    bindingsOf: (deviceId, nowMs) => registrar.bindingsOf(deviceId, nowMs),
    counts: (mailboxId) => messages.counts(mailboxId),
    design: () => design,
    onChanged: (mailboxId) => presence.messagesChanged(mailboxId),
    isToldAnyway: (binding, mailboxIds) => presence.tellsMessages(binding, mailboxIds),
  })
  const queueRoom = createQueueRoom({
    ...about,
    clock: steady,
    runtimeState,
    registrar,
    design: () => design,
    log: createQueueLog(db, about),
    callbackRows: createCallbackRows(db),
    ring: (call) => switchboard.ring(call),
    liveCalls: () => switchboard.live(),
    isOnCall: (userId) => switchboard.isUserOnCall(userId),
    onBoard: (board) => options.onBoard(board),
  })
  const { queues, wallboard, callbacks } = queueRoom
  const shares = new CallShares({ maxCalls: options.maxCalls })
  const conferences = new ConferenceRooms({
    media,
    clock: steady,
    timers: clock,
    onChanged(conferenceId, room) {
      presence.roomChanged(conferenceId, room !== undefined)
      options.onRoom(room)
    },
  })
  const parking = new ParkingLot<Call>()
  const parkedRows = createParkedRows(db, { log })
  const made = new MadeSounds({
    cache: createSoundCache({ dataDir }),
    speech: new Speech({ machine: { platform: 'linux', path: '' } }),
    convertWorker: new URL('../../../audio/convert-worker.ts', import.meta.url),
    log,
    ...(options.soundsFrom && { ruleOf: () => options.soundsFrom }),
  })
  const mail = new MailService({
    ...about,
    clock: steady,
    rows: createMailRows(db),
    design: () => design,
    messages,
    say: () => {},
  })
  const emergencies = new Emergencies({ ...about, clock: steady, runtimeState, onChanged: () => {} })
  const outsideStops = new OutsideStops({
    ...about,
    clock: steady,
    runtimeState,
    onChanged: () => {},
    onStopped: (message) => options.onOutsideStopped(message),
  })
  const world: CallWorld = {
    emergencies,
    ...about,
    clock: steady,
    media,
    registrar,
    trunks,
    shares,
    sounds: createSounds({ prompts: promptsFolder, music: dataDir }, blobs, {
      messages,
      kept,
      made: options.made ?? made,
    }),
    messages,
    kept,
    files: durableFiles(),
    disk: { allows: () => true, whenShort: () => () => {} },
    messageWaiting,
    mail,
    runtimeState,
    outsideUse: new OutsideUse({ clock: steady, runtimeState, stops: outsideStops, onLost: onError }),
    queues,
    wallboard,
    callbacks,
    conferences,
    parking,
    parkedRows,
    pinGuard: new PinGuard({ clock, onShut: options.onPinsShut }),
    uploads: new RecordingUploads({ folder: recordingsFolder, timers: clock, log, rule: () => undefined }),
    names: new NameLookups({ clock: steady, log }),
    transcriptions: new Transcriptions({ messages, log, onWritten: () => {} }),
    web: new WebRequests({ log, rule: () => undefined }),
    random: () => 0.5,
    loops: new LoopGuard('bed'),
    folders: { recordings: recordingsFolder },
    spool: new Spool(join(dataDir, 'spool'), durableFiles(), log),
    liveCalls: () => switchboard.live(),
    legs: new WeakMap(),
    log,
    ...options.instead,
  }
  const authenticator = new Authenticator(createDigestAuthority({ secret: Buffer.alloc(32, 7), algorithms: ['MD5'] }))
  const door = new Door({ authenticator, trunks, registrar, design: () => design, clock, onAdmitted: () => {} })
  const presence: PresenceService = new PresenceService({
    ...about,
    clock: steady,
    registrar,
    runtimeState,
    counts: (mailboxId) => messages.counts(mailboxId),
    design: () => design,
    store: createSubscriptionStore(db),
    newTag: options.newId,
  })
  const { events, onEnded } = watchedBy(presence, queueRoom, options)
  const switchboard: Switchboard = new Switchboard({ world, door, design: () => design, events, onEnded })
  trunks.use(design)
  const textMessages = new TextMessages({
    ...about,
    clock: steady,
    trunks: () => trunks,
    bindingsOf: (deviceId, nowMs) => registrar.bindingsOf(deviceId, nowMs),
    design: () => design,
    rows: createTextMessageRows(db),
    log,
  })
  answerRequests({ userAgent, registrar, door, design: () => design, clock, messageWaiting, presence, textMessages })
  userAgent.onInvite((session) => switchboard.take(session))
  return {
    switchboard,
    shares,
    conferences,
    parking,
    emergencies,
    outsideStops,
    presence,
    messages,
    messageWaiting,
    textMessages,
    runtimeState,
    queueRoom,
    design,
    recordingsFolder,
    world,
    spool: world.spool,
    promptsFolder,
    async start() {
      const sounds = design.list('media').flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256]))
      await Promise.all([userAgent.start(), ...sounds.map((sha256) => blobs.put(sha256, silence))])
      presence.resume()
      return switchboard.resume(parkedRows.all())
    },
    dataDir,
    abandon: () => void db.close(),
    async close() {
      await mail.close() // what it is told of a mail it writes down
      db.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The lamps and the wallboard see every call, before the test does. */
function watchedBy(
  presence: PresenceService,
  queueRoom: QueueRoom,
  { events, onEnded }: BedEngineOptions,
): Pick<BedEngineOptions, 'events' | 'onEnded'> {
  return {
    events: {
      ...events,
      changed(call) {
        presence.callChanged(call)
        queueRoom.callChanged(call)
        events.changed(call)
      },
    },
    onEnded(cdr) {
      presence.callEnded(cdr.callId)
      queueRoom.callEnded(cdr.callId)
      onEnded(cdr)
    },
  }
}
