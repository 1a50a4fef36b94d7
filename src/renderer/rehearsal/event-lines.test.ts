import { describe, expect, it } from 'vitest'
import { call, drawFlow } from '../../callflow/rehearse/small-design.ts'
import { linesOf } from './event-lines.ts'

describe('the trace as it is shown', () => {
  const ringing = (nodes: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => {
    const names = [...Object.keys(nodes), 'user']
    const wires = names.slice(1).map((name, index) => `${names[index]} _ ${name}`)
    return linesOf(call([drawFlow({ nodes: { ...nodes, user: { userId: 'user-1001' } }, wires })], []))
  }
  const shown = (lines: ReturnType<typeof linesOf>) =>
    lines.filter(({ text }) => text.startsWith('Shown as the caller'))

  it('M24b: given edits of the caller ID, when phones ring, then it says what they show and which edit made it so', () => {
    const lines = ringing({ prepend: { namePrefix: 'GEN ' }, 'set-caller-id': { number: '8000' } })
    expect(shown(lines).map(({ text }) => text)).toEqual([
      'Shown as the caller: Customer +16045550177, with the prefix GEN Customer +16045550177, replaced GEN Customer 8000',
    ])
  })

  it('M24b: given no edits, when phones ring, then it says what they show', () => {
    expect(shown(ringing({})).map(({ text }) => text)).toEqual(['Shown as the caller: Customer +16045550177'])
  })

  it('gives every line a key of its own', () => {
    const keys = ringing({ prepend: { namePrefix: 'GEN ' } }).map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
