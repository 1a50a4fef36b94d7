import { describe, expect, it } from 'vitest'
import type { ExchangeContext } from '../fields.ts'
import type { JsonObject } from '../json.ts'
import { deskPhoneFields } from './desk-phone.ts'

const { lineKeys, macAddress, phoneMaker } = deskPhoneFields
const context = {
  kindOf: (id: string) => (id.startsWith('user') ? 'user' : undefined),
} as ExchangeContext // that is all these fields ask

const combo = (keys: JsonObject): JsonObject => ({ provision: { combo_keys: keys, id: 'template' } })
const none = { type: 'none', targetId: null, value: '', label: '' } as const

describe('line keys of Kazoo', () => {
  const original = combo({
    '0': { type: 'line' },
    '1': { type: 'presence', value: 'user1' },
    '3': { type: 'parking', value: { label: 'Lot', value: 4 } },
    '4': { type: 'personal_parking', value: 'user2' },
    '5': { type: 'speed_dial', value: '2001', extra: true },
    '6': { type: 'presence', value: '2002' },
    '7': { type: 'transfer' },
  })

  it('are read by their places, bound to who they are about', () => {
    expect(lineKeys.read(original, context)).toEqual([
      { ...none, type: 'line' },
      { ...none, type: 'colleague', targetId: 'user1' },
      none,
      { ...none, type: 'park', value: '4', label: 'Lot' },
      { ...none, type: 'park', targetId: 'user2' },
      { ...none, type: 'speed-dial', value: '2001' },
      { ...none, type: 'colleague', value: '2002' },
      none,
    ])
  })

  it('are written at their places, and what did not change as it was', () => {
    const read = lineKeys.read(original, context) ?? []
    expect(lineKeys.write(read, {}, original, context)).toEqual({
      provision: { combo_keys: original.provision && Reflect.get(original.provision as object, 'combo_keys') },
    })
    const changed = read
      .with(0, { ...none, type: 'park', value: '10', label: 'Back' })
      .with(1, none)
      .slice(0, 6)
    expect(lineKeys.write(changed, {}, original, context)).toEqual({
      provision: {
        combo_keys: {
          '0': { type: 'parking', value: { label: 'Back', value: 10 } },
          '3': { type: 'parking', value: { label: 'Lot', value: 4 } },
          '4': { type: 'personal_parking', value: 'user2' },
          '5': { type: 'speed_dial', value: '2001', extra: true },
        },
      },
    })
  })

  it('that Kazoo has no word for leave their place empty', () => {
    const keys = [
      { ...none, type: 'line' as const },
      { ...none, type: 'queue' as const, targetId: 'q' },
      { ...none, type: 'park' as const, value: '11' },
      { ...none, type: 'colleague' as const, targetId: 'user1', label: 'Boss' },
    ]
    expect(lineKeys.write(keys, {}, {}, context)).toEqual({
      provision: {
        combo_keys: { '0': { type: 'line' }, '3': { type: 'presence', value: { label: 'Boss', value: 'user1' } } },
      },
    })
    expect(lineKeys.write([], {}, {}, context)).toEqual({})
  })

  it('are the feature keys of a phone that has only those, and stay there', () => {
    const from: JsonObject = { provision: { feature_keys: { '0': { type: 'presence', value: 'user1' } } } }
    const read = lineKeys.read(from, context) ?? []
    expect(read).toEqual([{ ...none, type: 'colleague', targetId: 'user1' }])
    expect(lineKeys.write([...read, { ...none, type: 'speed-dial', value: '5' }], {}, from, context)).toEqual({
      provision: {
        feature_keys: { '0': { type: 'presence', value: 'user1' }, '1': { type: 'speed_dial', value: '5' } },
      },
    })
  })

  it('are bounded: a place beyond the last is nothing to us and stays', () => {
    const from = combo({ '0': { type: 'line' }, '999': { type: 'line' }, x: 1 })
    expect(lineKeys.read(from, context)).toHaveLength(1)
    expect(lineKeys.write([none], {}, from, context)).toEqual({
      provision: { combo_keys: { '999': { type: 'line' }, x: 1 } },
    })
  })
})

describe('MAC address and brand of Kazoo', () => {
  it('are read in any writing, and written as they were while they are the same', () => {
    const from: JsonObject = { mac_address: '00-15-65-AA-BB-CC', provision: { endpoint_brand: 'Polycom' } }
    expect(macAddress.read(from, context)).toBe('001565aabbcc')
    expect(macAddress.write('001565aabbcc', {}, from, context)).toEqual({ mac_address: '00-15-65-AA-BB-CC' })
    expect(macAddress.write('001565aabbcd', {}, from, context)).toEqual({ mac_address: '00:15:65:aa:bb:cd' })
    expect(phoneMaker.read(from, context)).toBe('poly')
    expect(phoneMaker.write('cisco-spa', {}, from, context)).toEqual({ provision: { endpoint_brand: 'cisco' } })
  })

  it('that are none of ours stay', () => {
    const from: JsonObject = { mac_address: 'unknown', provision: { endpoint_brand: 'mitel' } }
    expect([macAddress.read(from, context), phoneMaker.read(from, context)]).toEqual([undefined, ''])
    expect(macAddress.write('', {}, from, context)).toEqual({ mac_address: 'unknown' })
    expect(phoneMaker.write('', {}, from, context)).toEqual({ provision: { endpoint_brand: 'mitel' } })
  })
})
