import { expect, it } from 'vitest'
import { madeBy } from './emergency-words.ts'

it('names the person and the phone, and nobody twice', () => {
  expect(madeBy('Alex Moreau', 'Alex Moreau: desk phone')).toBe('Alex Moreau: desk phone')
  expect(madeBy('Alex Moreau', 'Lobby')).toBe('Alex Moreau, Lobby')
  expect(madeBy(undefined, 'Lobby')).toBe('Lobby')
  expect(madeBy('Alex Moreau')).toBe('Alex Moreau')
  expect(madeBy()).toBe('')
})
