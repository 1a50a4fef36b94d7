import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { durableFiles } from '../state/files.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { loadToken, tokenCheck } from './token.ts'

function setUp(content?: string | Uint8Array) {
  const path = join(temporaryFolder(), 'control-token')
  if (content !== undefined) writeFileSync(path, content, { mode: 0o644 })
  const problems: string[] = []
  const load = () => loadToken(path, durableFiles(), (message) => problems.push(message))
  return { path, problems, load }
}

const letsIn = (token: string) => tokenCheck(token)(`Bearer ${token}`)

describe('the control token', () => {
  it('is made once, in a file only its user can read, without a word', async () => {
    const { path, problems, load } = setUp()
    const token = await load()
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(await load()).toBe(token)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(problems).toEqual([])
  })

  it.each(['exactly-16-chars', `${'x'.repeat(511)}y`, 'somebody chose it'.replaceAll(' ', '-')])(
    'that somebody chose is taken as it is: %s',
    async (chosen) => {
      const { path, problems, load } = setUp(`${chosen}\n`)
      expect(await load()).toBe(chosen)
      expect(letsIn(chosen)).toBe(true)
      expect(statSync(path).mode & 0o777, 'and its file is closed').toBe(0o600)
      expect(problems).toEqual([])
    },
  )

  it.each([
    ['empty', '', 'it is empty'],
    ['a line end', '\r\n', 'it has 0 characters, at least 16 are needed'],
    ['cut off', 'only-fifteen-15', 'it has 15 characters, at least 16 are needed'],
    ['zeros of a power cut', new Uint8Array(44), 'all its 44 bytes are the same'],
    ['zeros in the middle', `abcdefghij${'\0'.repeat(20)}abc`, 'it has characters that no token has'],
    ['two lines', 'abcdefghijklmnopq\nabcdefghijklmnopq', 'it has characters that no token has'],
    ['too long', `${'x'.repeat(512)}y`, 'it has 513 characters, at most 512 are taken'],
    ['a whole other file', 'ab'.repeat(100_000), 'it has more than 4096 bytes'],
  ])('that is damaged (%s) gives way to a new one, and that is said', async (_what, content, damage) => {
    const { path, problems, load } = setUp(content)
    const token = await load()
    expect(letsIn(token)).toBe(true)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(problems).toEqual([`the control token in ${path} was damaged (${damage}): a new one was made`])
    expect(await load(), 'it is the same from then on').toBe(token)
    expect(readFileSync(path, 'utf8')).toBe(`${token}\n`)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('that cannot be read is an error that names it', async () => {
    const { path, load } = setUp()
    mkdirSync(path)
    await expect(load()).rejects.toThrow(`the control token in ${path} cannot be read (EISDIR`)
    await expect(load()).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' })
  })

  it.skipIf(process.getuid?.() === 0)(
    'that belongs to somebody else is an error, not a reason to make another',
    async () => {
      const { path, load } = setUp('a-token-of-somebody-else')
      chmodSync(path, 0o000)
      await expect(load()).rejects.toThrow(/cannot be read \(EACCES/)
    },
  )

  it('that cannot be written lets the engine start all the same, and that is said', async () => {
    const path = join(temporaryFolder(), 'no-such-folder', 'control-token')
    const problems: string[] = []
    const token = await loadToken(path, durableFiles(), (message) => problems.push(message))
    expect(letsIn(token)).toBe(true)
    expect(problems).toEqual([
      expect.stringMatching(/^the new control token cannot be written to .*, so the next start makes another: ENOENT/),
    ])
  })
})
