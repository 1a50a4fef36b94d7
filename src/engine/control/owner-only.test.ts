import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeOwnerFolder, tighten, tightenKept } from './owner-only.ts'
import { writeWhole } from './whole-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callwright-modes-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const modeOf = (path: string) => (statSync(join(folder, path)).mode & 0o777).toString(8)

function put(path: string, mode: number): void {
  writeFileSync(join(folder, path), 'x')
  chmodSync(join(folder, path), mode)
}

function putFolder(path: string, mode: number): void {
  mkdirSync(join(folder, path))
  chmodSync(join(folder, path), mode)
}

// Windows has no modes.
describe.skipIf(process.platform === 'win32')('what only its owner reads', () => {
  it('is written so, folder included, in place of what others could read', () => {
    writeWhole(join(folder, 'a/b/secret'), 'one')
    expect([modeOf('a'), modeOf('a/b'), modeOf('a/b/secret')]).toEqual(['700', '700', '600'])
    chmodSync(join(folder, 'a/b/secret'), 0o644)
    put('a/b/secret.new', 0o644) // left by a writer that died
    writeWhole(join(folder, 'a/b/secret'), 'two')
    expect([modeOf('a/b/secret'), readFileSync(join(folder, 'a/b/secret'), 'utf8')]).toEqual(['600', 'two'])
  })

  it('leaves a folder that is there as it is', () => {
    putFolder('shared', 0o755)
    makeOwnerFolder(join(folder, 'shared'))
    expect(modeOf('shared')).toBe('755')
  })

  it('is taken from others, down an open folder, without what its owner may not do either', () => {
    putFolder('open', 0o755)
    putFolder('open/inner', 0o775)
    put('open/inner/recording.wav', 0o664)
    put('open/locked', 0o444)
    tighten(join(folder, 'open'))
    expect(['open', 'open/inner', 'open/inner/recording.wav', 'open/locked'].map(modeOf)).toEqual([
      '700',
      '700',
      '600',
      '400',
    ])
  })

  it('is not looked for behind links', () => {
    put('elsewhere', 0o644)
    putFolder('open', 0o755)
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'open/link'))
    tighten(join(folder, 'open'))
    tighten(join(folder, 'open/link'))
    expect(modeOf('elsewhere')).toBe('644')
  })

  it('in a data folder is what is named, and nothing is made of what is not there', () => {
    put('ours', 0o644)
    put('theirs', 0o644)
    tightenKept(folder, ['ours', 'missing'])
    expect([modeOf('ours'), modeOf('theirs')]).toEqual(['600', '644'])
    expect(statSync(join(folder, 'missing'), { throwIfNoEntry: false })).toBeUndefined()
  })
})
