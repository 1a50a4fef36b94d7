import { describe, expect, it } from 'vitest'
import type { Callflow, FlowNode } from '../../../src/callflow/design/document.ts'
import { unwrap } from '../../../src/callflow/design/schema-shape.ts'
import { actionOf } from '../../../src/callflow/exchange/kazoo/actions.ts'
import { get, type Json, type JsonObject } from '../../../src/callflow/exchange/kazoo/json.ts'
import { moduleFor } from '../../../src/callflow/modules/registry.ts'
import { actionFacts, differences, exported, kazooId, sample, sampleObject, through } from './facts.ts'
import { otherValue } from './other-values.ts'

const PATH = 'callflows/f1.json'
const flowOf = (step: JsonObject): JsonObject => ({ id: 'f1', name: 'F', numbers: ['2000'], flow: step })
const stepOf = (module: string, data: Json, children: JsonObject = {}): JsonObject => ({ module, data, children })

/** Names of children as an account would have them. */
const childKeys = (names: readonly string[]) =>
  names.map(
    (name) =>
      ({ '<rule or rule-set id>': kazooId(5), '<SIP_CODE>': '486', '<HANGUP_CAUSE>': 'USER_BUSY' })[name] ?? name,
  )

const modules = Object.entries(actionFacts).map(([module, { data, children }]) => {
  const full = sampleObject(data)
  const ends = Object.fromEntries(childKeys(children).map((key) => [key, stepOf('hangup', {})]))
  const words = Object.entries(data).flatMap(([key, fact]) =>
    (fact.enum ?? []).map((word) => ({ ...full, [key]: word })),
  )
  const single = Object.entries(data).map(([key, fact]) => ({ [key]: sample(key, fact) }))
  return { module, ends, samples: [{}, full, ...words, ...single] }
})

describe('each of Kazoo’s 80 actions', () => {
  it('is known here', () => {
    expect(modules).toHaveLength(80)
  })

  it.each(modules)(
    '$module comes out as it went in, with every key and every word of it',
    ({ module, samples, ends }) => {
      for (const data of samples) {
        for (const more of [{}, { 'x-unknown': { deep: [1, null] }, skip_module: true }]) {
          const document = flowOf({ ...stepOf(module, { ...data, ...more }, ends), 'x-beside': 1 })
          const { files, refused } = through([{ path: PATH, document }])
          expect(refused).toEqual([])
          expect([...files]).toEqual([[PATH, document]])
        }
      }
    },
  )
})

const firstNode = (flow: Callflow): FlowNode => {
  const node = flow.nodes[flow.entry ?? '']
  if (!node) throw new Error('no first step')
  return node
}

const mapped = modules.flatMap(({ module, samples }) =>
  samples.flatMap((data) => {
    const action = actionOf(module, data)
    return action ? [{ module, data, type: action.definition.type }] : []
  }),
)

/** Each module's samples that have the most keys, and none. */
const edited = [...new Map(mapped.map((each) => [each.type, each])).values()].flatMap(({ type }) => {
  const own = mapped.filter((each) => each.type === type)
  const fullest = own.reduce((best, each) =>
    Object.keys(each.data).length > Object.keys(best.data).length ? each : best,
  )
  return [fullest, ...own.filter(({ data }) => Object.keys(data).length === 0)]
})

/** Settings that stand in several of Kazoo's keys. */
const severalKeys: Readonly<Record<string, readonly string[]>> = {
  'sleep.durationSec': ['duration', 'unit'],
  // The one goes before the list.
  'collect-digits.terminators': ['terminator', 'terminators'],
  'group-pickup.targetId': ['device_id', 'user_id', 'group_id'],
}

describe('an edit of an imported step', () => {
  it.each(edited)('$type ($module): changes the keys of that setting only', ({ module, data, type }) => {
    const document = flowOf(stepOf(module, { ...data, 'x-unknown': 1 }))
    const { documents } = through([{ path: PATH, document }])
    const [flow] = documents as [Callflow]
    const node = firstNode(flow)
    expect(node.type).toBe(type)
    const definition = moduleFor(type)
    const fields = definition ? unwrap(definition.settings).shape : undefined
    for (const [key, field] of Object.entries(fields?.kind === 'object' ? fields.shape : {})) {
      const other = otherValue(field, node.settings[key])
      expect(other, `${type}.${key} has another value`).toBeDefined()
      const settings = { ...node.settings, [key]: other }
      const after = exported([{ ...flow, nodes: { ...flow.nodes, [node.id]: { ...node, settings } } }]).get(PATH)
      const changes = differences(get(document, 'flow', 'data'), get(after, 'flow', 'data'))
      const keys = new Set(changes.map((change) => change.split('.')[0] ?? ''))
      const own = [...keys].filter((each) => each !== 'callwright')
      expect(changes.length, `${type}.${key} reaches Kazoo`).toBeGreaterThan(0)
      // Of two actions that are one module here, the edit may need the other.
      const isSameAction = get(after, 'flow', 'module') === module
      expect(get(after, 'flow', 'data', 'x-unknown')).toBe(1)
      const allowed = isSameAction ? (severalKeys[`${type}.${key}`] ?? own.slice(0, 1)) : own
      expect(
        own.filter((each) => !allowed.includes(each)),
        `${type}.${key}: ${own.join()}`,
      ).toEqual([])
      expect(differences(document, after).every((change) => /^flow[.](data|module)/.test(change))).toBe(true)
      const back = through([{ path: PATH, document: after ?? null }]).documents as [Callflow]
      expect(firstNode(back[0]).settings, `${type}.${key} comes back`).toEqual(settings)
    }
  })
})
