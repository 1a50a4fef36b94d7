import { describe, expect, it } from 'vitest'
import { MediaNames } from './media-names.ts'

function names(answer: (name: string) => Promise<readonly string[]>) {
  const asked: string[] = []
  const found = new MediaNames((name, family) => {
    asked.push(`${name} ${family}`)
    return answer(name)
  })
  return { asked, found }
}

describe('names of media hosts', () => {
  it('are looked up in the family the stream has', async () => {
    const { asked, found } = names(() => Promise.resolve(['192.0.2.1', '192.0.2.2']))
    expect(await found.find('phone.example', 4)).toBe('192.0.2.1')
    await found.find('phone.example', 6)
    expect(asked).toEqual(['phone.example 4', 'phone.example 6'])
  })

  it.each([
    'phone.local',
    'PHONE.LOCAL.',
    'local',
    'localhost',
    'a.localhost',
    'nobody.invalid',
    'a.onion',
    'a.test',
    '1:2',
  ])('are never asked for: %s', async (name) => {
    const { asked, found } = names(() => Promise.resolve(['192.0.2.1']))
    expect(await found.find(name, 4)).toBeUndefined()
    expect(asked).toEqual([])
  })

  it.each(['local.example', 'phonelocal.example', `${'a'.repeat(243)}.example.x`.slice(-253)])(
    'are asked for: %s',
    async (name) => {
      const { found } = names(() => Promise.resolve(['192.0.2.1']))
      expect(await found.find(name, 4)).toBe('192.0.2.1')
    },
  )

  it('of 254 characters are not asked for', async () => {
    const { asked, found } = names(() => Promise.resolve([]))
    await found.find('a'.repeat(254), 4)
    expect(asked).toEqual([])
  })

  it('that do not resolve give nothing, and are asked for again', async () => {
    const { asked, found } = names((name) =>
      name === 'none.example' ? Promise.resolve([]) : Promise.reject(new Error('ESERVFAIL')),
    )
    expect(await found.find('none.example', 4)).toBeUndefined()
    expect(await found.find('broken.example', 4)).toBeUndefined()
    await found.find('broken.example', 4)
    expect(asked).toHaveLength(3)
  })

  it('are asked for once at a time, and 64 at once at most', async () => {
    const { promise, resolve } = Promise.withResolvers<readonly string[]>()
    const { asked, found } = names(() => promise)
    const waiting = Array.from({ length: 64 }, (_, index) => found.find(`host${index}.example`, 4))
    const same = found.find('HOST1.example', 4)
    expect(await found.find('one.too.many.example', 4)).toBeUndefined()
    expect(asked).toHaveLength(64)
    resolve(['192.0.2.1'])
    expect(new Set(await Promise.all([...waiting, same]))).toEqual(new Set(['192.0.2.1']))
    expect(await found.find('after.example', 4)).toBe('192.0.2.1')
  })
})
