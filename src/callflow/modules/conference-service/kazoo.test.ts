import { describe, expect, it } from 'vitest'
import { step } from '../../design/extension.ts'
import { readStep, writeStep } from '../../exchange/kazoo/step.ts'

const context = {
  kindOf: () => undefined,
  emailOf: () => '',
  agents: [],
  entries: [],
  branches: [],
  zone: 'UTC',
  bySpecificity: (routes: readonly string[]) => routes,
}
const read = (data: Record<string, string>) => readStep({ module: 'conference', data }, context).type
const there = (type: string, settings: Record<string, unknown>) =>
  readStep(writeStep(step('node', type, settings, { x: 0, y: 0 }), context).step, context)

describe('conference steps in Kazoo (M30, M42)', () => {
  it('a step without a room is the conference service', () => {
    expect([read({}), read({ id: 'room' })]).toEqual(['conference-service', 'conference'])
  })

  it('ours come back as they went, the one whose room is not chosen yet too', () => {
    expect(there('conference', { conferenceId: 'room' })).toMatchObject({ settings: { conferenceId: 'room' } })
    expect(there('conference', {})).toMatchObject({ type: 'conference', settings: { conferenceId: null } })
    expect(there('conference-service', {}).type).toBe('conference-service')
  })
})
