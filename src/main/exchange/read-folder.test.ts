import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256Of } from '../store/blobs.ts'
import { testFolder } from '../store/test-design.ts'
import { readFolder } from './read-folder.ts'

const site = (id: string) => `id: ${id}\nkind: site\nname: ${id}\n`

function folderOf(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = testFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(folder.file(path)), { recursive: true })
    writeFileSync(folder.file(path), content)
  }
  return folder
}

describe('a folder of files', () => {
  it('says of everything it holds whether it was taken, refused or left out, and why', () => {
    const sound = Buffer.from('RIFF')
    const media = `id: m\nkind: media\nname: M\nsha256: ${sha256Of(sound)}\n`
    using folder = folderOf({
      'sites/a.yaml': site('a'),
      'sites/b.json': '{"id":"b","kind":"site","name":"b"}',
      'sites/C.YAML': site('c'),
      'sites/d.yml': site('d'),
      'sites/.hidden.yaml': site('e'),
      '.git/HEAD': 'ref',
      'README.md': 'Ours',
      'media/m.yaml': media,
      [`media/sounds/${sha256Of(sound)}.wav`]: sound,
      [`media/sounds/${'0'.repeat(64)}.wav`]: sound,
      'sites/latin.yaml': Buffer.from('name: J\xfcrgen', 'latin1'),
      'sites/large.yaml': '',
    })
    truncateSync(folder.file('sites/large.yaml'), 16_000_001)
    const { documents, refused, leftOut, notes } = readFolder('files', folder.path)
    expect(documents.map(({ id }) => id).toSorted()).toEqual(['a', 'b', 'c', 'm'])
    expect(Object.fromEntries(refused.map(({ path, reason }) => [path, reason]))).toEqual({
      'sites/d.yml': 'ends in .yml: rename it to .yaml',
      'sites/latin.yaml': 'no text in UTF-8',
      'sites/large.yaml': '16,000,001 bytes, the limit is 16,000,000',
    })
    expect(Object.fromEntries(leftOut.map(({ path, reason }) => [path, reason]))).toEqual({
      '.git': 'hidden',
      'README.md': 'not read: it does not end in .yaml or .json',
      'sites/.hidden.yaml': 'hidden',
      [`media/sounds/${'0'.repeat(64)}.wav`]: 'no document names this sound',
    })
    expect(notes).toEqual([])
  })

  // Windows has neither pipes nor links that anybody may make.
  it.skipIf(process.platform === 'win32')('lists links and pipes, and follows or waits for none', () => {
    using folder = folderOf({ 'sites/a.yaml': site('a') })
    symlinkSync(folder.file('sites/a.yaml'), folder.file('sites/link.yaml'))
    symlinkSync(folder.path, folder.file('round'))
    spawnSync('mkfifo', [folder.file('sites/pipe.yaml')])
    const { documents, refused } = readFolder('files', folder.path)
    expect(documents).toHaveLength(1)
    expect(refused).toEqual([
      { path: 'round', reason: 'a link: links are not followed' },
      { path: 'sites/link.yaml', reason: 'a link: links are not followed' },
      { path: 'sites/pipe.yaml', reason: 'a pipe, no file' },
    ])
  })

  it('of an account from Kazoo says the same', () => {
    using folder = folderOf({ 'menus/m.json': '{"id":"m","name":"M"}', 'menus/m.yaml': 'x', '.DS_Store': '' })
    const { documents, leftOut, paths } = readFolder('kazoo', folder.path)
    expect(documents).toMatchObject([{ kind: 'menu', name: 'M' }])
    expect(paths.get(documents[0]?.id ?? '')).toBe('menus/m.json')
    expect(leftOut).toEqual([
      { path: '.DS_Store', reason: 'hidden' },
      { path: 'menus/m.yaml', reason: 'not read: it does not end in .json' },
    ])
  })

  it('with more than a thousand sounds leaves none of them out', () => {
    const sounds = Array.from({ length: 1_001 }, (_, at) => Buffer.from(`RIFF${at}`))
    const files = sounds.flatMap((sound, at) => [
      [`media/${at}.yaml`, `id: m${at}\nkind: media\nname: M\nsha256: ${sha256Of(sound)}\n`] as const,
      [`media/sounds/${sha256Of(sound)}.wav`, sound] as const,
    ])
    using folder = folderOf(Object.fromEntries(files))
    const reading = readFolder('files', folder.path)
    expect(reading.leftOut).toEqual([])
    expect(reading.sounds).toHaveLength(1_001)
  })

  it('names a thousand of what is left out, and counts the rest', () => {
    using folder = folderOf(Object.fromEntries(Array.from({ length: 1_003 }, (_, at) => [`${at}.txt`, ''])))
    const { leftOut } = readFolder('files', folder.path)
    expect(leftOut).toHaveLength(1_001)
    expect(leftOut.at(-1)).toEqual({ path: '', reason: 'and 3 more were left out' })
  })
})
