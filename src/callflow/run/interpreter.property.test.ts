import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, makeDocument } from '../design/document.ts'
import { step } from '../design/extension.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { modules } from '../modules/registry.ts'
import { type ChoiceContext, choicesFor, resolveChoice } from '../rehearse/choices.ts'
import { colleagues, insideCaller, outsideCaller } from '../rehearse/small-design.ts'
import { VirtualWorld } from '../rehearse/world.ts'
import { CallRun, type Step } from './interpreter.ts'
import { callerOperations, type DriverOperation } from './operation.ts'

/** Documents that random steps may name, and ids that name nothing or something else. */
const things: readonly Document[] = [
  ...colleagues,
  makeDocument('media', { id: 'media', name: 'Media' }),
  makeDocument('menu', { id: 'menu', name: 'Menu', greetingId: 'media', hunt: true, retries: 2 }),
  makeDocument('queue', { id: 'queue', name: 'Queue', agentIds: ['user-1001', 'user-1002'], maxWaitSec: 600 }),
  makeDocument('group', { id: 'group', name: 'Group', members: [{ id: 'user-1001', weight: 3 }] }),
  makeDocument('schedule-rule', { id: 'rule', name: 'Rule' }),
  makeDocument('conference', { id: 'room', name: 'Room', numbers: ['1'], memberPins: ['1'], moderatorPins: ['2'] }),
  makeDocument('fax-box', { id: 'fax', name: 'Fax' }),
  makeDocument('directory', {
    id: 'staff',
    name: 'Staff',
    entries: ['user-1001', 'user-1002', 'nothing'].map((userId) => ({ userId, callflowId: 'flow-1' })),
    minDigits: 1,
  }),
]
const someId = fc.constantFrom(...things.map(({ id }) => id), 'flow-0', 'flow-1', 'nothing', null)
const nodeIds = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7']
const someNode = fc.constantFrom(...nodeIds)

const reasonable = fc.record({
  mediaId: someId,
  userId: someId,
  deviceId: someId,
  mailboxId: someId,
  menuId: someId,
  queueId: someId,
  conferenceId: someId,
  directoryId: someId,
  faxBoxId: someId,
  callflowId: someId,
  routes: fc.array(fc.constantFrom('rule', 'nothing', 'media'), { maxLength: 3 }),
  members: fc.array(fc.record({ id: fc.constantFrom('user-1001', 'user-1002', 'device-1003', 'group', 'nothing') }), {
    maxLength: 4,
  }),
  strategy: fc.constantFrom('simultaneous', 'in-order'),
  repeats: fc.integer({ min: 1, max: 3 }),
  endless: fc.boolean(),
})
const settings = fc.oneof(
  { weight: 5, arbitrary: reasonable },
  { weight: 1, arbitrary: fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }) },
)
const node = fc.record({
  type: fc.constantFrom(...modules.map(({ type }) => type), 'from-elsewhere'),
  settings,
  disabled: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
})
const branchName = fc.constantFrom(
  '_',
  '_',
  '_',
  '1',
  '2',
  'timeout',
  'max_retries',
  'busy',
  'no-answer',
  'rule',
  'sip:486',
)

const flow = (id: string): fc.Arbitrary<Callflow> =>
  fc
    .record({
      nodes: fc.array(node, { minLength: 1, maxLength: nodeIds.length }),
      wires: fc.array(fc.record({ from: someNode, branch: branchName, to: someNode }), { maxLength: 24 }),
    })
    .map(({ nodes, wires }) => ({
      ...makeDocument('callflow', { id, name: id, numbers: [], wires }),
      entry: 'n0',
      nodes: Object.fromEntries(
        nodes.map((each, index) => [
          `n${index}`,
          {
            ...step(`n${index}`, each.type, each.settings as Record<string, unknown>, { x: 0, y: 0 }),
            disabled: each.disabled,
          },
        ]),
      ),
    }))

const caller = fc.constantFrom(outsideCaller, insideCaller('1001'))

describe('the interpreter', () => {
  it('always ends and never throws, whatever is drawn and whatever happens', () => {
    fc.assert(
      fc.property(flow('flow-0'), flow('flow-1'), caller, fc.integer(), (first, second, from, seed) => {
        const ended = fuzz([first, second], from, seed)
        expect(ended.kind).toBe('ended')
        expect(ended.reason === 'failed' ? ended.message : '').toBe('')
      }),
      { seed: 20261121, numRuns: 300 },
    )
  })

  it('enters and leaves nodes in pairs, in the order of time', () => {
    fc.assert(
      fc.property(flow('flow-0'), flow('flow-1'), caller, fc.integer(), (first, second, from, seed) => {
        const { trace } = fuzz([first, second], from, seed)
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

  it('gives back every place in a queue it took', () => {
    fc.assert(
      fc.property(flow('flow-0'), flow('flow-1'), caller, fc.integer(), (first, second, from, seed) => {
        const { trace, reason } = fuzz([first, second], from, seed)
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
function fuzz(flows: readonly Callflow[], from: typeof outsideCaller, seed: number) {
  const design = snapshotOf([...things, ...flows])
  const world = new VirtualWorld({ design, startMs: 1_800_000_000_000, seed, setup: {} })
  const limits = { nodes: 300, operations: 2_000 }
  const run = new CallRun({ design, callflowId: 'flow-0', dialled: '8000', caller: from, limits })
  let atMs = 0
  let decisions = 0
  let random = seed >>> 0
  let at: Step = run.begin(atMs)
  while (at.kind === 'perform') {
    const { operation, callflowId, nodeId } = at
    const own = world.perform(operation, atMs)
    if (world.callerIsGone && callerOperations.has(operation.kind)) at = run.callerGone(atMs)
    else if (own) at = run.resume(own.result, (atMs += own.durationMs))
    else {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
      const where: ChoiceContext = { design, world, callflowId, nodeId }
      const choices = choicesFor(operation, where)
      const choice = ++decisions > 60 ? choices.at(-1) : choices[random % choices.length]
      const resolved = resolveChoice(operation, choice?.id ?? '', where)
      if (!resolved) throw new Error(`a choice offered for ${operation.kind} cannot be made: ${choice?.id}`)
      atMs += resolved.durationMs
      if (resolved.callerHangsUp) world.callerIsGone = true
      if (resolved.result) world.observe(operation, resolved.result)
      at = resolved.result ? run.resume(resolved.result, atMs) : run.callerGone(atMs)
    }
  }
  return { ...at, trace: run.trace }
}
