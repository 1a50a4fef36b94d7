import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { spokenNumber } from './say-number.ts'

const words = (number: number) =>
  spokenNumber(number).map((sound) => (sound.kind === 'prompt' ? sound.promptId.replace('digits/', '') : sound.kind))

describe('a number said aloud', () => {
  it.each([
    [0, ['0']],
    [7, ['7']],
    [20, ['20']],
    [21, ['20', '1']],
    [100, ['1', 'hundred']],
    [312, ['3', 'hundred', '12']],
    [12_040, ['12', 'thousand', '40']],
  ])('%d', (number, expected) => expect(words(number)).toEqual(expected))

  it('is read digit by digit when it is not a number people say', () => {
    for (const odd of [-1, 1.5, 1_000_000]) expect(words(odd)).toEqual(['digits'])
  })

  it('uses recordings that exist', () => {
    for (const number of [0, 11, 19, 30, 40, 50, 60, 70, 80, 90, 999_999]) {
      for (const word of words(number)) {
        expect(existsSync(new URL(`../../../resources/prompts/en/digits/${word}.wav`, import.meta.url))).toBe(true)
      }
    }
  })
})
