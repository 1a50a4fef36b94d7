import { expect, it } from 'vitest'
import { designIndex, prepareDesign } from './design-index.ts'
import { makeDocument } from './document.ts'
import { type DesignSnapshot, snapshotOf } from './snapshot.ts'

const made: DesignSnapshot[] = []
const names = designIndex(function* (design) {
  made.push(design)
  const all = new Set<string>()
  for (const { name } of design.list('user')) {
    yield
    all.add(name)
  }
  return all
})

const designOf = (...people: readonly string[]) =>
  snapshotOf(people.map((name) => makeDocument('user', { id: name, name })))

it('an index is made at the first question, once for each design', () => {
  const [a, b] = [designOf('Kim', 'Robin'), designOf('Kim')]
  made.length = 0
  expect([...names(a)]).toEqual(['Kim', 'Robin'])
  expect(names(a)).toBe(names(a))
  expect([...names(b)]).toEqual(['Kim'])
  expect(made).toEqual([a, b])
})

it('one that is prepared is there when it is asked for, and was made in pieces', () => {
  const design = designOf('Kim', 'Robin')
  made.length = 0
  expect([...prepareDesign(design)].length).toBeGreaterThanOrEqual(2)
  expect([...names(design)]).toEqual(['Kim', 'Robin'])
  expect([...prepareDesign(design)]).toEqual([])
  expect(made).toEqual([design])
})
