import { expect, it } from 'vitest'
import { remembered } from './remembered.ts'

it('asks once for the same texts, also when the answer was none', () => {
  const asked: string[] = []
  const answer = remembered((a: string, b: string) => {
    asked.push(a + b)
    return a === b ? undefined : a
  })
  expect([answer('1', '2'), answer('1', '2'), answer('3', '3'), answer('3', '3')]).toEqual([
    '1',
    '1',
    undefined,
    undefined,
  ])
  expect(asked).toEqual(['12', '33'])
  expect([answer('12', ''), answer('1', '2'), answer('1 1', '1'), answer('1', ' 11')]).toEqual(['12', '1', '1 1', '1'])
})

it('forgets the oldest of too many, and keeps no long texts', () => {
  let asked = 0
  const answer = remembered((text: string) => {
    asked++
    return text
  })
  for (let number = 0; number <= 5_000; number++) answer(String(number))
  answer('5000')
  expect(asked).toBe(5_001)
  answer('0')
  expect(asked).toBe(5_002)
  const long = 'x'.repeat(101)
  answer(long)
  answer(long)
  expect(asked).toBe(5_004)
})
