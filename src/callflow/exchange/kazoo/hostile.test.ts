import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { writeKazoo } from './export.ts'
import { readKazoo } from './import.ts'

const callflow = (flow: unknown, more: object = {}) => ({
  path: 'callflows/f1.json',
  text: JSON.stringify({ id: 'f1', name: 'F', numbers: ['1'], flow, ...more }),
})
const good = { path: 'menus/m1.json', text: '{"id":"m1","name":"Main"}' }

/** A chain of steps, each the `_` child of the one before. */
function chain(length: number): unknown {
  let step: unknown = { module: 'sleep', data: {} }
  for (let count = 1; count < length; count++) step = { module: 'sleep', data: {}, children: { _: step } }
  return step
}

describe('import of hostile files', () => {
  it.each([
    ['broken JSON', { path: 'menus/x.json', text: '{"id":' }, /^not JSON/],
    ['an empty file', { path: 'menus/x.json', text: '' }, /^not JSON/],
    [
      'a huge file',
      { path: 'menus/x.json', text: `"${' '.repeat(4_000_000)}"` },
      /4,000,002 characters, the limit is 4,000,000/,
    ],
    [
      'deep nesting',
      { path: 'menus/x.json', text: '['.repeat(100_000) },
      /100,000 levels of nesting, the limit is 500/,
    ],
    [
      'an error of the API',
      { path: 'menus/x.json', text: '{"status":"error","error":"404","message":"bad identifier"}' },
      /bad identifier/,
    ],
    ['a path that leads out', { path: '../../etc/x.json', text: '{}' }, /not a relative path/],
    ['an absolute path', { path: '/etc/x.json', text: '{}' }, /not a relative path/],
    ['a path of Windows', { path: 'C:\\x.json', text: '{}' }, /not a relative path/],
    ['a tree too deep', callflow(chain(201)), /201 steps in a row, the limit is 200/],
    [
      'a tree too large',
      callflow({
        module: 'menu',
        children: Object.fromEntries(Array.from({ length: 20_000 }, (_, key) => [`k${key}`, { module: 'x' }])),
      }),
      /more than 20,000 steps/,
    ],
    ['an id taken already', { path: 'users/m1.json', text: '{"id":"m1"}' }, /id m1 is already taken by menus\/m1.json/],
  ])('names %s and takes the rest', (_what, file, reason) => {
    const { documents, refused } = readKazoo([good, file])
    expect(refused).toEqual([{ path: file.path, reason: expect.stringMatching(reason) }])
    expect(documents.map(({ id }) => id)).toEqual(['m1'])
  })

  it('takes a tree exactly as deep as the limit', () => {
    expect(readKazoo([callflow(chain(200))]).refused).toEqual([])
  })

  it('takes no more than 100,000 files', () => {
    const files = Array.from({ length: 100_001 }, (_, index) => ({ path: `menus/${index}.json`, text: '' }))
    const { refused } = readKazoo(files)
    expect(refused.at(-1)?.reason).toBe('100,001 files, the limit is 100,000')
  })

  it('sees through marks that lead in circles: nothing is folded away and lost', () => {
    const mark = (id: string, of: string) => ({
      path: `callflows/${id}.json`,
      text: JSON.stringify({
        id,
        callwright: { tail_of: of },
        flow: { module: 'callflow', data: { id: of, callwright: { jump: true } }, children: {} },
      }),
    })
    const files = [mark('a', 'b'), mark('b', 'a'), mark('c', 'c'), mark('d', 'nowhere')]
    const { documents, refused } = readKazoo(files)
    expect(refused).toEqual([])
    expect(documents.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c', 'd'])
    expect(
      writeKazoo(snapshotOf(documents))
        .files.map(({ text }) => JSON.parse(text))
        .sort(byId),
    ).toEqual(files.map(({ text }) => JSON.parse(text)))
  })

  it('never throws, and what it takes is a valid design that can be exported', () => {
    const folder = fc.constantFrom(
      'callflows',
      'users',
      'devices',
      'menus',
      'temporal_rules',
      'groups',
      'queues',
      'x',
      'account',
    )
    const path = fc.oneof(
      fc.tuple(folder, fc.string({ maxLength: 8 })).map((parts) => `${parts.join('/')}.json`),
      fc.string(),
    )
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .object({
          key: fc.oneof(
            fc.constantFrom('id', 'name', 'flow', 'module', 'data', 'children', '_', '__proto__'),
            fc.string(),
          ),
        })
        .map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(fc.array(fc.record({ path, text }), { maxLength: 8 }), (files) => {
        const { documents } = readKazoo(files)
        for (const document of documents) expect(parseDocument(document)).toMatchObject({ ok: true })
        expect(() => writeKazoo(snapshotOf(documents))).not.toThrow()
      }),
      { seed: 666, numRuns: 500 },
    )
  })
})

const byId = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : 1)
