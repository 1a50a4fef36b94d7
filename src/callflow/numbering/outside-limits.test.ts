import { expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { limitsOfPerson, limitsSet } from './outside-limits.ts'

const account = (fields = {}) => makeDocument('account', { id: 'a', name: 'Northwind', ...fields })
const user = (fields = {}) => makeDocument('user', { id: 'u', name: 'Alex', ...fields })
const trunk = (fields = {}) => makeDocument('trunk', { id: 't', name: 'Carrier', ...fields })
const everybodys = { outsideCallsAtOnce: 2, outsideMinutesADay: 60 }

it('there is no limit unless somebody sets one', () => {
  const design = snapshotOf([account(), user(), trunk()])
  expect(limitsOfPerson(design, 'u')).toEqual({ callsAtOnce: 0, minutesADay: 0 })
  expect(limitsSet(design)).toEqual([])
})

it("a person has the account's limits, or their own in place of both", () => {
  const of = (fields: object) => limitsOfPerson(snapshotOf([account(everybodys), user(fields)]), 'u')
  expect(of({})).toEqual({ callsAtOnce: 2, minutesADay: 60 })
  expect(of({ outsideCallsAtOnce: 9 })).toEqual({ callsAtOnce: 2, minutesADay: 60 })
  expect(of({ outsideLimits: 'own', outsideCallsAtOnce: 9 })).toEqual({ callsAtOnce: 9, minutesADay: 0 })
})

it('calls that are nobody’s have none', () => {
  expect(limitsOfPerson(snapshotOf([account(everybodys)]), '')).toEqual({ callsAtOnce: 0, minutesADay: 0 })
  expect(limitsOfPerson(snapshotOf([account(everybodys)]), 'gone')).toEqual({ callsAtOnce: 0, minutesADay: 0 })
})

it('says which limits a design sets, for rehearsals to reach', () => {
  expect(limitsSet(snapshotOf([account({ outsideCallsAtOnce: 1 })]))).toEqual(['calls-at-once'])
  expect(limitsSet(snapshotOf([account(), user({ outsideLimits: 'own', outsideMinutesADay: 1 })]))).toEqual(['minutes'])
  expect(limitsSet(snapshotOf([account(), user({ outsideMinutesADay: 1 })]))).toEqual([])
  expect(limitsSet(snapshotOf([account(everybodys), trunk({ outsideMinutesADay: 1 })]))).toEqual([
    'calls-at-once',
    'minutes',
    'trunk-minutes',
  ])
})
