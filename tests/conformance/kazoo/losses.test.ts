import { describe, expect, it } from 'vitest'
import { type Document, documentSchemas, makeDocument, parseDocument } from '../../../src/callflow/design/document.ts'
import { documentKinds } from '../../../src/callflow/design/kind.ts'
import { unwrap } from '../../../src/callflow/design/schema-shape.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { kazooActions } from '../../../src/callflow/exchange/kazoo/actions.ts'
import { keyOf } from '../../../src/callflow/exchange/kazoo/branches.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { kindOfDocument } from '../../../src/callflow/exchange/kazoo/kinds.ts'
import { moduleFor, modules } from '../../../src/callflow/modules/registry.ts'
import { drawFlow } from '../../../src/callflow/rehearse/small-design.ts'
import { actionFacts } from './facts.ts'
import { otherValue } from './other-values.ts'

/** A design as Kazoo itself reads it, and what the export said of it. */
function atKazoo(document: Document) {
  const { files, notes } = writeKazoo(snapshotOf([document]))
  const read = files.map(({ path, text }) => ({
    path,
    text: JSON.stringify(JSON.parse(text, (key, value: unknown) => (key === 'callwright' ? undefined : value))),
  }))
  const { documents } = readKazoo(read.filter(({ path }) => path !== 'callwright.json'))
  return { documents, notes: notes.map(({ text }) => text) }
}

/** What travels beside without a word, because Kazoo does the same without it. */
const silent: Readonly<Record<string, string>> = {
  'ring-group.timeoutSec': 'the sum or the longest of the members is written',
  'time-of-day.orderMode': 'rules are listed in the order in which they win',
  'match-caller-id.mode': 'numbers become an expression',
  'match-caller-id.numbers': 'numbers become an expression',
  'match-caller-id.regex': 'only one of the ways to compare is used',
  'match-caller-id.placeholderNumbers': 'only counts for callers without a number, whose expression it becomes part of',
  'match-caller-id.withholdingNames': 'only counts for callers without a number',
  'callflow-variables.type': 'the value is text to Kazoo',
  'callflow-variables.variable': 'the value is text to Kazoo',
  ...Object.fromEntries(
    ['userId', 'deviceId', 'callflowId', 'queueId', 'mailboxId', 'mediaId', 'text', 'number'].map((key) => [
      `callflow-variables.${key}`,
      'only the one of its type is used, as text',
    ]),
  ),
}

const fieldsOf = (schema: Parameters<typeof unwrap>[0]) => {
  const { shape } = unwrap(schema)
  return shape.kind === 'object' ? Object.entries(shape.shape) : []
}

const settings = modules.flatMap(({ type, settings: schema }) =>
  fieldsOf(schema).map(([key, field]) => ({ type, key, label: unwrap(field).meta.label ?? key, field })),
)

describe('a setting that Kazoo does not give back is named by the export', () => {
  it.each(settings)('$type: $key', ({ type, key, label, field }) => {
    const usual = moduleFor(type)?.settings.parse({}) as Readonly<Record<string, unknown>>
    const chosen = { ...usual, [key]: otherValue(field, usual[key]) }
    const parsed = moduleFor(type)?.settings.safeParse(chosen)
    const { documents, notes } = atKazoo(drawFlow({ nodes: { [type]: chosen } }))
    const [flow] = documents
    const [back] = flow?.kind === 'callflow' ? Object.values(flow.nodes) : []
    const kept =
      back?.type === type &&
      parsed?.success === true &&
      isSame(back.settings[key], Reflect.get(parsed.data as object, key))
    const isNamed = notes.some((note) => note.includes(`"${label}"`) || note.includes('skips this step'))
    expect({ key, isSaid: kept || isNamed || `${type}.${key}` in silent }).toEqual({ key, isSaid: true })
  })
})

const quiet: Readonly<Record<string, string>> = {
  'user.name': 'made of first and last name',
  'user.siteId': 'the site itself is named',
  'phone-number.name': 'the number is the name',
  'phone-number.siteId': 'the site itself is named',
  'media.sha256': 'the sound itself is named',
  'media.sampleRateHz': 'of the sound',
  'media.durationMs': 'of the sound',
  'media.sizeBytes': 'of the sound',
  'number-list.entries': 'a whole number is an expression',
  'queue.agentIds': 'stands on the users',
  'directory.entries': 'stands on the users',
  'device.provisioningTokenHash': 'says nothing to anybody else',
}
const own = ['id', 'kind', 'foreign', 'entry', 'nodes', 'wires']
const fields = documentKinds
  .filter((kind) => kindOfDocument(kind))
  .flatMap((kind) =>
    fieldsOf(documentSchemas[kind])
      .filter(([key]) => !own.includes(key))
      .map(([key, field]) => ({ kind, key, label: unwrap(field).meta.label ?? key, field })),
  )

describe('a field that Kazoo does not give back is named by the export', () => {
  it.each(fields)('$kind: $key', ({ kind, key, label, field }) => {
    const usual = makeDocument(kind, {
      id: 'd1',
      name: 'Name',
      ...(kind === 'phone-number' && { number: '+16045550100' }),
    } as never)
    const parsed = parseDocument({ ...usual, [key]: otherValue(field, Reflect.get(usual, key)) })
    if (!parsed.ok) throw new Error(parsed.error)
    const { documents, notes } = atKazoo(parsed.document)
    const back = documents.find((each) => each.kind === kind)
    const kept = isSame(back && Reflect.get(back, key), Reflect.get(parsed.document, key))
    const isNamed = notes.some((note) => note.includes(`"${label}"`))
    expect({ key, isSaid: kept || isNamed || `${kind}.${key}` in quiet }).toEqual({ key, isSaid: true })
  })
})

const waysOut = kazooActions.flatMap((action) =>
  action.definition.branches
    .filter(({ name }) => action.branches?.only?.includes(name) ?? true)
    .map(({ name }) => ({
      type: action.definition.type,
      module: action.module,
      name,
      key: keyOf(name, action.branches),
    })),
)

describe('a way out that Kazoo does not know is named by the export', () => {
  it.each(waysOut)('$type ($module): $name', ({ module, key }) => {
    const children = actionFacts[module]?.children ?? []
    const isCause = children.includes('<HANGUP_CAUSE>') && /^[A-Z_]+$/.test(key)
    expect({ key, isKnown: isCause || children.includes(key) }).toEqual({ key, isKnown: true })
  })
})

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
