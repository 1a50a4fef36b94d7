import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../callflow/design/document.ts'
import { openDesign } from '../store/design-store.ts'
import { createDesignFrom } from './design-from.ts'
import { readFolder } from './read-folder.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'callwright-import-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const target = () => join(folder, 'new.callwright')
const flow = (id: string, fields: Partial<Extract<Document, { kind: 'callflow' }>> = {}) =>
  makeDocument('callflow', { id, name: id.toUpperCase(), ...fields })
const account = makeDocument('account', { id: 'account', name: 'Account' })

function stored(): Document[] {
  const store = openDesign(target())
  try {
    return store.documents()
  } finally {
    store.close()
  }
}

const nothing = { paths: new Map<string, string>(), refused: [], notes: [], leftOut: [], sounds: [] }

describe('a new design from what was read', () => {
  it.each([
    {
      what: 'a number',
      claim: { numbers: ['8000'] },
      reason: 'Number 8000 is already used by "A" (callflows/a.json).',
    },
    { what: 'a pattern', claim: { patterns: ['^8'] }, reason: 'Pattern ^8 is already used by "A" (callflows/a.json).' },
  ])('takes the first that claims $what, and names the files of both', ({ claim, reason }) => {
    const documents = [account, flow('a', claim), flow('b', claim), flow('c')]
    const paths = new Map(documents.map(({ id }) => [id, `callflows/${id}.json`]))
    expect(createDesignFrom({ ...nothing, documents, paths }, target(), { label: 'x' })).toEqual([
      { path: 'callflows/b.json', reason },
    ])
    expect(stored().map(({ id }) => id)).toEqual(['account', 'a', 'c'])
  })

  it('takes the rest when the store refuses one for another reason, and says its name where no file is known', () => {
    const wrong = { ...flow('b'), numbers: [7] } as unknown as Document // what no reader makes
    const documents = [account, flow('a'), wrong, flow('c'), flow('d'), flow('e')]
    const refused = createDesignFrom({ ...nothing, documents }, target(), { label: 'x' })
    expect(refused).toEqual([{ path: 'callflow "B"', reason: expect.stringMatching(/numbers/) }])
    expect(stored().map(({ id }) => id)).toEqual(['account', 'a', 'c', 'd', 'e'])
  })

  it('of one clash among many takes no more than a few transactions', () => {
    const documents = [
      account,
      ...Array.from({ length: 400 }, (_, index) => flow(`f${index}`, { numbers: [`${5_000 + (index % 399)}`] })),
    ]
    expect(createDesignFrom({ ...nothing, documents }, target(), { label: 'x' })).toHaveLength(1)
    const store = openDesign(target())
    expect(store.lastChangeId()).toBeLessThan(5)
    store.close()
  })
})

describe('a Kazoo folder with more than files in it', () => {
  it('lists links and pipes that are passed over', () => {
    const menus = join(folder, 'menus')
    mkdirSync(menus)
    writeFileSync(join(menus, 'a.json'), '{"id":"a","name":"A"}')
    symlinkSync(join(menus, 'a.json'), join(menus, 'link.json'))
    symlinkSync(menus, join(folder, 'more'))
    execFileSync('mkfifo', [join(menus, 'pipe.json')])
    const { documents, refused, paths } = readFolder('kazoo', folder)
    expect(documents.map(({ id }) => id)).toEqual(['a'])
    expect(refused).toEqual([
      { path: 'menus/link.json', reason: 'a link: links are not followed' },
      { path: 'menus/pipe.json', reason: 'a pipe, no file' },
      { path: 'more', reason: 'a link: links are not followed' },
    ])
    expect([...(paths ?? [])]).toEqual([['a', 'menus/a.json']])
  })
})
