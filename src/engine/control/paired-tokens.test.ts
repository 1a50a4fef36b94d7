import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { durableFiles, type Files } from '../state/files.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { MAX_TOKENS, PairedTokens } from './paired-tokens.ts'

const NOW_MS = Date.UTC(2026, 10, 28)

function setUp(folder = temporaryFolder(), files: Files = durableFiles()) {
  let nowMs = NOW_MS
  const problems: string[] = []
  const path = join(folder, 'paired-tokens.json')
  const open = () =>
    PairedTokens.open({ path, files, nowMs: () => nowMs, onProblem: (message) => problems.push(message) })
  return { path, problems, open, later: (ms: number) => void (nowMs += ms) }
}

describe('paired tokens', () => {
  it('are known after a restart, by their hash alone, in a file for its owner', async () => {
    const { path, open } = setUp()
    const token = await (await open()).add({ name: 'Front desk', role: 'operate' })
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(readFileSync(path, 'utf8')).not.toContain(token)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const again = await open()
    expect(again.use(token)).toMatchObject({ name: 'Front desk', role: 'operate', madeMs: NOW_MS })
    expect(again.use(`${token.slice(0, -1)}_`)).toBeUndefined()
    expect(again.list()).toEqual([
      { id: expect.any(String), name: 'Front desk', role: 'operate', madeMs: NOW_MS, lastUsedMs: NOW_MS },
    ])
  })

  it('say when they were last used, which is written down every five minutes', async () => {
    const { open, path, later } = setUp()
    const tokens = await open()
    const token = await tokens.add({ name: 'Ann', role: 'read' })
    expect(tokens.list()).toMatchObject([{ lastUsedMs: null }])
    tokens.use(token)
    later(299_999)
    tokens.use(token)
    expect(tokens.list()).toMatchObject([{ lastUsedMs: NOW_MS }])
    later(1)
    tokens.use(token)
    await expect
      .poll(() => JSON.parse(readFileSync(path, 'utf8')))
      .toMatchObject({
        tokens: [{ lastUsedMs: NOW_MS + 300_000 }],
      })
  })

  it('are over at once when they are revoked, for good, and whoever holds connections is told', async () => {
    const { open } = setUp()
    const tokens = await open()
    const told: string[] = []
    tokens.onRevoked((id) => told.push(id))
    const [ann, bob] = [
      await tokens.add({ name: 'Ann', role: 'read' }),
      await tokens.add({ name: 'Bob', role: 'deploy' }),
    ]
    const id = tokens.use(ann)?.id ?? ''
    const revoking = tokens.revoke(id)
    expect(tokens.use(ann)).toBeUndefined()
    expect(await revoking).toBe(true)
    expect(told).toEqual([id])
    expect(await tokens.revoke(id)).toBe(false)
    const again = await open()
    expect([again.use(ann), again.use(bob)?.name]).toEqual([undefined, 'Bob'])
  })

  it.each([
    ['cut off', '{"tokens": ['],
    ['something else', '[]'],
    [
      'a role that nobody is given',
      '{"tokens": [{"id":"1","name":"x","role":"admin","madeMs":1,"lastUsedMs":null,"hash":"00"}]}',
    ],
  ])('in a file that is damaged (%s) let nobody in; it is set aside and that is said', async (_what, content) => {
    const { path, open, problems } = setUp()
    writeFileSync(path, content)
    expect((await open()).list()).toEqual([])
    expect(problems).toEqual([
      expect.stringMatching(/cannot be read .* set aside as .*\.damaged: apps have to be paired again$/),
    ])
    expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(content)
    expect(existsSync(path)).toBe(false)
  })

  it('that cannot be written are not given out', async () => {
    const full: Files = { ...durableFiles(), write: () => Promise.reject(new Error('ENOSPC')) }
    const tokens = await setUp(temporaryFolder(), full).open()
    await expect(tokens.add({ name: 'Ann', role: 'read' })).rejects.toThrow('ENOSPC')
    expect(tokens.list()).toEqual([])
  })

  it('are two hundred at most', async () => {
    const { path, open } = setUp()
    const hash = (at: number) => at.toString(16).padStart(64, '0')
    const tokens = Array.from({ length: MAX_TOKENS - 1 }, (_, at) => ({
      id: String(at),
      name: 'x',
      role: 'read',
      madeMs: 1,
      lastUsedMs: null,
      hash: hash(at),
    }))
    writeFileSync(path, JSON.stringify({ tokens }))
    const opened = await open()
    expect(opened.isFull).toBe(false)
    await opened.add({ name: 'x', role: 'read' })
    expect(opened.isFull).toBe(true)
  })
})
