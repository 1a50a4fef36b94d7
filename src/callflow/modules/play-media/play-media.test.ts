import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../check/check-design.ts'
import { makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { call, type CallAbout, drawFlow, heard, operations, path } from '../../rehearse/small-design.ts'

// What M28 promises of recordings is tested in tests/conformance/rows/a3-palette.test.ts; what is said of which value in scripts/saying.

const flow = (saying: Record<string, unknown>, before: Record<string, Record<string, unknown>> = {}) => {
  const names = [...Object.keys(before), 'play-media', 'hang-up']
  const nodes = { ...before, 'play-media': saying, 'hang-up': {} }
  return drawFlow({ nodes, wires: names.slice(1).map((to, index) => `${names[index]} _ ${to}`) })
}
const said = (saying: Record<string, unknown>, before?: Record<string, Record<string, unknown>>, about?: CallAbout) =>
  call([flow(saying, before)], ['finished'], about)
const notes = (made: ReturnType<typeof said>) => operations(made, 'note').map(({ message }) => message)

const price = { sound: 'variable', variable: 'price', sayAs: 'gbp' }
const set = (value: string) => ({ 'callflow-variables': { variable: 'price', type: 'text', text: value } })

describe('a value said by a step', () => {
  it('is what the variable holds when the step is reached, by the grammar of the language that the call is in', () => {
    expect(heard(said(price, set('21')))).toEqual(['digits/21', 'money-pounds'])
    const spanish = { ...set('21'), language: { language: 'es' } }
    expect(heard(said(price, spanish))).toEqual(['digits/21-f', 'money-pounds'])
  })

  it('is what a caller keyed', () => {
    const collect = { 'collect-digits': { variable: 'price', maxDigits: 4 } }
    const made = call([flow({ ...price, sayAs: 'digits' }, collect)], ['keys:2101', 'finished'])
    expect(operations(made, 'play').at(-1)?.sounds).toEqual([{ kind: 'digits', text: '2101' }])
  })

  it('is what every call knows of itself, or what is written in the step', () => {
    const dialled = said({ sound: 'variable', variable: 'dialled-number', sayAs: 'digits' })
    expect(operations(dialled, 'play')[0]?.sounds).toEqual([{ kind: 'digits', text: dialled.setup.dialled }])
    expect(heard(said({ sound: 'value', value: '15:05', sayAs: 'time' }))).toEqual([
      'digits/3',
      'digits/0',
      'digits/5',
      'time-pm',
    ])
  })

  it('is said as often, with the same keys and after the same answer as a recording', () => {
    const made = said({ sound: 'value', value: '1', repeat: 3, terminators: '1', answer: false })
    expect(operations(made, 'answer')).toEqual([])
    expect(operations(made, 'play')).toMatchObject([{ repeat: 3, terminators: '1' }])
  })

  it('has its digits read out when it cannot be said, and the trace says so', () => {
    const made = said(price, set('about 30'))
    expect(operations(made, 'play')[0]?.sounds).toEqual([{ kind: 'digits', text: '30' }])
    expect(notes(made)).toEqual([
      'price holds "about 30", which cannot be said as pounds: its digits are read out one by one',
    ])
  })

  it.each<[string, Record<string, Record<string, unknown>>, string]>([
    ['nothing ever set it', {}, 'price holds nothing: nothing is said'],
    ['it has no digits', set('free'), 'price holds "free", which cannot be said as pounds: nothing is said'],
    [
      'it is long',
      set('x'.repeat(200)),
      `price holds "${'x'.repeat(39)}…", which cannot be said as pounds: nothing is said`,
    ],
  ])('is passed over when %s, without answering the call', (_when, before, note) => {
    const made = call([flow(price, before)], [])
    expect(notes(made)).toEqual([note])
    expect(operations(made, 'answer')).toEqual([])
    expect(operations(made, 'play')).toEqual([])
    expect(path(made).at(-1)).toBe('hang-up end')
  })

  it('is nothing while neither a variable nor a value is given, whatever recording was chosen before', () => {
    for (const sound of ['variable', 'value']) {
      const made = call([flow({ sound, mediaId: 'news' })], [])
      expect(operations(made, 'play')).toEqual([])
      expect(notes(made)).toEqual([])
    }
  })
})

describe('findings of a value said by a step', () => {
  const found = (saying: Record<string, unknown>, before: Record<string, Record<string, unknown>> = {}) =>
    checkDesign(snapshotOf([makeDocument('account', { id: 'a', name: 'A' }), flow(saying, before)]))
      .filter(({ nodeId }) => nodeId === 'play-media')
      .map(({ code, message }) => `${code}: ${message}`)

  it('name a variable that nothing sets, and none that is set', () => {
    expect(found(price)).toEqual(['unknown-variable: A step of "flow" uses the variable "price", which no step sets.'])
    expect(found(price, set('3'))).toEqual([])
    expect(found({ ...price, sound: 'value', value: '3' })).toEqual([])
  })

  it('name what is missing', () => {
    expect(found({ sound: 'value' })).toEqual(['nothing-chosen: "Play media" does nothing: it has no value.'])
    expect(found({ sound: 'variable' })).toEqual(['nothing-chosen: "Play media" does nothing: it has no variable.'])
    expect(found({})).toEqual(['nothing-chosen: "Play media" does nothing: nothing is chosen in it.'])
  })

  it('name a value that is not what it is said as', () => {
    expect(found({ sound: 'value', value: 'soon', sayAs: 'date' })).toEqual([
      'cannot-be-said: The value of "Play media" is "soon", which cannot be said as a date: nothing is said.',
    ])
    expect(found({ sound: 'media', mediaId: null, value: 'soon', sayAs: 'date' })).toHaveLength(1)
  })
})
