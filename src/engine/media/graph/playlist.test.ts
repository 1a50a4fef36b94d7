import { describe, expect, it } from 'vitest'
import { type PlayableItem, Playlist } from './playlist.ts'
import { toneLevel } from '../testing/tone-level.ts'

const samples = (...values: number[]): PlayableItem => ({ kind: 'samples', samples: Int16Array.from(values) })
const pulls = (list: Playlist, count: number, times: number) =>
  Array.from({ length: times }, () => list.pull(count)).map((frame) => frame && [...frame])

describe('playlist', () => {
  it('joins sources without a gap and fills up the last frame', () => {
    expect(pulls(new Playlist([samples(1, 2, 3), samples(4)], false), 3, 3)).toEqual([[1, 2, 3], [4, 0, 0], undefined])
  })

  it('goes round and round', () => {
    expect(pulls(new Playlist([samples(1, 2), samples(3)], true), 4, 3)).toEqual([
      [1, 2, 3, 1],
      [2, 3, 1, 2],
      [3, 1, 2, 3],
    ])
  })

  it('ends at once when there is nothing to play, even round and round', () => {
    expect(new Playlist([samples(), { kind: 'silence', durationMs: 0 }], true).pull(160)).toBeUndefined()
  })

  it('begins anywhere, over sources too, and says where it is', () => {
    const list = new Playlist([samples(1, 2, 3), samples(4, 5)], false, 4)
    expect(list.reached).toBe(4)
    expect(pulls(list, 1, 2)).toEqual([[5], undefined])
    expect(list.reached).toBe(5)
    const past = new Playlist([samples(1, 2)], false, 9)
    expect([past.pull(1), past.reached]).toEqual([undefined, 2])
  })

  it('plays silence for its time', () => {
    const list = new Playlist([{ kind: 'silence', durationMs: 30 }], false)
    expect([list.pull(160)?.length, list.pull(160)?.length, list.pull(160)]).toEqual([160, 160, undefined])
  })

  it('plays a cadence: ringback of two tones, on and off', () => {
    const ringback = { kind: 'tone', frequenciesHz: [440, 480], onMs: 200, offMs: 100, repeats: 2 } as const
    const list = new Playlist([ringback], false)
    const first = list.pull(1600) ?? new Int16Array()
    expect(toneLevel(first, 440)).toBeGreaterThan(4000)
    expect(toneLevel(first, 480)).toBeGreaterThan(4000)
    expect(toneLevel(first, 620)).toBeLessThan(400)
    expect(list.pull(800)?.some((sample) => sample !== 0)).toBe(false)
    expect(list.pull(2400)?.slice(0, 1600)).toEqual(first)
    expect(list.pull(160)).toBeUndefined()
  })

  it('repeats a tone for ever when asked to', () => {
    const list = new Playlist([{ kind: 'tone', frequenciesHz: [425], onMs: 100, offMs: 0, repeats: Infinity }], false)
    for (let i = 0; i < 1000; i++) list.pull(160)
    expect(list.pull(160)?.some((sample) => sample !== 0)).toBe(true)
  })
})
