import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { call, drawFlow, heard, operations, outsideCaller } from '../../rehearse/small-design.ts'

const list = makeDocument('number-list', {
  id: 'lines',
  name: 'Our lines',
  entries: [
    { match: 'number', value: '+16045550101', label: 'Sales' },
    { match: 'prefix', value: '+1778', label: '' },
  ],
})
const cell = makeDocument('device', { id: 'cell', name: 'Cell', type: 'cell-phone', outsideNumber: '+16045550190' })

const through = (nodes: Record<string, Record<string, unknown>>, choices: string[] = []) => {
  const names = Object.keys(nodes)
  const wires = names.slice(1).map((to, index) => `${names[index]} _ ${to}`)
  return call([drawFlow({ nodes, wires })], choices, { documents: [list, cell] })
}
const shownAt = (rehearsal: ReturnType<typeof through>) => {
  const leg = operations(rehearsal, 'dial').at(-1)?.legs[0]
  return [leg?.callerName, leg?.callerNumber]
}
const desk = { userId: 'user-1001' }

describe('dynamic caller ID (M24b)', () => {
  const fixed = { source: 'fixed', name: 'Front desk', number: '+16045550111' }

  it('given a fixed one, when a phone rings, then it stands in for the caller', () => {
    expect(shownAt(through({ 'dynamic-caller-id': fixed, user: desk }))).toEqual(['Front desk', '+16045550111'])
  })

  it('given a prefix as well, then the prefix goes before it and a rewrite replaces both', () => {
    const prefixed = { 'dynamic-caller-id': fixed, prepend: { namePrefix: 'GEN ' }, user: desk }
    expect(shownAt(through(prefixed))).toEqual(['GEN Front desk', '+16045550111'])
    const rewritten = { prepend: { namePrefix: 'GEN ' }, 'set-caller-id': { name: 'Us' }, user: desk }
    expect(shownAt(through(rewritten))).toEqual(['Us', '+16045550177'])
  })

  it('given a question, when the caller keys a number, then that; anything too short is refused', () => {
    const keyed = { 'dynamic-caller-id': {}, user: desk }
    expect(shownAt(through(keyed, ['keys:6045550123']))).toEqual(['Customer', '6045550123'])
    const short = through(keyed, ['keys:12', 'finished'])
    expect(heard(short)).toEqual(['dynamic-cid-enter_cid', 'menu-invalid_entry'])
    expect(shownAt(short)).toEqual(['Customer', '+16045550177'])
  })

  it('given a list, when the caller keys a place, then the number there; prefixes cannot be called as', () => {
    const listed = { 'dynamic-caller-id': { source: 'list', listId: 'lines' }, user: desk }
    expect(shownAt(through(listed, ['keys:1']))).toEqual(['Sales', '+16045550101'])
    for (const wrong of ['keys:2', 'keys:9', 'silence']) {
      expect(shownAt(through(listed, [wrong, 'finished']))).toEqual(['Customer', '+16045550177'])
    }
  })
})

describe('privacy (B3 *67)', () => {
  it('given a step that hides the caller, when phones ring, then they show nobody', () => {
    expect(shownAt(through({ privacy: {}, user: desk }))).toEqual(['Anonymous', ''])
    expect(shownAt(through({ privacy: { mode: 'number' }, user: desk }))).toEqual(['Customer', ''])
    expect(shownAt(through({ privacy: {}, 'privacy:off': { mode: 'none' }, user: desk }))[0]).toBe('Customer')
  })

  it('given the code with a number behind it, then the call goes on to that number', () => {
    const code = { ...drawFlow({ nodes: { privacy: {} } }), patterns: ['^\\*67([0-9]+)$'] }
    const caller = { ...outsideCaller, origin: { kind: 'device', deviceId: '' } } as const
    const rehearsed = call([code], [], { callflowId: undefined as never, dialled: '*671001', caller })
    expect(shownAt(rehearsed)).toEqual(['Anonymous', ''])
    const out = call([code], [], { callflowId: undefined as never, dialled: '*6716045550142', caller })
    expect(operations(out, 'dial')[0]?.legs[0]?.target).toMatchObject({ kind: 'number', number: '+16045550142' })
    expect(shownAt(out)).toEqual(['Anonymous', ''])
  })
})

describe('what a call carries along', () => {
  it('a distinctive ring goes with every dial after it, of people and ring groups', () => {
    const ring = { 'distinctive-ring': { alertInfo: 'Bellcore-dr2' } }
    expect(operations(through({ ...ring, user: desk }), 'dial')[0]?.alertInfo).toBe('Bellcore-dr2')
    const group = { 'ring-group': { members: [{ id: 'user-1001' }] } }
    expect(operations(through({ ...ring, ...group }), 'dial')[0]?.alertInfo).toBe('Bellcore-dr2')
    expect(operations(through({ user: desk }), 'dial')[0]).not.toHaveProperty('alertInfo')
  })

  it('a header with a line break is refused', () => {
    const skipped = through({ 'distinctive-ring': { alertInfo: 'a\r\nEvil: 1' }, user: desk })
    expect(skipped.trace.some((event) => event.kind === 'node-skipped')).toBe(true)
  })

  it('sleep takes its time, a language is set for what follows', () => {
    const slept = through({ sleep: { durationSec: 5 }, language: { language: 'FR-ca' }, user: desk })
    expect(slept.atMs).toBe(5_000)
    expect(operations(slept, 'edit-call')).toMatchObject([{ edit: { kind: 'set-language', language: 'fr-ca' } }])
  })
})
