import { describe, expect, it } from 'vitest'
import { modules } from './registry.ts'

const namesOf = (category: string) => modules.filter((each) => each.category === category).map(({ name }) => name)

describe('the palette (M26)', () => {
  it('has the steps of the portal in its groups', () => {
    expect(namesOf('basic')).toEqual(
      expect.arrayContaining(['Play media', 'Ring group', 'Conference', 'User', 'Voicemail', 'Menu']),
    )
    expect(namesOf('caller-id')).toEqual(expect.arrayContaining(['Prepend', 'Reset prepend']))
    expect(namesOf('recording')).toEqual(['Start call recording', 'Stop call recording'])
    expect(namesOf('time')).toContain('Time of day')
    expect(namesOf('call-centre')).toContain('Queue')
  })

  it('says of every step what it does, in a sentence or two for the hover (M27)', () => {
    for (const { description } of modules) expect(description).toMatch(/^[A-Z].{10,240}\.$/)
  })
})
