import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AudioFileCache } from './audio-file-cache.ts'
import { sine, toneLevel } from '../testing/tone-level.ts'
import { pcmBytes, wavBytes } from '../testing/wav-bytes.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-cache-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function toneFile(name: string, frequencyHz: number, rateHz = 8000): Promise<string> {
  const path = join(folder, name)
  const data = pcmBytes(sine(frequencyHz, rateHz, { rateHz }))
  await writeFile(path, wavBytes({ format: 1, channels: 1, rateHz, bits: 16, data }))
  return path
}

async function samples(cache: AudioFileCache, path: string): Promise<Int16Array> {
  const file = await cache.load(path)
  if (!file.ok) throw new Error(file.error)
  return file.samples
}

describe('decoded file cache', () => {
  it('decodes a file once, at 8 kHz', async () => {
    const cache = new AudioFileCache()
    const path = await toneFile('once.wav', 500, 44_100)
    const [first, second] = await Promise.all([samples(cache, path), samples(cache, path)])
    expect(toneLevel(first, 500)).toBeGreaterThan(9800)
    expect(await samples(cache, path)).toBe(first)
    expect(second).toEqual(first)
  })

  it('looks at a file again after a second, and decodes it anew when it was replaced', async () => {
    let nowMs = 0
    const cache = new AudioFileCache({ nowMs: () => nowMs })
    const path = await toneFile('twice.wav', 500)
    const first = await samples(cache, path)
    await toneFile('twice.wav', 900)
    await utimes(path, 1, 1)
    nowMs = 999
    expect(await samples(cache, path)).toBe(first)
    nowMs = 1000
    const second = await samples(cache, path)
    expect(toneLevel(second, 900)).toBeGreaterThan(9800)
    expect(cache.sizeBytes).toBe(16_000)
    nowMs = 2000
    expect(await samples(cache, path), 'the same file').toBe(second)
    await toneFile('twice.wav', 700)
    await utimes(path, 2, 2)
    nowMs = 2999
    expect(await samples(cache, path), 'which was looked at').toBe(second)
  })

  it('asks for a file once when many want it, and the others get what was known', async () => {
    let nowMs = 0
    const cache = new AudioFileCache({ nowMs: () => nowMs })
    const path = await toneFile('many.wav', 500)
    const first = await samples(cache, path)
    await toneFile('many.wav', 900)
    await utimes(path, 1, 1)
    nowMs = 1000
    const [asked, other] = await Promise.all([samples(cache, path), samples(cache, path)])
    expect(toneLevel(asked, 900)).toBeGreaterThan(9800)
    expect(other).toBe(first)
  })

  it('does not play what is gone', async () => {
    let nowMs = 0
    const cache = new AudioFileCache({ nowMs: () => nowMs })
    const path = await toneFile('gone.wav', 500)
    await samples(cache, path)
    await rm(path)
    nowMs = 1000
    expect([(await cache.load(path)).ok, (await cache.load(path)).ok]).toEqual([false, false])
    expect(cache.sizeBytes).toBe(0)
  })

  it('keeps to its byte limit, forgetting what was least recently used', async () => {
    const cache = new AudioFileCache({ maxBytes: 2 * 16_000 })
    const [a, b, c] = [await toneFile('a.wav', 300), await toneFile('b.wav', 400), await toneFile('c.wav', 500)]
    const first = await samples(cache, a)
    await samples(cache, b)
    await samples(cache, a)
    await samples(cache, c)
    expect(cache.sizeBytes).toBe(32_000)
    expect(await samples(cache, a)).toBe(first)
  })

  it('names the file and what is wrong with it', async () => {
    const path = join(folder, 'song.wav')
    await writeFile(path, 'not audio at all')
    expect(await new AudioFileCache().load(path)).toEqual({
      ok: false,
      error: `cannot play ${path}: not a RIFF/WAVE file`,
    })
    const missing = join(folder, 'none.wav')
    const result = await new AudioFileCache().load(missing)
    expect(result.ok ? '' : result.error).toContain(`cannot play ${missing}: ENOENT`)
  })
})
