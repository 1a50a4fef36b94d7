import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import { loopForCaller } from './caller-sound.ts'
import { whileThere } from './line.ts'
import type { Call } from './call.ts'

export function joinQueue(call: Call, operation: OperationOf<'join-queue'>): ResultOf<'join-queue'> {
  const { queueId, priority, maxCallers, skills = [] } = operation
  return call.world.queues.join({ queueId, callId: call.callId, priority, maxCallers, skills })
}

/** Hold music until it is this caller's turn and an agent is free. */
export async function awaitAgent(call: Call, operation: OperationOf<'await-agent'>): Promise<ResultOf<'await-agent'>> {
  const { clock, queues, timers } = call.world
  const startedMs = clock.now()
  const stopMusic = await loopForCaller(call, [operation.music])
  try {
    return await whileThere<ResultOf<'await-agent'>>(call.place, (settle) => {
      const stopWaiting = queues.awaitTurn(operation.ticket, call.design, (agents) =>
        settle({ outcome: 'agents-free', agents, waitedMs: clock.now() - startedMs }),
      )
      const stopTimer =
        operation.timeoutMs > 0 ? timers.after(operation.timeoutMs, () => settle({ outcome: 'timeout' })) : () => {}
      const stopKeys = call.caller.keys.onKey((key) => {
        if (!operation.exitKeys.includes(key)) return false
        settle({ outcome: 'exit-key', key })
        return true
      })
      return () => {
        stopWaiting()
        stopTimer()
        stopKeys()
      }
    })
  } finally {
    stopMusic()
  }
}

export function reportAgents(call: Call, operation: OperationOf<'report-agents'>): object {
  const wrapUpSec = call.design.find('queue', operation.queueId)?.wrapUpSec ?? 0
  const { queueId, agentIds, outcome } = operation
  call.world.queues.report({ queueId, callId: call.callId, agentIds, outcome, wrapUpMs: wrapUpSec * 1_000 })
  return {}
}

export function leaveQueue(call: Call, operation: OperationOf<'leave-queue'>): object {
  call.world.queues.leave(operation.ticket, operation.why)
  return {}
}

export function readQueue(call: Call, operation: OperationOf<'read-queue'>): ResultOf<'read-queue'> {
  return call.world.queues.read(operation.queueId, call.design, operation)
}
