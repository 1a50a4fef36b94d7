import { describe, expect, it } from 'vitest'
import type { PhoneDialog } from './lamp.ts'
import { PhoneTable } from './phone-table.ts'

const at = (deviceId: string, more: Partial<PhoneDialog> = {}): PhoneDialog => ({
  id: `call-${deviceId}`,
  deviceId,
  state: 'early',
  ...more,
})
const desk = { deviceIds: ['desk'] }

describe('what phones do', () => {
  it('says whom a change concerns, and nobody where nothing changed', () => {
    const table = new PhoneTable()
    expect([...table.set('a', [at('desk', { userId: 'ann' }), at('hall')])]).toEqual([
      'device desk',
      'user ann',
      'device hall',
    ])
    expect([...table.set('a', [at('desk', { userId: 'ann' }), at('hall')])]).toEqual([])
    expect([...table.set('a', [at('desk', { userId: 'ann' }), at('hall', { state: 'confirmed' })])]).toEqual([
      'device hall',
    ])
    expect([...table.set('a', [at('hall', { state: 'confirmed' })])]).toEqual(['device desk', 'user ann'])
  })

  it('finds what somebody does at their phones and elsewhere', () => {
    const table = new PhoneTable()
    table.set('a', [at('desk'), at('hall', { userId: 'ann' })])
    table.set('b', [at('other', { id: 'b', userId: 'bo' })])
    expect(table.of({ userId: 'ann', deviceIds: ['desk'] }).map(({ deviceId }) => deviceId)).toEqual(['desk', 'hall'])
    expect(table.of({ userId: 'cy', deviceIds: [] })).toEqual([])
  })

  it('shows a phone that rings at two places by the one that got further', () => {
    const table = new PhoneTable()
    table.set('a', [at('desk', { state: 'confirmed' }), at('desk')])
    expect(table.of(desk).map(({ state }) => state)).toEqual(['confirmed'])
  })

  it('keeps nothing of calls that are over', () => {
    const table = new PhoneTable()
    table.set('a', [at('desk', { userId: 'ann' })])
    table.set('a', [at('hall')])
    expect(table.of(desk)).toEqual([])
    table.set('a', [])
    expect(table.size).toBe(0)
  })
})
