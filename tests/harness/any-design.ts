import fc from 'fast-check'
import { z } from 'zod'
import {
  type Document,
  documentSchemas,
  type FlowNode,
  makeDocument,
  parseDocument,
} from '../../src/callflow/design/document.ts'
import { step } from '../../src/callflow/design/extension.ts'
import { type DocumentKind, documentKinds } from '../../src/callflow/design/kind.ts'
import { unwrap } from '../../src/callflow/design/schema-shape.ts'
import { modules } from '../../src/callflow/modules/registry.ts'

/** Designs nobody would draw: every kind of document and every step with settings drawn from its own schema, wired at random. */

const perKind = 2
const flows = 3
const nodesPerFlow = 8
const nodeIds = Array.from({ length: nodesPerFlow }, (_, index) => `n${index}`)
const otherKinds = documentKinds.filter((kind) => kind !== 'callflow')
const idsOf = (kind: DocumentKind) =>
  kind === 'account'
    ? ['account']
    : Array.from({ length: kind === 'callflow' ? flows : perKind }, (_, index) => `${kind}-${index}`)

export function anyDesign(): fc.Arbitrary<readonly Document[]> {
  return fc.tuple(
    ...otherKinds.flatMap((kind) => idsOf(kind).map((id) => anyDocument(kind, id))),
    ...idsOf('callflow').map((id) => anyFlow(id)),
  )
}

function anyDocument(kind: DocumentKind, id: string): fc.Arbitrary<Document> {
  const schema = documentSchemas[kind]
  return anyValue(schema).map((value) => {
    const fields = { ...(value as object), id, kind, name: `${kind} ${id}` } // a document's schema is that of an object
    const parsed = parseDocument(fields)
    if (!parsed.ok) throw new Error(parsed.error)
    return parsed.document
  })
}

function anyFlow(id: string): fc.Arbitrary<Document> {
  const someNode = fc.constantFrom(...nodeIds)
  return fc
    .record({
      nodes: fc.tuple(...nodeIds.map((nodeId) => anyNode(nodeId))),
      nexts: fc.tuple(...nodeIds.map(() => someNode)),
      wires: fc.array(fc.record({ from: someNode, branch: someBranch, to: someNode }), { maxLength: 24 }),
    })
    .map(({ nodes, nexts, wires }) =>
      makeDocument('callflow', {
        id,
        name: id,
        numbers: [],
        entry: 'n0',
        wires: [...wires, ...nexts.map((to, index) => ({ from: `n${index}`, branch: '_', to }))].slice(1),
        nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
      }),
    )
}

const branches = ['1', '2', 'timeout', 'max_retries', 'match', 'nomatch', 'busy', 'sip:486']
const someBranch = fc.constantFrom(...branches, ...idsOf('schedule-rule'))

function anyNode(id: string): fc.Arbitrary<FlowNode> {
  return fc
    .constantFrom(...modules)
    .chain(({ type, settings }) =>
      anyValue(settings).map((value) => step(id, type, value as Record<string, unknown>, { x: 0, y: 0 })),
    )
}

const known = new WeakMap<z.ZodType, fc.Arbitrary<unknown>>()

/** Values a schema takes, often at its limits; references name documents of the right kind, of any kind, or none. */
function anyValue(schema: z.ZodType): fc.Arbitrary<unknown> {
  const made = known.get(schema) ?? accepted(schema)
  known.set(schema, made)
  return made
}

function accepted(schema: z.ZodType): fc.Arbitrary<unknown> {
  const { shape, nullable, meta, default: fallback } = unwrap(schema)
  switch (shape.kind) {
    case 'object':
      return anyObject(schema, shape.shape)
    case 'array': {
      const element = meta.refersTo ? anyId(meta.refersTo, z.string()) : anyValue(shape.element)
      return fc.array(element, { maxLength: 3 }).map((list) => (takes(schema, list) ? list : (fallback ?? [])))
    }
    case 'record':
      return fc.dictionary(fc.constantFrom('a', 'b', 'caller-number', '1'), anyValue(shape.value), { maxKeys: 3 })
    case 'union':
      return fc.oneof(...shape.options.map((option) => anyValue(option)))
    case 'leaf':
      return fc
        .oneof(
          { weight: 6, arbitrary: meta.refersTo ? anyId(meta.refersTo, schema) : anyLeaf(schema, shape.schema) },
          { weight: nullable ? 1 : 0, arbitrary: fc.constant(null) },
        )
        .map((value) => (takes(schema, value) ? value : fallback))
  }
}

/** Fields that the schema refuses together fall back to those it cannot do without. */
function anyObject(schema: z.ZodType, fields: Readonly<Record<string, z.ZodType>>): fc.Arbitrary<unknown> {
  const required = Object.keys(fields).filter((key) => !takes(fields[key], undefined))
  const values = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, anyValue(field)]))
  return fc
    .record(values, { requiredKeys: required })
    .map((all) => (takes(schema, all) ? all : Object.fromEntries(required.map((key) => [key, all[key]]))))
}

const takes = (schema: z.ZodType | undefined, value: unknown) => schema?.safeParse(value).success ?? false

function anyId(kinds: readonly DocumentKind[], schema: z.ZodType): fc.Arbitrary<string> {
  const right = kinds.flatMap(idsOf)
  const wrong = ['nothing', ...otherKinds.flatMap(idsOf)].filter((id) => takes(schema, id))
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  )
}

/** Texts that mean something somewhere; each schema keeps those it accepts. */
const words = [
  '',
  'a',
  '1',
  '0',
  '8000',
  '1001',
  '+16045550177',
  '6045550177',
  '*97',
  '#',
  '.*',
  '(a+)+$',
  '\\b1|2\\b',
  '^\\+?1?([0-9]{10})$',
  'https://example.com/x',
  'nobody@example.com',
  'America/Vancouver',
  'Europe/London',
  'inherit',
  'en',
  'fr-ca',
  '09:00',
  '2026-03-08',
  '2026-03-08T02:30:00Z',
  '{{caller-number}}',
  '__proto__',
  'caller-number',
  'x'.repeat(64),
] as const

function anyLeaf(schema: z.ZodType, leaf: z.ZodType): fc.Arbitrary<unknown> {
  if (leaf instanceof z.ZodBoolean) return fc.boolean()
  if (leaf instanceof z.ZodEnum) return fc.constantFrom(...leaf.options)
  if (leaf instanceof z.ZodLiteral) return fc.constantFrom(...leaf.values)
  if (leaf instanceof z.ZodNumber) {
    const { minValue, maxValue } = leaf
    const min = Math.max(minValue ?? 0, -1e6)
    const max = Math.min(maxValue ?? 1e6, 1e6)
    return fc.oneof(fc.constantFrom(min, max), fc.integer({ min: Math.ceil(min), max: Math.floor(max) }))
  }
  const fitting = words.filter((word) => takes(schema, word))
  return fc.constantFrom(...(fitting.length > 0 ? fitting : ['']))
}
