import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { firstDocuments } from '../first-documents.ts'
import { createFile } from '../store/create-file.ts'
import { type DesignStore, openDesign } from '../store/design-store.ts'
import { callwright } from './callwright.ts'

describe('the callwright command', () => {
  let folder: string
  let design: string
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'callwright-cli-'))
    // Where the key lies that seals what is imported.
    for (const name of ['XDG_DATA_HOME', 'APPDATA', 'HOME']) vi.stubEnv(name, join(folder, 'home'))
    design = join(folder, 'sample.callwright')
    createFile(design, 'Sample')
    const store = openDesign(design)
    const first = await firstDocuments({ name: 'Sample', sample: true })
    store.apply({ label: 'Sample', put: first.documents, blobs: first.blobs })
    store.close()
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })

  const openedBy = <T>(path: string, read: (store: DesignStore) => T): T => {
    const store = openDesign(path)
    try {
      return read(store)
    } finally {
      store.close()
    }
  }
  const json = (...args: string[]) => JSON.parse(callwright([...args, '--json']).output) as unknown

  describe('check', () => {
    it('finds no error in the sample design', () => {
      const { exitCode, output } = callwright(['check', design])
      expect(output).not.toContain('error ')
      expect(exitCode).toBe(0)
    })

    it('ends with 1 and says where when something is wrong', () => {
      const store = openDesign(design)
      const flow = store.documents().find(({ name }) => name.startsWith('8002'))
      if (flow?.kind !== 'callflow') throw new Error('the sample has no flow 8002')
      const [first] = Object.values(flow.nodes)
      const nodes = { ...flow.nodes, [first?.id ?? '']: { ...first, settings: { mediaId: 'gone' } } }
      store.apply({ label: 'Break it', put: [{ ...flow, nodes }] })
      store.close()
      const { exitCode, output } = callwright(['check', design])
      expect(exitCode).toBe(1)
      expect(output).toMatch(/error +callflow "8002.*dangling-reference/)
    })
  })

  describe('run', () => {
    it('plays a call through and prints each step with the branch it left by', () => {
      const { output, exitCode } = callwright(['run', design, '--dial', '1001'])
      expect(output).toMatch(/User \(.*20 s\) -> /)
      expect(output).toContain('ends: left-message')
      expect(exitCode).toBe(0)
    })

    it('takes keys and phones that answer', () => {
      const result = json('run', design, '--dial', '8001', '--keys', '5', '--phone', '1001=answer')
      expect(result).toMatchObject({ ended: { reason: 'talked' } })
    })

    it('ends with 1 when nothing answers the number', () => {
      expect(callwright(['run', design, '--dial', '5555'])).toMatchObject({ exitCode: 1 })
    })

    it('refuses a phone state it does not know and lists those it does', () => {
      const { exitCode, notes } = callwright(['run', design, '--dial', '1001', '--phone', '1001=asleep'])
      expect(exitCode).toBe(2)
      expect(notes?.[0]).toContain('"asleep" is no state of a phone: expected answer, no-answer')
    })
  })

  describe('show', () => {
    it('lists the flows, and draws one by its number as a tree and as SVG', () => {
      expect(json('show', design)).toMatchObject({
        callflows: expect.arrayContaining([expect.objectContaining({ numbers: ['8002'] })]),
      })
      expect(callwright(['show', design, '8001']).output).toMatch(/^8001.*\n {2}Menu/)
      const svg = join(folder, 'flow.svg')
      expect(callwright(['show', design, '8001', '--svg', svg]).exitCode).toBe(0)
      expect(readFileSync(svg, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s)
    })
  })

  describe('export files and import files', () => {
    it('give the same files again, audio included', () => {
      const [first, second, copy] = [join(folder, 'a'), join(folder, 'b'), join(folder, 'copy.callwright')]
      expect(callwright(['export', 'files', design, first]).exitCode).toBe(0)
      expect(callwright(['import', 'files', first, copy]).exitCode).toBe(0)
      expect(callwright(['export', 'files', copy, second]).exitCode).toBe(0)
      const difference = spawnSync('diff', ['-r', first, second], { encoding: 'utf8' })
      expect(difference.stdout).toBe('')
    })

    it('take what can be read and list the rest', () => {
      const files = join(folder, 'files')
      callwright(['export', 'files', design, files])
      writeFileSync(join(files, 'menus', 'broken.yaml'), 'id: [')
      const result = callwright(['import', 'files', files, join(folder, 'copy.callwright')])
      expect(result.exitCode).toBe(1)
      expect(result.output).toContain('refused menus/broken.yaml')
    })

    it('read documents in JSON, one a file, as the reference says', () => {
      const files = join(folder, 'json')
      mkdirSync(join(files, 'menus'), { recursive: true })
      writeFileSync(join(files, 'site.json'), '{"id":"s1","kind":"site","name":"Bögen \\ud83d\\ude00"}')
      writeFileSync(join(files, 'menus', 'twice.json'), '{"id":"m1","kind":"menu","name":"Main","na\\u006de":"Other"}')
      writeFileSync(join(files, 'menus', 'list.json'), '[{"id":"m2","kind":"menu","name":"Main"}]')
      writeFileSync(join(files, 'menus', 'torn.json'), '{"id":"m3",')
      writeFileSync(join(files, 'package.json'), '{"name":"not ours"}')
      const target = join(folder, 'copy.callwright')
      const result = callwright(['import', 'files', files, target])
      expect(result).toMatchObject({
        exitCode: 1,
        notes: ['left out package.json: no document of a design: it has no "kind"'],
      })
      expect(result.output.split('\n')).toEqual([
        `1 documents in ${target}`,
        'refused menus/list.json: a list; a file holds one document',
        expect.stringMatching(/^refused menus\/torn\.json: not JSON: /),
        'refused menus/twice.json: the key name is given twice',
        '',
      ])
      expect(json('show', files)).toEqual({ callflows: [] })
    })

    it.each<[string, (files: string) => void, RegExp]>([
      ['an empty folder', () => {}, /nothing holds nothing that can be imported\.$/],
      [
        'only .yml',
        (files) => writeFileSync(join(files, 'a.yml'), 'x'),
        /\(a\.yml: ends in \.yml: rename it to \.yaml\)\.$/,
      ],
      [
        "somebody else's JSON",
        (files) => writeFileSync(join(files, 'u.json'), '{"id":"u"}'),
        /u\.json: no document.*Documents of Kazoo are imported as "kazoo"\.$/,
      ],
      [
        'five letters',
        (files) => 'abcde'.split('').forEach((name) => writeFileSync(join(files, `${name}.txt`), '')),
        /a\.txt: .*; and 2 more\)/,
      ],
    ])('of %s make nothing, end with 2 and say why', (_what, fill, reason) => {
      const files = join(folder, 'nothing')
      mkdirSync(files)
      fill(files)
      const target = join(folder, 'copy.callwright')
      const { exitCode, notes } = callwright(['import', 'files', files, target])
      expect(exitCode).toBe(2)
      expect(notes?.at(-1)).toMatch(reason)
      expect(json('import', 'files', files, target)).toMatchObject({
        path: null,
        documents: 0,
        error: expect.stringMatching(reason),
      })
      expect(existsSync(target)).toBe(false)
      expect(callwright(['check', files])).toMatchObject({ exitCode: 2, notes: [expect.stringMatching(reason)] })
    })

    it('name the file of a document that the design refuses, however many are with it', () => {
      const files = join(folder, 'files')
      callwright(['export', 'files', design, files])
      const flow = (id: string) => `id: ${id}\nkind: callflow\nname: ${id}\nnumbers: ["7777"]\n`
      for (const id of ['one', 'two', 'zwei']) writeFileSync(join(files, 'callflows', `${id}.yaml`), flow(id))
      const target = join(folder, 'copy.callwright')
      const { exitCode, output } = callwright(['import', 'files', files, target])
      expect(exitCode).toBe(1)
      const refused = output.split('\n').filter((line) => line.startsWith('refused'))
      expect(refused).toHaveLength(2)
      expect(refused[0]).toMatch(
        /^refused callflows\/two\.yaml: Number 7777 is already used by "one" \(callflows\/one\.yaml\)/,
      )
      expect(refused[1]).toMatch(/^refused callflows\/zwei\.yaml: /)
      expect(openedBy(target, (store) => store.documents().some(({ id }) => id === 'one'))).toBe(true)
    })

    it('seal passwords with the key of this user, and open them with it again', () => {
      const [first, copy, again] = [join(folder, 'a'), join(folder, 'copy.callwright'), join(folder, 'again')]
      const store = openDesign(design)
      store.apply({
        label: 'Phone',
        put: [makeDocument('device', { id: 'd9', name: 'D', sipPassword: 'correct-horse' })],
      })
      store.close()
      callwright(['export', 'files', design, first])
      const data = ['--data', join(folder, 'keys')]
      expect(callwright(['import', 'files', first, copy, ...data]).exitCode).toBe(0)
      // Windows has no permission bits of this kind.
      expect(process.platform === 'win32' ? 0o600 : statSync(copy).mode & 0o777).toBe(0o600)
      const bytes = readFileSync(copy, 'latin1')
      expect(bytes).toContain('sealed:v1:')
      expect(bytes).not.toContain('correct-horse')
      expect(callwright(['export', 'files', copy, again, ...data]).notes).toEqual([])
      expect(spawnSync('diff', ['-r', first, again], { encoding: 'utf8' }).stdout).toBe('')
      // With another key the password is empty, and that is said.
      const { notes } = callwright([
        'export',
        'files',
        copy,
        join(folder, 'other'),
        '--data',
        join(folder, 'other-keys'),
      ])
      expect(notes?.join('\n')).toMatch(/sealed on another computer/)
    })

    it('never write into a folder that holds something', () => {
      const { exitCode, notes } = callwright(['export', 'files', design, folder])
      expect(exitCode).toBe(2)
      expect(notes?.[0]).toContain('is not empty')
    })
  })

  // Windows has no permission bits of this kind.
  it.skipIf(process.platform === 'win32')(
    'export: only the owner can read what is written, for it holds passwords',
    () => {
      const account = join(folder, 'account')
      callwright(['export', 'kazoo', design, account])
      const written = readdirSync(account, { recursive: true, encoding: 'utf8' }).map((name) => join(account, name))
      const modes = [account, ...written].map((each) => statSync(each).mode)
      expect(modes.length).toBeGreaterThan(10)
      expect(modes.filter((mode) => (mode & 0o077) !== 0)).toEqual([])
    },
  )

  describe('export kazoo and import kazoo', () => {
    it('tell what Kazoo has nothing for, and what is kept without a meaning here', () => {
      const account = join(folder, 'account')
      const out = callwright(['export', 'kazoo', design, account])
      expect(out).toMatchObject({ exitCode: 0 })
      expect(out.notes?.join('\n')).toMatch(/Move: Pull a call here: Kazoo never leaves it by "Nothing to pull"$/m)
      mkdirSync(join(account, 'webhooks'))
      writeFileSync(join(account, 'webhooks', 'w.json'), '{"id":"w","hook":"channel_create"}')
      const back = callwright(['import', 'kazoo', account, join(folder, 'back.callwright')])
      expect(back.notes).toContain('webhooks/w.json: kept as it is: Callwright has no such documents')
      expect(json('import', 'kazoo', account, join(folder, 'again.callwright'))).toMatchObject({
        refused: [],
        notes: expect.arrayContaining([expect.objectContaining({ path: 'webhooks/w.json' })]),
      })
    })

    it('give the same documents again, once Kazoo has named them', () => {
      // Kazoo names phone numbers by the number itself, so ids of ours change on the first way in.
      const rounds = [1, 2, 3].map((round) => join(folder, `round-${round}`))
      let source = design
      for (const round of rounds) {
        callwright(['export', 'kazoo', source, round])
        source = `${round}.callwright`
        expect(callwright(['import', 'kazoo', round, source])).toMatchObject({ exitCode: 0 })
      }
      const [, second = '', third = ''] = rounds
      expect(spawnSync('diff', ['-rq', second, third], { encoding: 'utf8' }).stdout).toBe('')
    })
  })

  it('says what is wrong with a file that is no design, and changes nothing', () => {
    const other = join(folder, 'other.callwright')
    writeFileSync(other, 'hello')
    expect(callwright(['check', other])).toMatchObject({ exitCode: 2, output: '' })
    expect(readFileSync(other, 'utf8')).toBe('hello')
  })

  it('shows how it is used when the words make no sense', () => {
    const { exitCode, notes } = callwright(['dance'])
    expect(exitCode).toBe(2)
    expect(notes?.[0]).toContain('there is no command "dance"')
    expect(notes?.[0]).toContain('callwright check')
  })

  it('runs as a program', () => {
    cpSync(design, join(folder, 'copy.callwright'))
    const entry = join(import.meta.dirname, 'index.ts')
    const { status, stdout } = spawnSync(process.execPath, [entry, 'show', join(folder, 'copy.callwright'), '8002'], {
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    expect(stdout).toMatch(/^8002/)
  })
})
