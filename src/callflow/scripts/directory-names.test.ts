import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { directoryPeople, keypadSpelling, namesOf, peopleSpelled } from './directory-names.ts'

describe('a name on the keys of a phone (M59)', () => {
  it.each([
    ['Moreau', '667328'],
    ['PQRS wxyz', '77779999'],
    ["O'Hara-Smith", '6427276484'],
    ['Zoë', '963'],
    ['Łukasz', '585279'],
    ['Weiß', '93477'],
    ['Ångström', '26478766'],
    ['Agent 007', '24368007'],
    ['山田', ''],
  ])('%s is %s', (name, digits) => expect(keypadSpelling(name)).toBe(digits))
})

const people = [
  makeDocument('user', { id: 'a', name: 'Alex Moreau', firstName: 'Alex', lastName: 'Moreau' }),
  makeDocument('user', { id: 'b', name: 'Blair Okafor', firstName: 'Blair', lastName: 'Okafor' }),
  makeDocument('user', { id: 'c', name: 'Alexa Adams' }),
  makeDocument('user', { id: 'gone', name: 'Alex Gone', enabled: false }),
]
const directory = makeDocument('directory', {
  id: 'directory',
  name: 'Staff',
  entries: [...people.map(({ id }) => ({ userId: id, callflowId: null })), { userId: 'missing', callflowId: null }],
})
const design = snapshotOf([...people, directory])

describe('who a directory finds (M59, M60)', () => {
  const listed = directoryPeople(design, directory)
  const found = (digits: string, searchBy: 'both' | 'first-name' | 'last-name') =>
    peopleSpelled(listed, digits, searchBy).map(({ user }) => user.id)

  it('lists people who are there and enabled, by last or first name', () => {
    expect(listed.map(({ user }) => user.id)).toEqual(['c', 'a', 'b'])
    const byFirst = directoryPeople(design, { ...directory, sortBy: 'first-name' })
    expect(byFirst.map(({ user }) => user.id)).toEqual(['a', 'c', 'b'])
  })

  it('compares with the beginning of first and last name together, either way round', () => {
    expect(found('253', 'both')).toEqual(['c', 'a'])
    expect(found('667', 'both')).toEqual(['a'])
    expect(found('2539667', 'both')).toEqual(['a'])
    expect(found('6673282539', 'both')).toEqual(['a'])
    expect(found('328', 'both')).toEqual([])
  })

  it('looks at one name only when the directory says so', () => {
    expect(found('253', 'last-name')).toEqual([])
    expect(found('667', 'first-name')).toEqual([])
  })

  it('finds nobody for keys that are no letters', () => {
    for (const digits of ['', '*', '2#']) expect(found(digits, 'both')).toEqual([])
  })

  it('takes a whole name apart when there is nothing else', () => {
    expect(namesOf(makeDocument('user', { id: 'x', name: 'Mary Jane Watson' }))).toEqual({
      first: 'Mary',
      last: 'Jane Watson',
    })
  })
})
