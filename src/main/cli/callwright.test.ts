import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { firstDocuments } from '../first-documents.ts'
import { createFile } from '../store/create-file.ts'
import { openDesign } from '../store/design-store.ts'
import { callwright } from './callwright.ts'

describe('the callwright command', () => {
  let folder: string
  let design: string
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'callwright-cli-'))
    design = join(folder, 'sample.callwright')
    createFile(design, 'Sample')
    const store = openDesign(design)
    const first = await firstDocuments({ name: 'Sample', sample: true })
    store.apply({ label: 'Sample', put: first.documents, blobs: first.blobs })
    store.close()
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

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
        notes: [{ path: 'webhooks/w.json' }],
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
