import { pathOf, type PathStep, type TraceEvent } from '../../src/callflow/run/trace.ts'
import type { Cdr } from '../../src/engine/control/contract.ts'
import type { Baresip } from './baresip.ts'
import type { TestEngine } from './engine.ts'
import { until } from './until.ts'
import { toneMs } from './wav.ts'

/** Waits until some live call is in conversation. */
export async function untilTalking(engine: TestEngine): Promise<void> {
  await until('they talk', async () => (await engine.control.calls.list()).some(({ state }) => state === 'talking'))
}

/** Waits until the live call has begun an operation of that kind. */
export async function untilOperation(engine: TestEngine, kind: string): Promise<void> {
  await until(`the call begins to ${kind}`, async () => {
    const [call] = await engine.control.calls.list()
    if (!call) return false
    const trace = await traceOf(engine, call.callId)
    return trace.some((event) => event.kind === 'operation' && event.operation.kind === kind)
  })
}

/** Waits for the end of the first call and answers its CDR. */
export async function firstCdr(engine: TestEngine): Promise<Cdr> {
  return until('the CDR', async () => (await engine.control.cdrs({})).at(-1))
}

/** The nodes and branches of the first call that ended. */
export async function livePath(engine: TestEngine): Promise<readonly PathStep[]> {
  return pathOf(await traceOf(engine, (await firstCdr(engine)).callId))
}

export async function traceOf(engine: TestEngine, callId: string): Promise<readonly TraceEvent[]> {
  const trace = await engine.control.calls.trace({ callId })
  return trace as unknown as TraceEvent[] // the contract leaves the trace's shape to the interpreter
}

/** How long a phone heard a tone, in all of its recordings: baresip begins a new one when a call is resumed. */
export function heardMs(phone: Baresip, frequencyHz: number): number {
  return phone.heard().reduce((sum, wav) => sum + toneMs(wav, frequencyHz), 0)
}
