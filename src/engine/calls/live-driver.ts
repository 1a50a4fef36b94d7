import type { Driver } from '../../callflow/run/driver.ts'
import type { LiveOperationKind } from '../../callflow/run/live-support.ts'
import {
  callerOperations,
  type DriverOperation,
  type DriverOperationKind,
  type OperationOf,
  type OperationResult,
  type ResultOf,
} from '../../callflow/run/operation.ts'
import { discardRecording, record, saveMessage } from './caller-recording.ts'
import { LegReplaced } from './caller-place.ts'
import { collect, play, wait } from './caller-sound.ts'
import { dial } from './fork.ts'
import { orGone } from './line.ts'
import type { Call } from './call.ts'
import { forgetKept, keepRecording, listMessages, readMailbox, updateMessage } from './mailbox-operations.ts'
import { awaitAgent, joinQueue, leaveQueue, readQueue, reportAgents } from './queue-operations.ts'
import { setAgent } from '../services/queue/set-agent.ts'
import { talk } from './talk.ts'

/** Performs operations on a call's legs and on the engine's services. */
export function liveDriver(call: Call): Driver {
  return {
    elapsedMs: () => call.elapsedMs(),
    async perform<K extends DriverOperationKind>(operation: OperationOf<K>): Promise<ResultOf<K>> {
      const result = await performAny(call, operation as DriverOperation) // OperationOf<K> is a member of the union
      return result as ResultOf<K> // `performAny` answers each kind with its own result
    },
  }
}

async function performAny(call: Call, operation: DriverOperation): Promise<OperationResult> {
  if (!callerOperations.has(operation.kind)) return perform(call, operation)
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

function perform(call: Call, operation: DriverOperation): OperationResult | Promise<OperationResult> {
  const { world } = call
  switch (operation.kind) {
    case 'answer':
      return orGone(call.place, call.caller.answer()).then(() => ({}))
    case 'play':
      return play(call, operation)
    case 'collect':
      return collect(call, operation)
    case 'wait':
      return wait(call, operation.durationMs)
    case 'dial':
      return dial(call, operation)
    case 'talk':
      return talk(call, operation)
    case 'record':
      return record(call, operation)
    case 'discard-recording':
      return discardRecording(call, operation.recordingId)
    case 'start-recording':
      return call.recording.start(operation)
    case 'stop-recording':
      return call.recording.stop()
    case 'read-mailbox':
      return readMailbox(call, operation.mailboxId)
    case 'save-message':
      return saveMessage(call, operation)
    case 'list-messages':
      return listMessages(call, operation.mailboxId)
    case 'update-message':
      return updateMessage(call, operation)
    case 'keep-recording':
      return keepRecording(call, operation)
    case 'forget-kept':
      return forgetKept(call, operation)
    case 'publish-mwi':
      world.messageWaiting.changed(operation.mailboxId)
      return { outcome: 'published' }
    case 'join-queue':
      return joinQueue(call, operation)
    case 'await-agent':
      return awaitAgent(call, operation)
    case 'report-agents':
      return reportAgents(call, operation)
    case 'leave-queue':
      return leaveQueue(call, operation)
    case 'read-queue':
      return readQueue(call, operation)
    case 'set-agent':
      return setAgent(world, call.design, operation)
    case 'read-state':
      return { values: operation.keys.map((key) => world.runtimeState.read(key)) }
    case 'write-state':
      world.runtimeState.write(operation.key, operation.value)
      return {}
    case 'pin-try':
      return world.pinGuard.perform(operation, call.subject)
    case 'http-request':
      return world.web.perform(call.callId, operation)
    case 'now':
      return { epochMs: world.clock.wall(), steadyMs: world.clock.now() }
    case 'random':
      return { values: Array.from({ length: operation.count }, () => world.random()) }
    // The rest of the language is rehearsed but not yet performed on live calls; the node says so before and during a call.
    default: {
      const { kind } = operation
      true satisfies Same<typeof kind, Exclude<DriverOperationKind, LiveOperationKind>> // the list says what is done above
      return { outcome: 'unsupported' }
    }
  }
}

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
