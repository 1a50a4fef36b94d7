import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { lookupNumber } from '../../numbering/lookup.ts'
import { writeKazoo } from './export.ts'
import { readKazoo } from './import.ts'
import type { Json } from './json.ts'

const file = (path: string, document: Json) => ({ path, text: JSON.stringify(document) })
const hangUp = { module: 'hangup', data: {}, children: {} }

describe('overlapping patterns of an account', () => {
  const flows = [
    file('callflows/split.json', { id: 'split', numbers: [], patterns: ['^([0-9]{3})([0-9]{3})$'], flow: hangUp }),
    file('callflows/single.json', { id: 'single', numbers: [], patterns: ['^1([0-9]{4})[0-9]$'], flow: hangUp }),
  ]
  const account = file('account.json', { id: 'acc', name: 'Account' })

  it.each([
    { what: 'with its account', files: [account, ...flows] },
    { what: 'without one', files: flows },
  ])('keep to the longest single group when imported $what, and come out as they went in', ({ files }) => {
    const { documents } = readKazoo(files)
    const design = snapshotOf(documents)
    expect(lookupNumber(design, '123456', { isInternal: true })?.callflowId).toBe('single')
    const { files: back, notes } = writeKazoo(design)
    const textOf = (all: readonly { path: string; text: string }[]) =>
      Object.fromEntries(all.map(({ path, text }) => [path, JSON.parse(text) as Json]))
    expect(textOf(back)).toEqual(textOf(files))
    expect(notes).toEqual([])
  })

  it('of a design made here are named by the export where Kazoo captures something else', () => {
    const design = snapshotOf([
      makeDocument('account', { id: 'acc', name: 'Account' }),
      makeDocument('callflow', { id: 'f', name: 'F', patterns: ['^1([0-9]+)$', '^([0-9]{3})([0-9]{3})$', '^2', '('] }),
    ])
    const said = writeKazoo(design).notes.filter(({ documentId }) => documentId === 'f')
    expect(said.map(({ text }) => text)).toEqual([
      'pattern ^([0-9]{3})([0-9]{3})$: to Kazoo only the longest of its 2 groups is captured, and the pattern that captures most wins',
      'pattern ^2: to Kazoo everything it matches is captured, and the pattern that captures most wins',
    ])
  })
})
