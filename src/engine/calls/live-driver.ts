import type { Driver } from '../../callflow/run/driver.ts'
import type { LiveOperationKind } from '../../callflow/run/live-support.ts'
import {
  callerOperations,
  type DriverOperationKind,
  type OperationOf,
  type ResultOf,
} from '../../callflow/run/operation.ts'
import { publishPresence } from '../services/presence/manual-presence.ts'
import { setAgent } from '../services/queue/set-agent.ts'
import type { Call } from './call.ts'
import { becomeCaller, requestCallback } from './call-back.ts'
import { LegReplaced } from './caller-place.ts'
import { discardRecording, record, saveMessage } from './caller-recording.ts'
import { collect, play, wait } from './caller-sound.ts'
import { tellOfEmergency } from './emergency/tell-of-emergency.ts'
import { dial } from './fork.ts'
import { joinConference } from './join-conference.ts'
import { lookUpName } from './look-up-name.ts'
import { orGone } from './line.ts'
import { forgetKept, keepRecording, listMessages, readMailbox, updateMessage } from './mailbox-operations.ts'
import { tellOfMissed } from './missed-call.ts'
import { park, retrieve } from './moving/park.ts'
import { pickUp } from './moving/pick-up.ts'
import { pullCall } from './moving/pull-call.ts'
import { pushCall } from './moving/push-call.ts'
import { page } from './page.ts'
import { awaitAgent, joinQueue, leaveQueue, readQueue, reportAgents } from './queue-operations.ts'
import { supervise } from './supervision/supervise.ts'
import { talk } from './talk.ts'

/** Performs operations on a call's legs and on the engine's services. */
export function liveDriver(call: Call): Driver {
  return {
    elapsedMs: () => call.elapsedMs(),
    perform: (operation) =>
      callerOperations.has(operation.kind) ? performThere(call, operation) : perform(call, operation),
  }
}

/** With whoever is in the caller's place, and again with who comes into it meanwhile. */
async function performThere<K extends DriverOperationKind>(
  call: Call,
  operation: OperationOf<K>,
): Promise<ResultOf<K>> {
  for (;;) {
    if (call.place.gone) throw call.place.gone
    try {
      return await perform(call, operation)
    } catch (error) {
      // Whatever broke because the caller left is the caller's leaving.
      if (!(error instanceof LegReplaced)) throw call.place.gone ?? error
    }
  }
}

async function perform<K extends DriverOperationKind>(call: Call, operation: OperationOf<K>): Promise<ResultOf<K>> {
  const performer = performers[operation.kind] as Performer<K> // the table has the performer of each kind in its place
  return performer(call, operation)
}

type Performer<K extends DriverOperationKind> = (
  call: Call,
  operation: OperationOf<K>,
) => ResultOf<K> | Promise<ResultOf<K>>

/** What the language says live calls perform is performed here, and what it does not say is not: neither compiles without the other. */
type Performers = {
  readonly [K in DriverOperationKind]: K extends LiveOperationKind ? Performer<K> : typeof notYet
}

/** It is rehearsed and not yet performed on live calls; the step says so before and during a call. */
const notYet = () => ({ outcome: 'unsupported' }) as const

const performers: Performers = {
  answer: (call) => orGone(call.place, call.caller.answer()).then(() => ({})),
  play,
  collect,
  wait: (call, { durationMs }) => wait(call, durationMs),
  dial,
  talk,
  record,
  'await-agent': awaitAgent,
  'join-conference': joinConference,
  page,
  'pick-up': pickUp,
  supervise,
  park,
  retrieve,
  'pull-call': pullCall,
  'detect-fax': notYet,
  'receive-fax': notYet,
  'discard-recording': (call, { recordingId }) => discardRecording(call, recordingId),
  'start-recording': (call, operation) => call.recording.start(operation),
  'stop-recording': (call) => call.recording.stop(),
  'read-mailbox': (call, { mailboxId }) => readMailbox(call, mailboxId),
  'save-message': saveMessage,
  'list-messages': (call, { mailboxId }) => listMessages(call, mailboxId),
  'update-message': updateMessage,
  'keep-recording': keepRecording,
  'forget-kept': forgetKept,
  async 'notify-message'({ world, design }, operation) {
    if (operation.transcription) await world.transcriptions.settled(operation.messageId)
    return world.mail.notify(operation, design)
  },
  'publish-mwi': ({ world }, { mailboxId }) => {
    world.messageWaiting.changed(mailboxId)
    return { outcome: 'published' }
  },
  'publish-presence': ({ world }, operation) => publishPresence(world.runtimeState, operation),
  'send-missed-call': tellOfMissed,
  'tell-of-emergency': tellOfEmergency,
  'look-up-name': lookUpName,
  'join-queue': joinQueue,
  'report-agents': reportAgents,
  'leave-queue': leaveQueue,
  'read-queue': readQueue,
  'request-callback': requestCallback,
  'report-callback': ({ world }, { callbackId, ...became }) => {
    world.callbacks.report(callbackId, became)
    return {}
  },
  'become-caller': becomeCaller,
  'set-agent': ({ world, design }, operation) => setAgent(world, design, operation),
  'read-state': ({ world }, { keys }) => ({ values: keys.map((key) => world.runtimeState.read(key)) }),
  'write-state': ({ world }, { key, value }) => {
    world.runtimeState.write(key, value)
    return {}
  },
  'pin-try': ({ world, subject }, operation) => world.pinGuard.perform(operation, subject),
  'push-call': pushCall,
  'http-request': ({ world, callId }, operation) => world.web.perform(callId, operation),
  now: ({ world }) => ({ epochMs: world.clock.wall(), steadyMs: world.clock.now() }),
  random: ({ world }, { count }) => ({ values: Array.from({ length: count }, () => world.random()) }),
}
