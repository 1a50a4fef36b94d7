import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TestFolder, testFolder } from '../store/test-design.ts'
import { PageSessions } from './page-sessions.ts'

const DAY_MS = 86_400_000
let folder: TestFolder
let file: string
beforeEach(() => {
  folder = testFolder()
  file = folder.file('data/page-sessions.json')
})
afterEach(() => folder[Symbol.dispose]())

describe('browsers that were let in', () => {
  it('are known again by the next back room, from a file that lets nobody in and only its owner reads', () => {
    const value = new PageSessions(file).open(0)
    expect(new PageSessions(file).isOpen(value, 1)).toBe(true)
    expect(new PageSessions(file).isOpen('guess', 1)).toBe(false)
    expect(readFileSync(file, 'utf8')).not.toContain(value)
    expect(statSync(file).mode & 0o077).toBe(0)
  })

  it('are shown out one by one', () => {
    const sessions = new PageSessions(file)
    const [one, other] = [sessions.open(0), sessions.open(0)]
    sessions.close(one)
    const next = new PageSessions(file)
    expect([next.isOpen(one, 1), next.isOpen(other, 1)]).toEqual([false, true])
  })

  it('come anew after thirty days, or when the clock has gone back by more than one', () => {
    const sessions = new PageSessions()
    const value = sessions.open(100 * DAY_MS)
    expect([99.5, 100, 129.9, 130, 98].map((day) => sessions.isOpen(value, day * DAY_MS))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })

  it('are 32 at most, the first forgotten', () => {
    const sessions = new PageSessions()
    const values = Array.from({ length: 33 }, () => sessions.open(0))
    expect(values.map((value) => sessions.isOpen(value, 1)).indexOf(true)).toBe(1)
  })

  it('are forgotten with a damaged file', () => {
    const value = new PageSessions(file).open(0)
    for (const content of ['', '{', '{"hash":1}', '[{"hash":1}]']) {
      writeFileSync(file, content)
      const sessions = new PageSessions(file)
      expect(sessions.isOpen(value, 1)).toBe(false)
      const next = sessions.open(0)
      expect(new PageSessions(file).isOpen(next, 1)).toBe(true)
    }
  })
})
