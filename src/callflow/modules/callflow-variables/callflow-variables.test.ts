import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../check/check-design.ts'
import { makeDocument } from '../../design/document.ts'
import { describeSettings } from '../../design/describe.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { putBindings, takeBindings } from '../../design/variables.ts'
import { call, colleagues, drawFlow, operations, path } from '../../rehearse/small-design.ts'
import { parseSettings, summaryOf } from '../../run/compile.ts'
import { referencesOf, replaceReference } from '../document-references.ts'
import { moduleFor, modules } from '../registry.ts'

const agent = { variable: 'agent' }
const flow = (nodes: Record<string, Record<string, unknown>>, extra: string[] = []) => {
  const names = Object.keys(nodes)
  const wires = names.slice(1).map((to, index) => `${names[index]} _ ${to}`)
  return drawFlow({ nodes, wires: [...wires, ...extra] })
}
const rung = (rehearsal: ReturnType<typeof call>) =>
  operations(rehearsal, 'dial')
    .at(-1)
    ?.legs.map(({ userId }) => userId)

describe('callflow variables (M37)', () => {
  it('given texts and numbers, then the last value of a name counts and all are carried', () => {
    const set = {
      variable: 'line',
      type: 'text',
      text: 'sales',
      more: ['colour=blue', 'no value', '1bad=x', 'line=support'],
    }
    const carried = operations(call([flow({ 'callflow-variables': set })], []), 'edit-call').map(({ edit }) => edit)
    expect(carried).toEqual([
      { kind: 'set-variable', variable: 'line', value: 'sales' },
      { kind: 'set-variable', variable: 'colour', value: 'blue' },
      { kind: 'set-variable', variable: 'line', value: 'support' },
    ])
  })
})

describe('collecting digits into a variable (B1)', () => {
  const asked = { 'collect-digits': { variable: 'agent', maxDigits: 4 }, user: { userId: agent } }

  it('given an extension nobody has, then the step does nothing and the call goes on', () => {
    expect(path(call([flow({ ...asked, 'hang-up': {} })], ['keys:1999']))).toEqual([
      'collect-digits _',
      'user _',
      'hang-up end',
    ])
  })

  it('given no key, then the branch timeout, or _ when it is not wired', () => {
    const timeout = drawFlow({
      nodes: { 'collect-digits': {}, 'hang-up': {} },
      wires: ['collect-digits timeout hang-up'],
    })
    expect(path(call([timeout], ['silence']))).toEqual(['collect-digits timeout', 'hang-up end'])
  })
})

describe('binding a reference to a variable (M37)', () => {
  it('every single reference and list of references of every module says that it can be bound, and takes a binding', () => {
    for (const definition of modules) {
      for (const field of describeSettings(definition.settings)) {
        expect(field.bindable ?? false).toBe(field.refersTo !== undefined)
        if (field.control !== 'reference') continue
        const node = drawFlow({ nodes: { [definition.type]: { [field.name]: agent } } }).nodes[definition.type]
        const parsed = node && parseSettings(definition, node)
        expect(parsed).toMatchObject({ ok: true, bindings: [{ path: [field.name], variable: 'agent' }] })
      }
    }
  })

  it('documents themselves take no bindings', () => {
    expect(() => makeDocument('mailbox', { id: 'm', name: 'M', ownerId: agent as never })).toThrow('ownerId')
  })

  it('in a list, an element whose variable names nobody is left out', () => {
    const members = [{ id: 'user-1001' }, { id: agent }]
    expect(rung(call([flow({ 'ring-group': { members } })], []))).toEqual(['user-1001'])
    const set = { variable: 'agent', type: 'user', userId: 'user-1002' }
    const both = call([flow({ 'callflow-variables': set, 'ring-group': { members } })], [])
    expect(rung(both)).toEqual(['user-1001', 'user-1002'])
  })

  it('a variable that names something of another kind is nobody', () => {
    const set = { variable: 'agent', type: 'mailbox', mailboxId: 'mailbox-1001' }
    expect(rung(call([flow({ 'callflow-variables': set, device: { deviceId: agent } })], []))).toBeUndefined()
  })

  it('is no reference for where-used, renames and dangling checks, and reads as the variable in summaries', () => {
    const bound = flow({ user: { userId: agent } })
    const definition = moduleFor('user')
    const [node] = Object.values(bound.nodes)
    if (!node || !definition) throw new Error('the flow has one user step')
    expect(referencesOf(bound)).toEqual([])
    expect(replaceReference(bound, 'agent', 'user-1001')).toBe(bound)
    expect(summaryOf(definition, parseSettings(definition, node), snapshotOf([]))).toBe('variable agent · 20 s')
  })

  it('forms see a stand-in and give the binding back', () => {
    const schema = moduleFor('ring-group')?.settings
    if (!schema) throw new Error('there are ring groups')
    const settings = { members: [{ id: 'u' }, { id: agent }], ringbackId: agent }
    const taken = takeBindings(schema, settings)
    expect(taken.settings).toEqual({ members: [{ id: 'u' }, { id: 'var--agent' }], ringbackId: 'var--agent' })
    expect(putBindings(schema, taken.settings)).toEqual(settings)
  })

  it.each([{ variable: 'not a name' }, { variable: 7 }, { variable: 'x'.repeat(49) }, {}])('refuses %j', (userId) => {
    const [node] = Object.values(flow({ user: { userId } }).nodes)
    expect(node && parseSettings(moduleFor('user'), node).ok).toBe(false)
  })

  it('a variable that no step sets is found', () => {
    const codes = (nodes: Record<string, Record<string, unknown>>) =>
      checkDesign(snapshotOf([...colleagues, flow(nodes)])).map(({ code }) => code)
    expect(codes({ user: { userId: agent } })).toContain('unknown-variable')
    expect(codes({ 'collect-digits': { variable: 'agent' }, user: { userId: agent } })).not.toContain(
      'unknown-variable',
    )
    expect(codes({ 'branch-on-variable': { variable: 'caller-number' } })).not.toContain('unknown-variable')
  })
})
