import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { colleagues, drawFlow, outsideCaller } from '../rehearse/small-design.ts'
import type { Driver } from '../run/driver.ts'
import type { DriverOperation, OperationResult } from '../run/operation.ts'
import { runCall } from '../run/run-call.ts'

const HOUR_MS = 3_600_000

const queue = makeDocument('queue', {
  id: 'sales',
  name: 'Sales',
  agentIds: ['user-1001'],
  maxWaitSec: 90,
  announcePosition: true,
  announceEverySec: 30,
  reportUrl: 'https://reports.example.test/',
})
const flow = drawFlow({
  nodes: {
    queue: { queueId: 'sales' },
    'ring-group': {
      strategy: 'in-order',
      timeoutSec: 50,
      members: ['1001', '1002', '1003'].map((extension) => ({ id: `user-${extension}`, timeoutSec: 20 })),
    },
  },
  wires: ['queue timeout ring-group'],
})
const design = snapshotOf([...colleagues, queue, flow])

/** Nobody answers; whoever sets the clock does so between any two looks at it. */
async function callWhileTheClockIsSet(byMs: number): Promise<DriverOperation[]> {
  let steadyMs = 0
  let epochMs = 1_800_000_000_000
  const asked: DriverOperation[] = []
  const answerTo = (operation: DriverOperation): OperationResult => {
    switch (operation.kind) {
      case 'now':
        epochMs += byMs
        return { epochMs, steadyMs }
      case 'read-queue':
        return { waiting: 1, agentsReady: 1, agentsBusy: 0, agentsAway: 0, position: 1 }
      case 'join-queue':
        return { outcome: 'joined', ticket: 'ticket', position: 1 }
      case 'await-agent':
        steadyMs += operation.timeoutMs
        return { outcome: 'timeout' }
      case 'dial':
        steadyMs += operation.timeoutMs
        return { outcome: 'failed', cause: 'no-answer' }
      case 'play':
        return { outcome: 'completed' }
      case 'read-state':
        return { values: operation.keys.map(() => undefined) }
      default:
        return {}
    }
  }
  const driver = {
    elapsedMs: () => steadyMs,
    perform: (operation: DriverOperation) => {
      asked.push(operation)
      return Promise.resolve(answerTo(operation))
    },
  } as Driver // each kind gets a result of its own above
  await runCall({ design, caller: outsideCaller, dialled: '8000', callflowId: flow.id }, driver)
  return asked
}

describe.each([0, 2 * HOUR_MS, -2 * HOUR_MS, -5 * HOUR_MS])('a clock that is set by %i ms at every look', (byMs) => {
  it('makes no wait in a queue longer or shorter', async () => {
    const asked = await callWhileTheClockIsSet(byMs)
    const waits = asked.flatMap((each) => (each.kind === 'await-agent' ? [each.timeoutMs] : []))
    expect(waits).toEqual([30_000, 30_000, 30_000])
  })

  it('rings the phones of a ring group, one after the other, for as long as it says', async () => {
    const asked = await callWhileTheClockIsSet(byMs)
    expect(asked.flatMap((each) => (each.kind === 'dial' ? [each.timeoutMs] : []))).toEqual([20_000, 20_000, 10_000])
  })

  it('is not seen in what a queue reports', async () => {
    const report = (await callWhileTheClockIsSet(byMs)).find((each) => each.kind === 'http-request')
    expect(JSON.stringify(report)).toMatch(/waited[^0-9]*90(000)?\b/i)
  })
})
