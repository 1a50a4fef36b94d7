import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../state/testing/temporary-folder.ts'
import { mendWav } from './mend-wav.ts'
import { parseWav, wavHeader } from './wav-format.ts'

const soundOf = (samples: number) => Buffer.alloc(2 * samples, 7)

function fileWith(...parts: readonly Uint8Array[]): string {
  const path = join(temporaryFolder(), 'killed.wav')
  writeFileSync(path, Buffer.concat(parts))
  return path
}

function framesIn(path: string): number {
  const read = parseWav(readFileSync(path))
  return read.ok ? read.audio.frames : 0
}

describe('a recording whose writer was killed', () => {
  it.each([
    { rateHz: 8_000, said: 0 },
    { rateHz: 8_000, said: 8_000 },
    { rateHz: 16_000, said: 8_000 },
    { rateHz: 8_000, said: 99_000 },
  ])('whose header says $said samples of 12,000 at $rateHz Hz plays to its end', ({ rateHz, said }) => {
    const path = fileWith(wavHeader(said, rateHz), soundOf(12_000))
    expect(mendWav(path)).toBe((12_000 * 1_000) / rateHz)
    expect(framesIn(path)).toBe(12_000)
    expect(readFileSync(path).subarray(44)).toEqual(soundOf(12_000))
  })

  it('loses half a sample at its end', () => {
    const path = fileWith(wavHeader(0), soundOf(80), Buffer.from([1]))
    expect(mendWav(path)).toBe(10)
    expect(framesIn(path)).toBe(80)
    expect(readFileSync(path)).toHaveLength(44 + 160)
  })

  it.each([
    ['is empty', []],
    ['has only a header', [wavHeader(0)]],
    ['ends in its header', [wavHeader(800).subarray(0, 43)]],
    ['is something else', [Buffer.from('not a sound at all, but a text of a letter to somebody, and long')]],
    ['has another format', [wavHeader(0).with(22, 2), soundOf(80)]],
    ['has a rate nobody plays', [wavHeader(0, 0), soundOf(80)]],
  ] as const)('that %s is left as it is', (_what, parts) => {
    const path = fileWith(...parts)
    const before = readFileSync(path)
    expect(mendWav(path)).toBeUndefined()
    expect(readFileSync(path)).toEqual(before)
  })
})
