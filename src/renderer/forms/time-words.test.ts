import { describe, expect, it } from 'vitest'
import { formatDuration, formatTime, parseTime } from './time-words.ts'

describe('times of day', () => {
  it.each([
    ['9', 32_400],
    ['9:30', 34_200],
    ['0930', 34_200],
    ['9.30', 34_200],
    ['9 am', 32_400],
    ['12am', 0],
    ['12:15 p.m.', 44_100],
    ['24:00', 86_400],
  ])('reads %s', (typed, sec) => {
    expect(parseTime(typed)).toBe(sec)
  })

  it.each(['', 'noon', '25:00', '9:60', '13pm', '24:01'])('refuses "%s"', (typed) => {
    expect(parseTime(typed)).toBeNull()
  })

  it('come back as they were typed', () => {
    for (const sec of [0, 32_400, 86_399, 86_400]) expect(parseTime(formatTime(sec))).toBe(sec)
  })

  it('show lengths in minutes, and hours only when there are some', () => {
    expect(formatDuration(65_000)).toBe('1:05')
    expect(formatDuration(3_725_000)).toBe('1:02:05')
  })
})
