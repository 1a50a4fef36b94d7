import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { makeExtension } from '../../callflow/design/extension.ts'
import { renamedWithPerson } from './follow-person.ts'

const ids = { user: 'u', device: 'd', mailbox: 'm', callflow: 'c' }
const secrets = { sipUsername: 'cw1', sipPassword: 'secret' }
const seat = makeExtension({ extension: '1001', firstName: 'Ann', lastName: 'Smith', ...secrets, ids })
const [ann] = seat
const names = (documents: readonly { name: string }[]) => documents.map(({ name }) => name)

describe('renaming a person', () => {
  it('renames what was named after them', () => {
    expect(names(renamedWithPerson(ann, { ...ann, lastName: 'Jones' }, seat))).toEqual([
      'Ann Jones',
      'Ann Jones: desk phone',
      'Ann Jones',
      '1001 Ann Jones',
    ])
  })

  it('leaves names that somebody chose', () => {
    const boss = { ...ann, name: 'The boss' }
    expect(names(renamedWithPerson(boss, { ...boss, lastName: 'Jones' }, seat))).toEqual(['The boss'])
    const box = makeDocument('mailbox', { id: 'm2', name: 'Sales', number: '2', ownerId: 'u' })
    const other = makeDocument('mailbox', { id: 'm3', name: 'Ann Smith', number: '3', ownerId: 'somebody' })
    expect(names(renamedWithPerson(ann, { ...ann, lastName: 'Jones' }, [box, other]))).toEqual(['Ann Jones'])
  })

  it('changes no name with the other fields, nor to nothing', () => {
    expect(names(renamedWithPerson(ann, { ...ann, email: 'ann@example.test' }, seat))).toEqual(['Ann Smith'])
    expect(names(renamedWithPerson(ann, { ...ann, firstName: '', lastName: '' }, seat))).toEqual(['Ann Smith'])
  })
})
