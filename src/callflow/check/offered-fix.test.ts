import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf, withDocuments } from '../design/snapshot.ts'
import { checkDesign, type Finding } from './check-design.ts'
import { bringsUp, isSettled, suggestedFix, withTriedFix } from './offered-fix.ts'

const finding = (code: Finding['code'], message = 'Something.', fix?: Finding['fix']): Finding => ({
  code,
  severity: 'warning',
  documentId: 'a',
  message,
  ...(fix && { fix }),
})

describe('a fix', () => {
  it('is tried once, when it is asked for, and is not there when it fails', () => {
    let tries = 0
    const fix = { label: 'Mend it', put: [] }
    const offering = withTriedFix(finding('dead-end', 'x', fix), () => ++tries > 1)
    expect(tries).toBe(0)
    expect([offering.fix, offering.fix, tries]).toEqual([undefined, undefined, 1])
    expect(suggestedFix(offering)).toBe(fix)
  })

  it('that is certain is not tried', () => {
    const certain = finding('dead-end', 'x', { label: 'Mend it', put: [], isCertain: true })
    expect(withTriedFix(certain, () => false)).toBe(certain)
  })

  it('settles its finding when that is gone and nothing new has come', () => {
    const own = finding('dead-end')
    expect(isSettled(own, { gone: [own], come: [] })).toBe(true)
    expect(isSettled(own, { gone: [own], come: [own] })).toBe(false)
    expect(isSettled(own, { gone: [own, finding('self-loop')], come: [finding('self-loop')] })).toBe(true)
    expect(isSettled(own, { gone: [own], come: [finding('self-loop')] })).toBe(false)
    expect(isSettled(own, { gone: [own, finding('dead-end', 'Other.')], come: [finding('dead-end', 'Other.')] })).toBe(
      true,
    )
  })

  it('brings up a second of a kind in the same place', () => {
    expect(
      bringsUp({ gone: [finding('dead-end')], come: [finding('dead-end', 'One.'), finding('dead-end', 'Two.')] }),
    ).toBe(true)
    expect(bringsUp({ gone: [finding('dead-end', 'One.')], come: [finding('dead-end', 'Two.')] })).toBe(false)
  })

  it('that would show what is wrong with what it switches on is not offered', () => {
    const phone = makeDocument('device', { id: 'phone', name: 'Phone', enabled: false })
    const group = makeDocument('group', { id: 'group', name: 'Group', members: [{ id: 'phone', weight: 20 }] })
    const fixes = (sipUsername: string) =>
      checkDesign(snapshotOf([group, { ...phone, sipUsername, sipPassword: 'kT7vm2Qx' }])).map(({ fix }) => fix?.label)
    expect([fixes(''), fixes('desk')]).toEqual([[undefined], ['Switch "Phone" on']])
  })
})

describe('a design with documents written over it', () => {
  const menu = makeDocument('menu', { id: 'menu', name: 'Menu' })
  const user = makeDocument('user', { id: 'user', name: 'Ann' })
  const account = makeDocument('account', { id: 'account', name: 'A' })
  const design = snapshotOf([account, menu, user])

  it('is what a new design of all of them is', () => {
    const put = [
      { ...menu, name: 'Other' },
      { ...account, name: 'B' },
      makeDocument('menu', { id: 'new', name: 'New' }),
    ]
    const over = withDocuments(design, put)
    const whole = snapshotOf([...design.documents(), ...put])
    expect([...over.documents()]).toEqual([...whole.documents()])
    expect(over.list('menu')).toEqual(whole.list('menu'))
    expect([over.size, over.account, over.get('menu')]).toEqual([whole.size, whole.account, whole.get('menu')])
    expect(over.find('user', 'menu')).toBeUndefined()
    expect(over.find('menu', 'new')?.name).toBe('New')
  })

  it('keeps the lists of other kinds, so that what is remembered by list stays', () => {
    expect(withDocuments(design, [{ ...menu, name: 'Other' }]).list('user')).toBe(design.list('user'))
  })

  it('takes a document out of the list of its old kind when it becomes another', () => {
    const over = withDocuments(design, [makeDocument('user', { id: 'menu', name: 'Bob' })])
    expect([over.list('menu').length, over.list('user').length]).toEqual([0, 2])
  })
})
