import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../callflow/design/document.ts'
import type { Clash } from '../../callflow/design/edit/merge.ts'
import { wordsOfClashes } from './conflict-words.ts'

const step = (id: string, type: string, label: string) => ({
  id,
  type,
  label,
  version: 1,
  disabled: false,
  settings: {},
  position: { x: 0, y: 0 },
})
const documents: Document[] = [
  makeDocument('callflow', {
    id: 'main',
    name: 'Main line',
    nodes: { a: step('a', 'sleep', ''), b: step('b', 'ring-group', 'Support') },
  }),
  makeDocument('user', { id: 'ann', name: 'Ann Smith' }),
  makeDocument('device', { id: 'desk', name: 'Desk' }),
  makeDocument('group', { id: 'g', name: 'Sales' }),
]
const find = (id: string) => documents.find((document) => document.id === id)
const words = (path: string, theirs?: unknown, mine?: unknown, isGone = false) => {
  const clash: Clash = { path: path.split(' '), theirs, mine, isGone }
  const [first] = wordsOfClashes([clash], find)
  return first && [first.place, first.theirs, first.mine]
}

describe('a clash in words', () => {
  it('names the field of a document as its form does', () => {
    expect(words('desk name', 'Theirs', 'Mine')).toEqual(['Name', 'Theirs', 'Mine'])
    expect(words('desk ownerId', 'ann', null)).toEqual(['User', 'Ann Smith', 'none'])
    expect(words('desk callerIds external number', '1', '')).toEqual([
      'Caller ID · External calls · Caller number',
      '1',
      'empty',
    ])
    expect(words('g members ann weight', 10, 30)).toEqual(['Members · Ann Smith', '10', '30'])
  })

  it('names the step by its label or what it is, and its setting', () => {
    expect(words('main nodes b label', 'Help desk', '')).toEqual(['Step “Support” · Name', 'Help desk', 'empty'])
    expect(words('main nodes b disabled', true, false)).toEqual(['Step “Support” · Switched off', 'on', 'off'])
    expect(words('main nodes b settings repeats', 2, 3)).toEqual(['Step “Support” · Tries', '2', '3'])
    expect(words('main nodes a settings unheard of', 'x', 'y')?.[0]).toMatch(/^Step “.+” · unheard · of$/)
  })

  it('says where a way out leads, and what is the first step', () => {
    expect(words('main wires b/busy to', 'a', 'b')?.[0]).toBe('Where “busy” of step “Support” leads')
    expect(words('main wires b/_ to', 'a', 'b')?.[0]).toBe('Where “otherwise” of step “Support” leads')
    expect(words('main entry', 'a', 'b')?.[0]).toBe('The first step')
  })

  it('says what is deleted', () => {
    expect(words('main nodes b', step('b', 'ring-group', 'Help desk'))).toEqual([
      'Step “Support”',
      'changed in between',
      'deleted',
    ])
    expect(words('main nodes c', undefined, 'Hi', true)).toEqual(['Step “c”', 'deleted', 'Hi'])
    expect(words('gone', undefined, 'Hi', true)).toEqual(['All of it', 'deleted', 'Hi'])
  })

  it('shows no password', () => {
    expect(words('desk sipPassword', 'secret-one', 'secret-two')).toEqual(['SIP password', '••••••', '••••••'])
    expect(words('desk sipPassword', '', 'secret-two')).toEqual(['SIP password', 'empty', '••••••'])
  })

  it('says once that a step was moved', () => {
    const moved = ['x', 'y'].map((axis) => ({
      path: ['main', 'nodes', 'b', 'position', axis],
      theirs: 1,
      mine: 2,
      isGone: false,
    }))
    expect(wordsOfClashes(moved, find)).toEqual([
      { place: 'Step “Support” · Place on the canvas', theirs: 'moved elsewhere', mine: 'moved elsewhere' },
    ])
  })

  it('cuts what is long', () => {
    const list = Array.from({ length: 200 }, (_, at) => `+1555010${at}`)
    expect(words('main numbers', list, ['1'])?.[1]).toHaveLength(301)
  })
})
