import { describe, expect, it } from 'vitest'
import { modules } from '../../callflow/modules/registry.ts'
import { paletteEntries, searchEntries } from './entries.ts'
import { paletteGroups } from './groups.ts'

const namesIn = (group: string) => paletteEntries.filter((entry) => entry.group === group).map(({ name }) => name)
const first = (query: string) => searchEntries(query)[0]?.name

describe('the palette (M26, B1)', () => {
  it('M26: given the groups of the portal and of the open designer, when the palette is opened, then each has its steps', () => {
    expect(paletteGroups.map(({ name }) => name)).toEqual([
      'Basic',
      'Advanced',
      'Caller ID',
      'Call recording',
      'Call forwarding',
      'Do not disturb',
      'Hot desk',
      'Ring group log-in',
      'Time of day',
      'Call centre',
      'Office Anywhere',
    ])
    expect(namesIn('Basic')).toEqual(['Play media', 'Ring group', 'Conference', 'User', 'Voicemail', 'Menu'])
    expect(namesIn('Call forwarding')).toEqual([
      'Activate call forwarding',
      'Deactivate call forwarding',
      'Toggle call forwarding',
      'Change the forwarding number',
    ])
    expect(namesIn('Hot desk')).toEqual(['Hot desk log-in', 'Hot desk log-out', 'Toggle hot desk'])
    expect(namesIn('Time of day')).toEqual(expect.arrayContaining(['Time of day', 'Enable hours', 'Reset hours']))
    expect(namesIn('Call centre')).toEqual(
      expect.arrayContaining(['Queue', 'Agent availability', 'Set call priority', 'Agent pause']),
    )
  })

  it('M26: given any module, when the palette is made, then it has an entry, and a heading of its own in the long group', () => {
    const listed = new Set(paletteEntries.map(({ definition }) => definition.type))
    expect(modules.map(({ type }) => type).filter((type) => !listed.has(type))).toEqual([])
    expect(paletteEntries.filter(({ group, part }) => group === 'Advanced' && part === undefined)).toEqual([])
  })

  it('M26: given an entry for one use of a step, when its settings are read, then the step accepts them', () => {
    for (const { definition, settings } of paletteEntries)
      expect(definition.settings.safeParse(settings)).toMatchObject({ success: true, data: settings })
  })

  it.each([
    ['its name', 'ring gr', 'Ring group'],
    ["Kazoo's name", 'temporal_route', 'Time of day'],
    ["the open designer's name", 'tts', 'Text to speech'],
    ['a word of its description', 'loudspeaker', 'Page group'],
    ['its group and use', 'disturb toggle', 'Toggle do not disturb'],
  ])('M26: given somebody who knows %s, when they type it, then the step comes first', (_what, typed, name) => {
    expect(first(typed)).toBe(name)
  })

  it('M26: given a word no step has, when it is typed, then nothing is found', () => {
    expect(searchEntries('zebra')).toEqual([])
  })
})
