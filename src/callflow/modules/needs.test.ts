import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { type Document, makeDocument } from '../design/document.ts'
import type { DocumentKind } from '../design/kind.ts'
import { definitionOf, unwrap } from '../design/schema-shape.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { choicesFor, resolveChoice } from '../rehearse/choices.ts'
import { colleagues, drawFlow, fridayNoonMs, insideCaller, outsideCaller } from '../rehearse/small-design.ts'
import { VirtualWorld } from '../rehearse/world.ts'
import { CallRun, type Step } from '../run/interpreter.ts'
import { isPerformedLive, liveSupportOf, type StepNeed } from '../run/live-support.ts'
import { callerOperations, type Operation } from '../run/operation.ts'
import { modules } from './registry.ts'

const things: readonly Document[] = [
  makeDocument('account', { id: 'account', name: 'Company' }),
  ...colleagues,
  makeDocument('media', { id: 'media', name: 'Media' }),
  makeDocument('menu', { id: 'menu', name: 'Menu', greetingId: 'media' }),
  makeDocument('queue', { id: 'queue', name: 'Queue', agentIds: ['user-1001'] }),
  makeDocument('group', { id: 'group', name: 'Group', members: [{ id: 'user-1001', weight: 1 }] }),
  makeDocument('schedule-rule', { id: 'rule', name: 'Rule' }),
  makeDocument('conference', { id: 'conference', name: 'Conference' }),
  makeDocument('directory', { id: 'directory', name: 'Directory' }),
  makeDocument('fax-box', { id: 'fax-box', name: 'Fax box' }),
  makeDocument('number-list', { id: 'number-list', name: 'List' }),
  makeDocument('trunk', { id: 'trunk', name: 'Carrier' }),
  makeDocument('portal', { id: 'portal', name: 'Portal' }),
]

/** Settings as a form could make them: every choice, every reference. Numbers and free text keep their defaults. */
function settingsFor(schema: z.ZodType): fc.Arbitrary<unknown> {
  const { shape, meta } = unwrap(schema)
  switch (shape.kind) {
    case 'object':
      return fc
        .record(Object.fromEntries(Object.entries(shape.shape).map(([key, field]) => [key, settingsFor(field)])))
        .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)))
    case 'array':
      return fc.array(settingsFor(shape.element), { minLength: 1, maxLength: 2 })
    case 'union':
      return fc.oneof(...shape.options.map(settingsFor))
    case 'record':
      return fc.constant(undefined)
    case 'leaf':
      return leaf(shape.type, shape.schema, meta.refersTo)
  }
}

function leaf(type: string, schema: z.ZodType, refersTo: readonly DocumentKind[] | undefined): fc.Arbitrary<unknown> {
  const fitting = things.filter(({ kind }) => refersTo?.includes(kind)).map(({ id }) => id)
  if (fitting.length > 0) return fc.constantFrom(...fitting)
  const { entries, values } = definitionOf(schema) as { entries?: Record<string, unknown>; values?: unknown[] } // of enums and literals
  if (type === 'enum' && entries) return fc.constantFrom(...Object.values(entries))
  if (type === 'literal' && values) return fc.constantFrom(...values)
  if (type === 'boolean') return fc.boolean()
  if (type === 'string') return fc.constantFrom(undefined, undefined, '1001', 'https://example.com/')
  return fc.constant(undefined)
}

describe.each(modules.map((definition) => [definition.type, definition] as const))('%s', (type, definition) => {
  it('declares what it asks for that live calls may lack', () => {
    const asked = new Set<StepNeed>()
    fc.assert(
      fc.property(settingsFor(definition.settings), fc.boolean(), fc.integer(), (settings, isInside, seed) => {
        const parsed = definition.settings.safeParse(settings)
        const used = parsed.success ? (settings as Record<string, unknown>) : {}
        for (const operation of operationsOf(type, used, isInside, seed))
          for (const need of needsOf(operation)) asked.add(need)
      }),
      { seed: 20261121, numRuns: 60 },
    )
    const declared = [...(definition.needs ?? []), ...(definition.mayNeed ?? [])]
    const undeclared = [...asked].filter((need) => !isPerformedLive(need) && !declared.includes(need))
    expect(undeclared).toEqual([])
  })
})

it('most steps work on live calls', () => {
  expect(modules.filter((definition) => liveSupportOf(definition)?.level !== 'none').length).toBeGreaterThan(20)
})

function needsOf(operation: Operation): StepNeed[] {
  const sounds = operation.kind === 'play' ? operation.sounds : operation.kind === 'collect' ? operation.prompt : []
  return [operation.kind, ...sounds.map(({ kind }) => `sound:${kind}` as const)]
}

/** What a call through one step asks for, whatever people do meanwhile; after 40 decisions the caller hangs up. */
function operationsOf(
  type: string,
  settings: Record<string, unknown>,
  isInside: boolean,
  seed: number,
): readonly Operation[] {
  const design = snapshotOf([...things, drawFlow({ nodes: { [type]: settings } })])
  const world = new VirtualWorld({ design, startMs: fridayNoonMs, seed, setup: {} })
  const caller = isInside ? insideCaller('1001') : outsideCaller
  const limits = { nodes: 50, operations: 500 }
  const run = new CallRun({ design, callflowId: 'flow', dialled: '8000', caller, limits })
  const asked: Operation[] = []
  let random = seed >>> 0
  let decisions = 0
  let atMs = 0
  let at: Step = run.begin(atMs)
  while (at.kind === 'perform') {
    const { operation, callflowId, nodeId } = at
    if (callflowId === 'flow') asked.push(operation)
    const own = world.perform(operation, atMs)
    if (world.callerIsGone && callerOperations.has(operation.kind)) at = run.interrupt({ kind: 'caller-gone' }, atMs)
    else if (own) at = run.resume(own.result, (atMs += own.durationMs))
    else {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
      const choices = choicesFor(operation, { design, world, callflowId, nodeId, caller: run.caller })
      const choice = ++decisions > 40 ? choices.at(-1) : choices[(random >>> 8) % choices.length]
      const resolved = resolveChoice(operation, choice?.id ?? '', {
        design,
        world,
        callflowId,
        nodeId,
        caller: run.caller,
      })
      if (!resolved) throw new Error(`a choice offered for ${operation.kind} cannot be made: ${choice?.id}`)
      atMs += resolved.durationMs
      if (resolved.callerHangsUp) world.callerIsGone = true
      if (resolved.result) world.observe(operation, resolved.result)
      at = resolved.result ? run.resume(resolved.result, atMs) : run.interrupt({ kind: 'caller-gone' }, atMs)
    }
  }
  return asked
}
