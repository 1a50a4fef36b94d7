import { expect, it } from 'vitest'
import { levelOf } from './level.ts'

const sine = (amplitude: number) => Float32Array.from({ length: 960 }, (_, index) => amplitude * Math.sin(index / 5))

it('a level is 0 in silence, 1 at full scale, and moves by decibels between', () => {
  expect(levelOf(new Float32Array(960))).toBe(0)
  expect(levelOf(new Float32Array(0))).toBe(0)
  expect(levelOf(new Float32Array(960).fill(1))).toBe(1)
  expect(levelOf(sine(1)) - levelOf(sine(0.1))).toBeCloseTo(20 / 60, 2)
  expect(levelOf(sine(0.0001))).toBe(0)
})
