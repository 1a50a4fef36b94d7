import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { drawFlow } from '../rehearse/small-design.ts'
import { checkDesign } from './check-design.ts'

const found = (document: Document) =>
  checkDesign(snapshotOf([document]))
    .filter(({ code }) => code === 'unreadable-regex')
    .map(({ severity, documentId, nodeId, message }) => `${severity} ${documentId} ${nodeId ?? ''} ${message}`)

const menu = (fields: object) => makeDocument('menu', { id: 'menu', name: 'Main', ...fields })
const list = (entries: object[]) => makeDocument('number-list', { id: 'list', name: 'VIP', entries: entries as never })
const step = (type: string, settings: Readonly<Record<string, unknown>>) => drawFlow({ nodes: { [type]: settings } })

describe('expressions that cannot be read (ADR 10)', () => {
  it.each<[string, Document, Document, string]>([
    [
      'a pattern',
      { ...drawFlow({ nodes: {} }), patterns: ['^1$', '^9(?!11)'] },
      { ...drawFlow({ nodes: {} }), patterns: ['^1$', '^9'] },
      'error flow  "Patterns" of "flow": ^9(?!11) answers nothing, for it cannot be read: ',
    ],
    [
      'extensions allowed',
      menu({ huntAllow: '(' }),
      menu({ huntAllow: '1' }),
      'error menu  "Extensions allowed" of "Main": ( allows none, ',
    ],
    [
      'extensions refused',
      menu({ huntDeny: '(?=1)' }),
      menu({ huntDeny: '1' }),
      'error menu  "Extensions refused" of "Main": (?=1) refuses all of them, ',
    ],
    [
      'an entry of a number list',
      list([{ match: 'regex', value: '^(?!1)', label: 'Not ours' }]),
      list([
        { match: 'regex', value: '^1' },
        { match: 'number', value: '(' },
      ]),
      'error list  "Numbers", Not ours of "VIP": ^(?!1) matches nobody, ',
    ],
    [
      'what callers are compared with',
      step('match-caller-id', { mode: 'regex', regex: '(' }),
      step('match-caller-id', { mode: 'numbers', regex: '(' }),
      'error flow match-caller-id "Match caller ID", "Regular expression" of "flow": ( matches nobody, ',
    ],
    [
      'what callers may key as their number',
      step('dynamic-caller-id', { source: 'keyed', allowed: '(' }),
      step('dynamic-caller-id', { source: 'fixed', allowed: '(' }),
      'error flow dynamic-caller-id "Dynamic caller ID", "Numbers taken" of "flow": ( takes nothing that is keyed, ',
    ],
  ])('%s is an error with its place and what follows', (_what, bad, good, says) => {
    expect(found(bad)).toEqual([expect.stringContaining(says)])
    expect(found(good)).toEqual([])
  })

  it('a long one is shown shortened', () => {
    const [message = ''] = found(menu({ huntDeny: `(${'1'.repeat(200)}` }))
    expect(message).toContain(`: (${'1'.repeat(59)}… refuses all`)
  })
})
