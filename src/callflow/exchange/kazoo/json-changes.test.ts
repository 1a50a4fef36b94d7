import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readKazoo } from './import.ts'
import { parseJson } from './json.ts'
import { changesOfReading } from './json-changes.ts'

describe('what reading JSON changes', () => {
  it.each([
    ['{"a":9007199254740993}', 'a: the number 9007199254740993 becomes 9007199254740992'],
    ['{"a":[1,{"b":-12345678901234567890}]}', 'a.1.b: the number -12345678901234567890 becomes -12345678901234567000'],
    ['{"a":1e400}', 'a: the number 1e400 becomes nothing'],
    ['{"a":0.30000000000000000001}', 'a: the number 0.30000000000000000001 becomes 0.3'],
    ['[9007199254740993]', '0: the number 9007199254740993 becomes 9007199254740992'],
    ['9007199254740993', 'document: the number 9007199254740993 becomes 9007199254740992'],
    ['{"a":1,"a":2}', 'document: the key "a" is given twice; the last holds'],
    ['{"a":{"b c":1,"b\\u0020c":2}}', 'a: the key "b\\u0020c" is given twice; the last holds'],
    ['{"a":[{"b":1},{"b":1,"b":{}}]}', 'a.1: the key "b" is given twice; the last holds'],
  ])('%s', (text, sentence) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow()
    expect(changesOfReading(text)).toEqual([sentence])
    expect(parseJson(text)).toMatchObject({ changes: [sentence] })
  })

  it.each([
    '{"a":9007199254740992,"b":20.0,"c":1E3,"d":-0,"e":0.1,"f":100000000000000000000,"g":63900000000}',
    '{"a":{"a":1},"b":[{"a":1},{"a":1}]}',
    '{"a":"\\"a\\":1,9007199254740993","b":["a","a"]}',
    '[]',
  ])('nothing in %s', (text) => {
    expect(changesOfReading(text)).toEqual([])
  })

  it('is silent about whatever JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(changesOfReading(JSON.stringify(value))).toEqual([])
      }),
      { seed: 91, numRuns: 500 },
    )
  })

  it('is not missed by the quick look that spares nearly every document the long one', () => {
    const number = fc.constantFrom(
      '0',
      '-1',
      '9007199254740993',
      '-9007199254740993',
      '0.30000000000000000001',
      '1e400',
      '1E2',
      '12',
    )
    const { json } = fc.letrec<{ json: string }>((again) => ({
      json: fc.oneof(
        { depthSize: 'small' },
        number,
        fc.constantFrom('null', '"a: 1.5"', '"12345678901234567890"', String.raw`"\":"`),
        fc.array(again('json'), { maxLength: 4 }).map((items) => `[${items.join(' , ')}]`),
        fc
          .array(fc.tuple(fc.constantFrom('a', 'b', '__proto__', 'c:'), again('json')), { maxLength: 4 })
          .map((entries) => `{${entries.map(([key, value]) => `"${key}": ${value}`).join(',')}}`),
      ),
    }))
    fc.assert(
      fc.property(json, (text) => {
        expect(parseJson(text)).toMatchObject({ ok: true, changes: changesOfReading(text) })
      }),
      { seed: 92, numRuns: 2_000 },
    )
  })

  it('counts what is beyond twenty', () => {
    const many = changesOfReading(`[${Array.from({ length: 50 }, () => '9007199254740993').join()}]`)
    expect(many).toHaveLength(20)
    expect(many.at(-1)).toBe('31 more of the kind')
  })

  it('is noted by an import with the file', () => {
    const text = '{"id":"m","name":"Menu","retries":3,"retries":2,"x":12345678901234567890}'
    const { notes, documents } = readKazoo([{ path: 'menus/m.json', text }])
    expect(documents[0]).toMatchObject({ kind: 'menu', retries: 2 })
    expect(notes).toEqual([
      { path: 'menus/m.json', reason: 'document: the key "retries" is given twice; the last holds' },
      { path: 'menus/m.json', reason: 'x: the number 12345678901234567890 becomes 12345678901234567000' },
    ])
  })

  it('takes a long text no longer than reading it', () => {
    const text = JSON.stringify({ a: `${'x\\"'.repeat(1_000_000)}` })
    expect(changesOfReading(text)).toEqual([])
  })
})
