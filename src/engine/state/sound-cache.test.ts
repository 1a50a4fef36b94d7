import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSoundCache } from './sound-cache.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const sound = (sizeBytes: number) => new Uint8Array(sizeBytes)

function cacheAt(dataDir = temporaryFolder(), maxBytes = 1_000) {
  let now = 1_000_000
  const cache = createSoundCache({ dataDir, maxBytes, nowMs: () => now })
  return { cache, dataDir, later: (ms: number) => void (now += ms) }
}

describe('sounds that are kept', () => {
  it('are found again, by a later run too, with what was noted of them but not as checked', async () => {
    const { cache, dataDir } = cacheAt()
    const { path } = await cache.put('a', sound(10), { etag: '"1"' })
    expect(cache.find('a')).toEqual({ path, note: { etag: '"1"' }, checkedMs: 1_000_000 })
    const again = createSoundCache({ dataDir })
    expect(again.find('a')).toEqual({ path, note: { etag: '"1"' }, checkedMs: Number.NEGATIVE_INFINITY })
    expect(again.find('b')).toBeUndefined()
  })

  it('go when there is no room, the one not played for longest first', async () => {
    const { cache, later } = cacheAt()
    for (const key of ['a', 'b', 'c']) await cache.put(key, sound(300), {})
    later(61_000)
    cache.find('a')
    await cache.put('d', sound(300), {})
    expect(['a', 'b', 'c', 'd'].map((key) => cache.find(key) !== undefined)).toEqual([true, false, true, true])
  })

  it('do not go while they may be playing: a new one is refused instead', async () => {
    const { cache, later, dataDir } = cacheAt()
    await cache.put('a', sound(600), {})
    later(59_000)
    await expect(cache.put('b', sound(600), {})).rejects.toMatchObject({ code: 'SOUNDS_FULL' })
    expect(cache.find('a')).toBeDefined()
    later(61_000)
    const { path } = await cache.put('b', sound(600), {})
    await expect.poll(() => readdirSync(join(dataDir, 'made')).length).toBe(2)
    expect(existsSync(path)).toBe(true)
  })

  it('made anew take the place of what was there', async () => {
    const { cache } = cacheAt()
    await cache.put('a', sound(900), {})
    await cache.put('a', sound(950), { etag: 'x' })
    expect(cache.find('a')).toMatchObject({ note: { etag: 'x' } })
  })

  it('stay when what was to take their place does not fit', async () => {
    const { cache } = cacheAt()
    await cache.put('a', sound(900), { etag: 'x' })
    await expect(cache.put('a', sound(1_100), {})).rejects.toMatchObject({ code: 'SOUNDS_FULL' })
    expect(cache.find('a')).toMatchObject({ note: { etag: 'x' } })
    await expect(cache.put('b', sound(200), {})).rejects.toMatchObject({ code: 'SOUNDS_FULL' })
  })

  it('are checked when somebody says so', async () => {
    const { cache, later } = cacheAt()
    await cache.put('a', sound(1), {})
    later(500)
    cache.renew('a')
    expect(cache.find('a')?.checkedMs).toBe(1_000_500)
  })

  it('with a note that cannot be read are there without it', async () => {
    const { cache, dataDir } = cacheAt()
    await cache.put('a', sound(1), { etag: 'x' })
    const [note = ''] = readdirSync(join(dataDir, 'made')).filter((name) => name.endsWith('.json'))
    writeFileSync(join(dataDir, 'made', note), '{"etag":')
    expect(createSoundCache({ dataDir }).find('a')?.note).toEqual({})
  })
})
