import { describe, expect, it } from 'vitest'
import { carrierPresets, presetFields, presetOf, withPreset } from './carrier-presets.ts'
import { documentSchemas, makeDocument } from './document.ts'

const trunk = makeDocument('trunk', {
  id: 'trunk',
  name: 'Mine',
  username: 'me',
  password: 'secret',
  allowedAddresses: ['192.0.2.1'],
  channels: 4,
})

describe('presets of carriers', () => {
  it('are twelve, in the order of their names, each once', () => {
    const names = carrierPresets.map(({ name }) => name)
    expect(names).toHaveLength(12)
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')))
    expect(new Set(carrierPresets.map(({ id }) => id)).size).toBe(12)
  })

  it.each(carrierPresets.map((preset) => [preset.name, preset] as const))(
    '%s fills in a trunk that is one, and leaves the contract alone',
    (_name, preset) => {
      const filled = withPreset(trunk, preset)
      expect(documentSchemas.trunk.parse(filled)).toEqual(filled)
      expect(Object.keys(preset.fields).toSorted()).toEqual(presetFields.toSorted())
      const { id, name, username, password, allowedAddresses, channels } = filled
      expect({ id, name, username, password, allowedAddresses, channels }).toEqual({
        id: 'trunk',
        name: 'Mine',
        username: 'me',
        password: 'secret',
        allowedAddresses: ['192.0.2.1'],
        channels: 4,
      })
      expect(preset.says).toMatch(/[.]$/)
    },
  )

  it('are known again by their host, also by that of another region', () => {
    for (const preset of carrierPresets)
      expect(presetOf({ host: preset.fields.host })?.id).toBe(preset.fields.host === '' ? undefined : preset.id)
    expect(presetOf({ host: 'acme.pstn.frankfurt.twilio.com:5060' })?.id).toBe('twilio')
    expect(presetOf({ host: 'carrier.example' })).toBeUndefined()
    expect(presetOf({ host: '' })).toBeUndefined()
  })
})
