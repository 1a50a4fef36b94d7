import { expect, it } from 'vitest'
import type { TrunkState } from '../../store/live-events.ts'
import { carrierWords } from './carrier-state.ts'

const on = { enabled: true }
const state = (fields: Partial<TrunkState>): TrunkState => {
  return { trunkId: 'trunk', registration: 'none', reach: 'unknown', trouble: '', ...fields }
}

it.each<[string, TrunkState | undefined, string, string]>([
  ['an engine that does not run', undefined, 'neutral', 'Not running'],
  ['a carrier that nobody asks', state({}), 'neutral', 'Not asked'],
  ['one that answers', state({ reach: 'up' }), 'green', 'Answers'],
  ['one that does not', state({ reach: 'down', registration: 'registered' }), 'red', 'Not there'],
  ['one that we are registered with', state({ registration: 'registered', reach: 'up' }), 'green', 'Registered'],
  ['one that refuses us', state({ registration: 'refused', trouble: '403' }), 'red', 'Not registered'],
  ['one that has not answered yet', state({ registration: 'trying' }), 'amber', 'Registering'],
])('of %s', (_whose, of, tone, label) => {
  expect(carrierWords(on, of)).toEqual({ tone, label })
})

it('of one that is switched off, whatever was known', () => {
  expect(carrierWords({ enabled: false }, state({ reach: 'up' }))).toEqual({ tone: 'neutral', label: 'Disabled' })
})
