import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { readFiles } from './read.ts'
import { writeFiles } from './write.ts'

const byId = (documents: Iterable<Document>) => new Map([...documents].map((document) => [document.id, document]))

describe('a design as files', () => {
  it('is one small file a document, named after it, without what equals its default', () => {
    const menu = makeDocument('menu', { id: 'm1', name: 'Öffnungszeiten / main', retries: 2 })
    const { files } = writeFiles(snapshotOf([menu]))
    expect(files).toEqual([
      {
        path: 'menus/offnungszeiten-main.yaml',
        text: 'id: m1\nkind: menu\nname: Öffnungszeiten / main\nretries: 2\n',
      },
    ])
  })

  it('gives documents whose names come out alike different files', () => {
    const design = snapshotOf([
      makeDocument('menu', { id: 'a', name: 'Main' }),
      makeDocument('menu', { id: 'b', name: 'main!' }),
    ])
    expect(writeFiles(design).files.map((file) => file.path)).toEqual(['menus/main--a.yaml', 'menus/main--b.yaml'])
  })

  it('lists the sounds that belong to it once each', () => {
    const sha256 = 'a'.repeat(64)
    const design = snapshotOf([
      makeDocument('media', { id: 'x', name: 'X', sha256 }),
      makeDocument('media', { id: 'y', name: 'Y', sha256 }),
    ])
    expect(writeFiles(design).sounds).toEqual([{ sha256, path: `media/sounds/${sha256}.wav` }])
  })

  it('comes back the same, whatever the settings hold (out and in is the identity)', () => {
    fc.assert(
      fc.property(fc.uniqueArray(callflows, { selector: (flow) => flow.id, maxLength: 6 }), (documents) => {
        const first = writeFiles(snapshotOf(documents))
        const { documents: back, refused } = readFiles(first.files)
        expect(refused).toEqual([])
        expect(byId(back)).toEqual(byId(documents))
        expect(writeFiles(snapshotOf(back))).toEqual(first)
      }),
      { seed: 8001, numRuns: 200 },
    )
  })

  it('takes what can be read and names the rest', () => {
    const good = writeFiles(snapshotOf([makeDocument('site', { id: 's', name: 'Head office' })])).files
    const { documents, refused } = readFiles([
      ...good,
      { path: 'menus/broken.yaml', text: 'id: [' },
      { path: 'menus/limits.yaml', text: 'id: m\nkind: menu\nname: Main\nretries: 99\n' },
      { path: 'sites/twice.yaml', text: 'id: s\nkind: site\nname: Other\n' },
      { path: 'sites/bomb.yaml', text: 'id: &a [x]\nkind: site\nname: *a\n' },
    ])
    expect(documents.map((document) => document.id)).toEqual(['s'])
    expect(refused.map(({ path }) => path)).toEqual([
      'menus/broken.yaml',
      'menus/limits.yaml',
      'sites/twice.yaml',
      'sites/bomb.yaml',
    ])
    expect(refused[1]?.reason).toMatch(/menu "Main": retries: .*10/)
    expect(refused[2]?.reason).toBe('id s is already taken by site "Head office"')
  })

  it('reads a document in JSON, and refuses what its parser would let pass', () => {
    const json = (text: string) => readFiles([{ path: 'a.JSON', text }])
    const menu = (more: string) => `{"id":"m","kind":"menu","name":"Main",${more}}`
    const deep = (levels: number) => menu(`"foreign":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)
    expect(json(`\uFEFF${menu('"retries":2')}`)).toMatchObject({
      documents: [{ kind: 'menu', retries: 2 }],
      paths: new Map([['m', 'a.JSON']]),
    })
    expect(json(menu('"foreign":{"a":1,"b":{"a":2},"c":"\\"a\\":"}')).refused).toEqual([])
    expect(json(menu('"foreign":{"a":1,"\\u0061":2}')).refused).toEqual([
      { path: 'a.JSON', reason: 'the key a is given twice' },
    ])
    expect(json(deep(600)).refused).toEqual([{ path: 'a.JSON', reason: '601 levels of nesting, the limit is 550' }])
    expect(json('['.repeat(100_000) + ']'.repeat(100_000)).refused).toMatchObject([
      { reason: 'a list; a file holds one document' },
    ])
    expect(json(menu(`"foreign":{"a":"${'\\\\'.repeat(900_000)}${'x'.repeat(1_900_000)}"}`)).refused).toEqual([])
    expect(json(menu('"retries":99')).refused[0]?.reason).toMatch(/menu "Main": retries: .*10/)
  })

  it('refuses a key given twice, and is soon through with a hundred thousand keys', () => {
    const twice = 'id: s\nkind: site\nname: One\ntimezone: UTC\nname: Two\n'
    const inside = 'id: s\nkind: site\nname: One\nmore: { a: 1, a: 2 }\n'
    const keys = Array.from({ length: 100_000 }, (_, index) => `key-${index}: 1\n`).join('')
    const started = performance.now()
    const { documents, refused } = readFiles(
      [twice, inside, keys].map((text, index) => ({ path: `${index}.yaml`, text })),
    )
    expect(performance.now() - started).toBeLessThan(20_000) // comparing each with each took minutes
    expect(documents).toEqual([])
    expect(refused.slice(0, 2).map(({ reason }) => reason)).toEqual([
      'the key name is given twice',
      'the key a is given twice',
    ])
  }, 30_000)
})

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/)
const callflows = fc
  .record({
    id,
    name: fc.string({ minLength: 1, maxLength: 40 }).filter((name) => name.trim() !== ''),
    settings: fc.dictionary(
      fc.string({ maxLength: 8 }).filter((key) => key !== '__proto__'),
      fc.jsonValue({ noUnicodeString: false } as never),
    ),
    x: fc.double({ noNaN: true, noDefaultInfinity: true }),
  })
  .map(({ id: flowId, name, settings, x }) =>
    makeDocument('callflow', {
      id: flowId,
      name,
      entry: 'n1',
      nodes: {
        n1: {
          id: 'n1',
          type: 'hologram',
          version: 1,
          label: '',
          disabled: false,
          settings,
          position: { x: x || 0, y: 0 },
        },
      },
    }),
  )
