import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { DesignSnapshot } from '../callflow/design/snapshot.ts'
import type { Call } from './calls/call.ts'
import { CallShares } from './calls/call-shares.ts'
import type { CallWorld } from './calls/call-world.ts'
import { createQueueRoom, type QueueRoomOptions } from './calls/queue-room.ts'
import { LoopGuard } from './calls/loop-guard.ts'
import { RefusalNotes } from './calls/refusal-notes.ts'
import { Switchboard } from './calls/switchboard.ts'
import { TrunkTests } from './calls/trunk-test.ts'
import type { SteadyClock } from './clock.ts'
import type { QueueBoard } from './control/queue-contract.ts'
import type { EngineEvents } from './engine-events.ts'
import type { EngineTallies } from './metrics/engine-tallies.ts'
import type { EngineOptions } from './engine-options.ts'
import { engineTimers as timers } from './engine-timers.ts'
import { createMediaEngine } from './media/create-media-engine.ts'
import type { EngineState } from './open-state.ts'
import { ruleOf } from './services/address-rule.ts'
import { ConferenceRooms } from './services/conferences/conference-rooms.ts'
import { Emergencies } from './services/emergencies.ts'
import { MailService } from './services/mail/mail-service.ts'
import { TroubleMail } from './services/mail/trouble-mail.ts'
import { NameLookups } from './services/name-lookup.ts'
import { OutsideStops } from './services/outside-stops.ts'
import { OutsideUse } from './services/outside-use.ts'
import { ParkingLot } from './services/parking-lot.ts'
import { PinGuard } from './services/pin-guard.ts'
import { RecordingUploads } from './services/recording-uploads.ts'
import { createMadeSounds } from './services/made-sounds/create-made-sounds.ts'
import { createSounds } from './services/sounds.ts'
import { Transcriptions } from './services/transcriptions.ts'
import { UnrecordedCalls } from './services/unrecorded-calls.ts'
import { WebRequests } from './services/web-requests.ts'
import type { SipSide } from './sip-side.ts'

export interface CallsSideOptions {
  readonly options: EngineOptions
  readonly state: EngineState
  readonly sip: SipSide
  readonly clock: SteadyClock
  readonly events: EngineEvents
  readonly tallies: EngineTallies
  readonly design: () => DesignSnapshot | undefined
}

export type CallsSide = ReturnType<typeof createCallsSide>

/** The switchboard and what its calls meet: media, queues, conference rooms, limits, uploads. */
export function createCallsSide(about: CallsSideOptions) {
  const { options, state, sip, clock, events, design } = about
  const media = createEngineMedia(options)
  const liveCalls = () => switchboard.live()
  const queueRoom = queueRoomOf(about, {
    liveCalls,
    isOnCall: (userId) => switchboard.isUserOnCall(userId),
    ring: (call) => switchboard.ring(call),
  })
  const { queues, wallboard, callbacks } = queueRoom
  const notes = new RefusalNotes(events.problem)
  const shares = new CallShares({ onRefused: (refused, subject) => notes.refused(refused, subject, clock.now()) })
  const conferences = new ConferenceRooms({
    media,
    clock,
    timers,
    onChanged(conferenceId, room) {
      sip.presence.roomChanged(conferenceId, room !== undefined)
      events.publish(room ? { kind: 'conference-changed', room } : { kind: 'conference-ended', conferenceId })
    },
  })
  const mail = new MailService({
    rows: state.mail,
    design,
    messages: state.messages,
    clock,
    timers,
    newId: randomUUID,
    say: events.mailProblem,
  })
  const trouble = new TroubleMail({ timers, send: (sentences) => mail.trouble(sentences) })
  events.troubles.add((message) => trouble.tell(message))
  const { speech, made } = createMadeSounds(options, state)
  const { messages, kept, blobs } = state
  const folders = { prompts: options.promptsDir, music: options.musicDir }
  const sounds = createSounds(folders, blobs, { messages, kept, made })
  const emergencies = new Emergencies({
    runtimeState: state.runtimeState,
    clock,
    newId: randomUUID,
    onChanged: (calls) => events.publish({ kind: 'emergencies-changed', calls: [...calls] }),
  })
  const outsideStops = new OutsideStops({
    runtimeState: state.runtimeState,
    clock,
    newId: randomUUID,
    onChanged: (stops) => events.publish({ kind: 'outside-stops-changed', stops: [...stops] }),
    onStopped: (message) => {
      events.outsideStopped(message)
      mail.trouble([message])
    },
  })
  const outsideUse = new OutsideUse({
    clock,
    runtimeState: state.runtimeState,
    stops: outsideStops,
    onLost: (error) => options.log.error({ err: error }, 'minutes of an outside call could not be kept'),
  })
  const world = worldOf(about, {
    media,
    queues,
    wallboard,
    callbacks,
    shares,
    conferences,
    mail,
    sounds,
    emergencies,
    outsideUse,
    liveCalls,
  })
  const unrecorded = new UnrecordedCalls({ now: () => clock.now(), say: events.problem })
  const switchboard: Switchboard = new Switchboard({
    world,
    door: sip.door,
    design,
    events: {
      trace(callId, event) {
        unrecorded.observe(event)
        events.publish({ kind: 'trace', callId, event })
      },
      changed(call) {
        sip.presence.callChanged(call)
        queueRoom.callChanged(call)
        events.publish({ kind: 'call-changed', call: call.view() })
      },
      messageSaved: (message) => events.publish({ kind: 'message-saved', message }),
    },
    onEnded: (cdr) => {
      sip.presence.callEnded(cdr.callId)
      queueRoom.callEnded(cdr.callId)
      state.cdrs.add(cdr)
      about.tallies.callEnded(cdr)
      events.publish({ kind: 'call-ended', callId: cdr.callId, cdr })
    },
  })
  const trunkTests = new TrunkTests({
    world,
    design,
    onChanged: (test) => events.publish({ kind: 'trunk-test-changed', test }),
  })
  sip.userAgent.onInvite((session) => switchboard.take(session))
  return {
    media,
    queueRoom,
    shares,
    conferences,
    unrecorded,
    switchboard,
    speech,
    made,
    uploads: world.uploads,
    mail,
    emergencies,
    outsideStops,
    trunkTests,
    /** What is still to be sent is sent after the next start. */
    async stopSending() {
      trunkTests.close()
      world.uploads.close()
      world.web.close()
      trouble.close()
      await mail.close()
    },
  }
}

function createEngineMedia({ rtp, workerUrl, peerProcessUrl, listen, log }: EngineOptions) {
  const host = listen[0]?.host
  return createMediaEngine({
    portRange: rtp,
    workers: Math.max(1, Math.min(4, availableParallelism() - 1)),
    workerUrl,
    peerProcessUrl,
    onPeersDied: (error) => log.error({ err: error }, 'the process of browsers’ media died: their calls are ended'),
    onWorkerDied: (error) => log.error({ err: error }, 'a media worker died and is replaced'),
    ...(host === undefined || isAnyAddress(host) ? {} : { localAddress: host }),
  })
}

function queueRoomOf(
  { state, sip, clock, events, design }: CallsSideOptions,
  calls: Pick<QueueRoomOptions, 'liveCalls' | 'isOnCall' | 'ring'>,
) {
  const { runtimeState, queueLog: log, callbackRows } = state
  const { registrar } = sip
  const onBoard = (board: QueueBoard) => events.publish({ kind: 'queue-changed', board })
  const about = { clock, timers, newId: randomUUID, design, runtimeState, registrar, log, callbackRows, onBoard }
  return createQueueRoom({ ...about, ...calls })
}

type MadeHere = Pick<
  CallWorld,
  | 'media'
  | 'queues'
  | 'wallboard'
  | 'callbacks'
  | 'shares'
  | 'conferences'
  | 'mail'
  | 'sounds'
  | 'emergencies'
  | 'outsideUse'
  | 'liveCalls'
>

function worldOf({ options, state, sip, clock, events, design }: CallsSideOptions, made: MadeHere) {
  const { log } = options
  const { messages, kept, files, disk, spool, runtimeState, parkedRows, folders } = state
  const { userAgent, registrar, trunks, messageWaiting } = sip
  const rule = () => ruleOf(design())
  return {
    ...made,
    userAgent,
    registrar,
    trunks,
    messages,
    kept,
    files,
    disk,
    spool,
    messageWaiting,
    runtimeState,
    parking: new ParkingLot<Call>(),
    parkedRows,
    pinGuard: new PinGuard({ clock, onShut: events.pinShut }),
    uploads: new RecordingUploads({ folder: folders.recordings, timers, log, files, rule }),
    transcriptions: new Transcriptions({
      messages,
      log,
      onWritten: (message) => events.publish({ kind: 'message-saved', message }),
    }),
    web: new WebRequests({ log, rule }),
    names: new NameLookups({ clock, log }),
    clock,
    timers,
    random: Math.random,
    newId: randomUUID,
    loops: new LoopGuard(randomUUID()),
    folders,
    legs: new WeakMap(),
    log,
  } satisfies CallWorld
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
