import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseDocument } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { readFiles } from '../../../src/callflow/exchange/files/read.ts'
import { writeFiles } from '../../../src/callflow/exchange/files/write.ts'
import { isObject, type Json } from '../../../src/callflow/exchange/kazoo/json.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { readFolder } from '../../../src/main/exchange/read-folder.ts'
import { actionFacts, documentFacts, kazooId, sampleObject } from './facts.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'callwright-hostile-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, content: string | Uint8Array): string {
  const target = join(folder, path)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, content)
  return target
}
const menu = (id: string) => JSON.stringify({ id, name: `Menu ${id}` })
const ids = ({ documents }: { readonly documents: readonly { readonly id: string }[] }) =>
  documents.map(({ id }) => id).toSorted()

describe('a folder of JSON documents, some of them hostile', () => {
  it('is taken with every byte-order mark that people’s tools write', () => {
    put('menus/a.json', `\uFEFF${menu('a')}`)
    put('menus/b.json', Buffer.from(`\uFEFF${menu('b')}`, 'utf16le'))
    put('menus/c.json', Buffer.from(`\uFEFF${menu('c')}`, 'utf16le').swap16())
    put('menus/D.JSON', menu('d'))
    const read = readFolder('kazoo', folder)
    expect(read.refused).toEqual([])
    expect(ids(read)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('lists each file it could not read with the reason and takes the rest', () => {
    put('menus/good.json', menu('good'))
    put('menus/empty.json', '')
    put('menus/latin.json', Buffer.from([0x22, 0xe9, 0x22]))
    put('menus/zeros.json', new Uint8Array(64))
    put('menus/deep.json', '{"a":'.repeat(10_000))
    truncateSync(put('menus/huge.json', 'x'), 100_000_000)
    put('menus/twin.json', menu('good').replace('}', ',"x":1}'))
    symlinkSync('/etc/hosts', join(folder, 'menus', 'link.json'))
    const read = readFolder('kazoo', folder)
    expect(ids(read)).toEqual(['good'])
    expect(read.refused.toSorted((one, other) => (one.path < other.path ? -1 : 1))).toEqual([
      { path: 'menus/deep.json', reason: expect.stringMatching(/10,000 levels of nesting, the limit is 500/) },
      { path: 'menus/empty.json', reason: expect.stringMatching(/^not JSON/) },
      { path: 'menus/huge.json', reason: '100,000,000 bytes, the limit is 16,000,000' },
      { path: 'menus/latin.json', reason: 'no text in UTF-8' },
      { path: 'menus/link.json', reason: 'a link: links are not followed' },
      { path: 'menus/twin.json', reason: 'id good is already taken by menus/good.json' },
      { path: 'menus/zeros.json', reason: expect.stringMatching(/^not JSON/) },
    ])
  })

  // Root may look into every folder, so there is nothing to refuse.
  it.skipIf(process.getuid?.() === 0)('lists a folder that it may not look into', () => {
    put('menus/good.json', menu('good'))
    put('users/x.json', menu('x'))
    chmodSync(join(folder, 'users'), 0)
    const read = readFolder('kazoo', folder)
    chmodSync(join(folder, 'users'), 0o700)
    expect(ids(read)).toEqual(['good'])
    expect(read.refused).toEqual([{ path: 'users', reason: 'may not be read' }])
  })

  it('goes no deeper than 16 folders', () => {
    put(`${'d/'.repeat(20)}x.json`, menu('x'))
    expect(readFolder('kazoo', folder).refused).toEqual([
      { path: `${'d/'.repeat(16)}d`, reason: 'folders are nested deeper than 16' },
    ])
  })

  it('keeps documents whose ids are paths or words of JavaScript, under names that lead nowhere else', () => {
    const hostile = [
      '../../etc/passwd',
      '/etc/passwd',
      'C:\\x',
      '__proto__',
      'constructor',
      'toString',
      '..',
      'a/b',
      '\u0000',
      'x'.repeat(500),
    ]
    const files = hostile.map((id, index) => ({ path: `menus/${index}.json`, text: JSON.stringify({ id, name: 'M' }) }))
    const { documents, refused, notes } = readKazoo(files)
    expect(refused).toEqual([])
    expect(notes.length).toBeGreaterThan(0)
    const out = writeKazoo(snapshotOf(documents)).files
    expect(out.map(({ text }) => (JSON.parse(text) as { id: string }).id).toSorted()).toEqual(hostile.toSorted())
    for (const { path } of out) expect(path).toMatch(/^menus\/[A-Za-z0-9_%-]+\.json$/)
  })
})

describe('a folder of YAML files, some of them hostile', () => {
  const site = (id: string) => `id: ${id}\nkind: site\nname: Site ${id}\n`

  it('lists each file it could not read with the reason and takes the rest', () => {
    put('sites/good.yaml', `\uFEFF${site('good')}`)
    put('sites/empty.yaml', '')
    put('sites/deep.yaml', `${site('deep')}foreign: {a: ${'['.repeat(10_000)}${']'.repeat(10_000)}}\n`)
    put('sites/indented.yaml', Array.from({ length: 1_500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'))
    truncateSync(put('sites/huge.yaml', 'x'), 100_000_000)
    put('sites/proto.yaml', `${site('proto')}__proto__: {polluted: true}\nconstructor: 1\n`)
    put('sites/tag.yaml', `${site('tag')}foreign: !!js/function "x"\n`)
    const read = readFolder('files', folder)
    expect(ids(read)).toContain('good')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    const refused = Object.fromEntries(read.refused.map(({ path, reason }) => [path, reason]))
    expect(refused['sites/deep.yaml']).toMatch(/levels of nesting, the limit is/)
    expect(refused['sites/indented.yaml']).toMatch(/levels of nesting, the limit is/)
    expect(refused['sites/huge.yaml']).toBe('100,000,000 bytes, the limit is 16,000,000')
    expect(refused['sites/empty.yaml']).toBeDefined()
  })

  it('takes what an import of JSON may nest, 500 levels', () => {
    let deep: Json = 1
    for (let level = 0; level < 495; level++) deep = level % 2 ? { a: deep } : [deep]
    const document = parseDocument({ id: 'd', kind: 'site', name: '[[[ {{{', foreign: { kazoo: deep } })
    if (!document.ok) throw new Error(document.error)
    const { documents, refused } = readFiles(writeFiles(snapshotOf([document.document])).files)
    expect(refused).toEqual([])
    expect(JSON.stringify(documents)).toBe(JSON.stringify([document.document]))
  })

  it('takes texts full of brackets', () => {
    const text = `id: s\nkind: site\nname: Site\nforeign:\n  a: "${'['.repeat(900)}"\n  b: ${'x['.repeat(900)}\n`
    expect(readFiles([{ path: 'sites/s.yaml', text }]).refused).toEqual([])
  })

  it('takes a sound only when it is the one its name says', () => {
    const sha256 = 'a'.repeat(64)
    const missing = 'b'.repeat(64)
    put('media/x.yaml', `id: x\nkind: media\nname: X\nsha256: ${sha256}\n`)
    put('media/y.yaml', `id: y\nkind: media\nname: Y\nsha256: ${missing}\n`)
    put(`media/sounds/${sha256}.wav`, 'not that sound')
    const read = readFolder('files', folder)
    expect(ids(read)).toEqual(['x', 'y'])
    expect(read.sounds).toEqual([])
    expect(read.refused).toEqual([
      { path: `media/sounds/${sha256}.wav`, reason: 'not the sound its name says: another SHA-256' },
    ])
    expect(read.notes).toEqual([{ path: `media/sounds/${missing}.wav`, reason: 'the folder holds no audio for it' }])
  })

  it('never throws, whatever a file says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ path: fc.string(), text: fc.oneof(fc.string(), fc.json()) }), { maxLength: 5 }),
        (files) => {
          for (const document of readFiles(files).documents) expect(parseDocument(document)).toMatchObject({ ok: true })
        },
      ),
      { seed: 81, numRuns: 300 },
    )
  })
})

const wrong: readonly Json[] = [
  null,
  true,
  -1,
  1e308,
  '',
  'x',
  '\u0000',
  [],
  [null, [1], { a: 1 }],
  {},
  { id: { id: 1 } },
  { constructor: 'x' },
]

/** Every way to put something wrong into one place of a document. */
function* spoilt(json: Json): Generator<Json> {
  for (const value of wrong) yield value
  if (Array.isArray(json)) {
    for (const [index, element] of (json as readonly Json[]).entries()) {
      for (const value of spoilt(element)) yield (json as readonly Json[]).with(index, value)
    }
  } else if (isObject(json)) {
    for (const [key, inner] of Object.entries(json)) for (const value of spoilt(inner)) yield { ...json, [key]: value }
  }
}

describe('a wrong type in any position', () => {
  /** What went wrong with it, if anything: everything taken must be a valid design, and come out as it went in. */
  const trouble = (path: string, document: Json): string | undefined => {
    const { documents, refused } = readKazoo([{ path, text: JSON.stringify(document) }])
    if (documents.some((each) => !parseDocument(each).ok)) return `invalid: ${JSON.stringify(document)}`
    const [out] = writeKazoo(snapshotOf(documents)).files
    if (refused.length > 0 && out === undefined) return undefined
    return isSame(out?.text, document) ? undefined : `differs: ${JSON.stringify(document)}`
  }
  const isSame = (text: string | undefined, document: Json) =>
    JSON.stringify(JSON.parse(text ?? 'null')) === JSON.stringify(document)

  const collections = { ...documentFacts, faxboxes: documentFacts.faxbox ?? { keys: {}, required: [] } }
  it.each(Object.entries(collections))(
    'of a document of %s is kept or refused, and never breaks anything',
    (collection, { keys }) => {
      const documents = [...spoilt(sampleObject(keys))].filter(isObject)
      const troubles = documents.map((each) => trouble(`${collection}/x.json`, { ...each, id: kazooId(7) }))
      expect(troubles.filter((each) => each !== undefined)).toEqual([])
    },
  )

  it.each(Object.entries(actionFacts))('of the action %s is kept, and never breaks anything', (module, { data }) => {
    const troubles = [...spoilt(sampleObject(data))].map((wrongData) => {
      const flow = { module, data: wrongData, children: { _: { module: 'hangup', data: {} } } }
      return trouble('callflows/x.json', { id: kazooId(8), name: 'F', numbers: ['2000'], flow })
    })
    expect(troubles.filter((each) => each !== undefined)).toEqual([])
  })
})
