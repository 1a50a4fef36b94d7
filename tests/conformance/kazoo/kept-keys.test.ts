import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Document } from '../../../src/callflow/design/document.ts'
import { kazooActions } from '../../../src/callflow/exchange/kazoo/actions.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { type Json, type JsonObject, put } from '../../../src/callflow/exchange/kazoo/json.ts'
import { kindOfCollection } from '../../../src/callflow/exchange/kazoo/kinds.ts'
import { actionFacts, documentFacts, type Fact, type Facts, kazooId, sample } from './facts.ts'

const page = join(import.meta.dirname, '../../../docs/reference/kazoo-kept.md')

/** What an import makes of documents, but for the originals it keeps. */
function meaningOf(files: readonly { readonly path: string; readonly document: Json }[]): string {
  const { documents } = readKazoo(files.map(({ path, document }) => ({ path, text: JSON.stringify(document) })))
  return JSON.stringify(documents.map(withoutOriginal))
}

/** `undefined` is left out of JSON. */
function withoutOriginal(document: Document) {
  const plain = { ...document, foreign: undefined }
  if (document.kind !== 'callflow') return plain
  return { ...plain, nodes: Object.values(document.nodes).map((node) => ({ ...node, foreign: undefined })) }
}

/** Dotted paths of a schema's keys, objects opened. */
const pathsOf = (facts: Facts, above: readonly string[] = []): (readonly [readonly string[], Fact])[] =>
  Object.entries(facts).flatMap(([key, fact]) => {
    const path = [...above, key]
    return fact.keys ? pathsOf(fact.keys, path) : [[path, fact] as const]
  })

/** Keys that say nothing here, whatever they say: in an object that has nothing else, and in one that has what `bases` have. */
function keptOf(facts: Facts, bases: readonly JsonObject[], meaning: (object: JsonObject) => string): string[] {
  return pathsOf(facts).flatMap(([path, fact]) => {
    const values = [...(fact.enum ?? []), sample(path.at(-1) ?? '', fact), true, false, '2501', 7]
    const matters = bases.some((base) => {
      const without = meaning(put(base, path, undefined))
      return values.some((value) => meaning(put(base, path, value)) !== without)
    })
    return matters ? [] : [path.join('.')]
  })
}

const stepMeaning = (module: string) => (data: JsonObject) =>
  meaningOf([{ path: 'callflows/f.json', document: { id: kazooId(1), name: 'F', flow: { module, data } } }])

const known = new Set(kazooActions.map(({ module }) => module))
const unknown = Object.keys(actionFacts).filter((module) => !known.has(module))

function keptPage(): string {
  const actions = Object.entries(actionFacts).flatMap(([module, { data }]) => {
    if (unknown.includes(module)) return []
    const uses = (data.action?.enum ?? data.variable?.enum ?? []).map((action) => ({ action }))
    const bases: JsonObject[] = [
      {},
      { duration: 3 },
      ...uses,
      ...(module === 'set_variable' ? [{ variable: 'call_priority' }] : []),
    ]
    const kept = keptOf(data, bases, stepMeaning(module)).filter((key) => key !== 'skip_module')
    return kept.length > 0 ? [row(module, kept)] : []
  })
  const collections = Object.entries({ ...documentFacts, faxboxes: documentFacts.faxbox }).flatMap(
    ([collection, facts]) => {
      if (!facts || !kindOfCollection(collection)) return []
      const id = collection === 'phone_numbers' ? '+16045550100' : kazooId(2)
      const rest: JsonObject =
        collection === 'devices' ? { device_type: 'cellphone' } : { featurecode: { name: 'move', number: '6683' } }
      const meaning = (object: JsonObject) =>
        meaningOf([
          { path: `${collection}/x.json`, document: { id, ...object } },
          { path: 'queues/q.json', document: { id: 'q' } },
          { path: 'directories/d.json', document: { id: 'd' } },
        ])
      const kept = keptOf(facts.keys, [{}, rest], meaning).filter(
        (key) => !readElsewhere.includes(`${collection}.${key}`),
      )
      return kept.length > 0 ? [row(collection, kept)] : []
    },
  )
  return [
    '# Kazoo exchange: kept, but without a meaning here\n',
    'Found by trying: every key of every action and document of Kazoo that changes nothing of what Callwright makes of it. All of it is',
    'kept and exported as it came.\n',
    '## Actions that are unknown steps\n',
    `A call skips them, as Kazoo does with actions it does not know.\n\n${unknown.map((module) => `\`${module}\``).join(', ')}\n`,
    '## Keys of actions\n',
    `| Action | Keys |\n| --- | --- |\n${actions.join('\n')}\n`,
    '## Keys of documents\n',
    `| Collection | Keys |\n| --- | --- |\n${collections.join('\n')}\n`,
  ].join('\n')
}

const row = (name: string, keys: readonly string[]) => `| \`${name}\` | ${keys.map((key) => `\`${key}\``).join(', ')} |`

/** Objects whose keys are ids, and what only a flow has. */
const readElsewhere = [
  'callflows.flow',
  'groups.endpoints',
  'blacklists.numbers',
  'users.directories',
  'users.call_restriction',
  'devices.call_restriction',
  'users.caller_id',
  'devices.caller_id',
  'devices.media',
  'resources.gateways',
]

it('the page of what is kept shows what the mappings leave out (vitest -u writes it anew)', async () => {
  await expect(keptPage()).toMatchFileSnapshot(page)
})

it('every action of Kazoo’s is a step here or on the list of unknown steps', () => {
  const text = readFileSync(page, 'utf8')
  const missing = Object.keys(actionFacts).filter(
    (module) => unknown.includes(module) && !text.includes(`\`${module}\``),
  )
  expect(missing).toEqual([])
  expect(unknown.length).toBeLessThan(30)
})
