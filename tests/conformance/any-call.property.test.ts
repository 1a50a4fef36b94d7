import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Document } from '../../src/callflow/design/document.ts'
import { type DesignSnapshot, snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { choicesFor, resolveChoice } from '../../src/callflow/rehearse/choices.ts'
import type { ChoiceContext } from '../../src/callflow/rehearse/possibility.ts'
import { colleagues, insideCaller, outsideCaller } from '../../src/callflow/rehearse/small-design.ts'
import { VirtualWorld } from '../../src/callflow/rehearse/world.ts'
import { CallRun, type Step } from '../../src/callflow/run/interpreter.ts'
import { callerOperations, type DriverOperation, type OperationResult } from '../../src/callflow/run/operation.ts'
import type { Caller } from '../../src/callflow/run/script.ts'
import { anyDesign } from '../harness/any-design.ts'

function startCall(design: DesignSnapshot, from: Caller): CallRun {
  const limits = { nodes: 300, operations: 2_000 }
  return new CallRun({ design, callflowId: 'callflow-0', dialled: '8000', caller: from, limits })
}

/** What no driver should answer: fields of other operations' results, wrong types, numbers and lists out of range. */
const nonsense = fc
  .record(
    {
      outcome: fc.constantFrom(
        'answered',
        'failed',
        'key',
        'agents-free',
        'joined',
        'full',
        'timeout',
        'sent',
        'gone',
        '',
        7,
      ),
      cause: fc.constantFrom('busy', 'no-answer', '__proto__', 'x'.repeat(10_000)),
      legIndex: fc.constantFrom(-1, 0, 99, Number.NaN),
      sipStatus: fc.constantFrom(-1, 486, 1e9),
      digits: fc.oneof(fc.string({ maxLength: 300 }), fc.constantFrom('1', '1234', '*', '#', '0', '9'.repeat(10_000))),
      key: fc.constantFrom('1', '7', '#', '', 'key'),
      recordingId: fc.string({ maxLength: 8 }),
      durationMs: fc.constantFrom(-1, 0, 1e15, Number.NaN),
      endedBy: fc.constantFrom('key', 'caller-gone', 'never'),
      epochMs: fc.constantFrom(0, -1e15, 1.8e12, 9e15, Number.NaN),
      steadyMs: fc.constantFrom(0, -1e15, 1.8e12, 9e15, Number.NaN),
      values: fc.array(fc.oneof(fc.double(), fc.jsonValue({ maxDepth: 1 })), { maxLength: 3 }),
      messages: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 3 }),
      agents: fc.array(fc.record({ agentId: fc.constantFrom('user-0', 'nobody') }), { maxLength: 3 }),
      body: fc.oneof(fc.json({ maxDepth: 3 }), fc.constantFrom('{', '[]'.repeat(10_000), 'null')),
      ticket: fc.string({ maxLength: 4 }),
      slot: fc.constantFrom('101', ''),
      mayTry: fc.constantFrom(true, false, 'perhaps'),
      shut: fc.constantFrom(undefined, {}, { for: 'caller', tries: 6 }),
    },
    { requiredKeys: [] },
  )
  .map((result) => result as unknown as OperationResult)

const caller = fc.constantFrom(outsideCaller, insideCaller('1001'))

describe('the interpreter', () => {
  it('always ends and never throws, whatever is drawn and whatever happens', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(anyDesign(), caller, fc.integer(), (documents, from, seed) => {
        const ended = fuzz(documents, from, seed)
        expect(ended.kind).toBe('ended')
        expect(ended.reason === 'failed' ? ended.message : '').toBe('')
      }),
      { seed: 20261121, numRuns: 1_000 },
    )
  })

  it('enters and leaves nodes in pairs, in the order of time', () => {
    fc.assert(
      fc.property(anyDesign(), caller, fc.integer(), (documents, from, seed) => {
        const { trace } = fuzz(documents, from, seed)
        const times = trace.map((event) => event.atMs)
        expect(times).toEqual(times.toSorted((left, right) => left - right))
        const inAndOut = trace.flatMap((event) =>
          event.kind === 'node-entered' || event.kind === 'node-left' ? [`${event.kind} ${event.nodeId}`] : [],
        )
        const expected = trace.flatMap((event) =>
          event.kind === 'node-entered' ? [`node-entered ${event.nodeId}`, `node-left ${event.nodeId}`] : [],
        )
        expect(inAndOut).toEqual(expected.slice(0, inAndOut.length)) // the last node need not be left when the caller is gone
        expect(trace.filter(({ kind }) => kind === 'call-ended')).toHaveLength(1)
        expect(trace.at(-1)?.kind).toBe('call-ended')
      }),
      { seed: 42, numRuns: 100 },
    )
  })

  it('always ends and never throws, even when a driver answers with nonsense', () => {
    fc.assert(
      fc.property(anyDesign(), caller, fc.infiniteStream(nonsense), (documents, from, results) => {
        const run = startCall(snapshotOf([...colleagues, ...documents]), from)
        let at: Step = run.begin(0)
        for (let answered = 0; at.kind === 'perform'; answered++) {
          at =
            answered < 3_000
              ? run.resume(results.next().value, answered)
              : run.interrupt({ kind: 'caller-gone' }, answered)
        }
        expect(at.kind).toBe('ended')
        expect(run.trace.at(-1)?.kind).toBe('call-ended')
      }),
      { seed: 5, numRuns: 200 },
    )
  })

  it('gives back every place in a queue it took', () => {
    fc.assert(
      fc.property(anyDesign(), caller, fc.integer(), (documents, from, seed) => {
        const { trace, reason } = fuzz(documents, from, seed)
        if (reason === 'step-limit') return
        const count = (kind: DriverOperation['kind']) =>
          trace.filter((event) => event.kind === 'operation' && event.operation.kind === kind).length
        const refused = trace.filter(
          (event) =>
            event.kind === 'result' &&
            event.operation === 'join-queue' &&
            'outcome' in event.result &&
            event.result.outcome === 'full',
        ).length
        expect(count('leave-queue')).toBe(count('join-queue') - refused)
      }),
      { seed: 9, numRuns: 200 },
    )
  })
})

/** Runs a call in which people do anything that can be done, drawn from a seed; after 60 decisions the caller hangs up. */
function fuzz(documents: readonly Document[], from: Caller, seed: number) {
  const design = snapshotOf([...colleagues, ...documents])
  const world = new VirtualWorld({
    design,
    startMs: 1_800_000_000_000,
    seed,
    setup: { wrongPins: { byCaller: seed & 7 } },
  })
  const run = startCall(design, from)
  let atMs = 0
  let decisions = 0
  let random = seed >>> 0
  let at: Step = run.begin(atMs)
  while (at.kind === 'perform') {
    const { operation, callflowId, nodeId } = at
    const own = world.perform(operation, atMs)
    if (world.callerIsGone && callerOperations.has(operation.kind)) at = run.interrupt({ kind: 'caller-gone' }, atMs)
    else if (own) at = run.resume(own.result, (atMs += own.durationMs))
    else {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
      const where: ChoiceContext = { design, world, callflowId, nodeId, caller: run.caller }
      const choices = choicesFor(operation, where)
      const stays = random >>> 29 !== 0 // hanging up is offered last, and would end most calls early
      const choice =
        ++decisions > 60 ? choices.at(-1) : choices[(random >>> 8) % Math.max(1, choices.length - Number(stays))]
      const resolved = resolveChoice(operation, choice?.id ?? '', where)
      if (!resolved) throw new Error(`a choice offered for ${operation.kind} cannot be made: ${choice?.id}`)
      atMs += resolved.durationMs
      if (resolved.callerHangsUp) world.callerIsGone = true
      if (resolved.result) world.observe(operation, resolved.result)
      at = resolved.result ? run.resume(resolved.result, atMs) : run.interrupt({ kind: 'caller-gone' }, atMs)
    }
  }
  return { ...at, trace: run.trace }
}
