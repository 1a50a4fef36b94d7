import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pageToken } from './page-token.ts'

describe('the token that lets pages in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-token-'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is made once and kept for the owner only', () => {
    const dataDir = join(folder, 'data')
    const token = pageToken(dataDir)
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(pageToken(dataDir)).toBe(token)
    expect(statSync(join(dataDir, 'page-token')).mode & 0o077).toBe(0)
    writeFileSync(join(dataDir, 'page-token'), 'short')
    expect(pageToken(dataDir)).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })
})
