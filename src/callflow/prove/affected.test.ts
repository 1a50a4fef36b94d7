import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallTest, type Document, makeDocument } from '../design/document.ts'
import { sampleDesign } from '../design/sample.ts'
import { snapshotOf, withDocuments } from '../design/snapshot.ts'
import { pathOf } from '../run/trace.ts'
import { type DocumentChange, groundOf, isAffected } from './affected.ts'
import { type CallTestResult, runCallTest } from './run-test.ts'

const sample = snapshotOf(sampleDesign({ sipPassword: () => 'secret' }))

const test = (fields: Partial<CallTest>) =>
  makeDocument('call-test', {
    id: 'test',
    name: 'Test',
    callerNumber: '+16045550177',
    when: '2026-07-02T10:00',
    ...fields,
  })

const groundOfCall = (fields: Partial<CallTest>) => groundOf(runCallTest(test(fields), sample), sample)

const changed = <D extends Document>(document: D | undefined, fields: Partial<D>): DocumentChange => {
  if (!document) throw new Error('there is no such document')
  return { before: document, after: { ...document, ...fields } }
}

const toAlex = { dialled: '1001', callerDeviceId: 'device-1002', otherPhones: 'no-answer' } as const

describe('tests an edit can affect', () => {
  const ground = groundOfCall(toAlex)
  const find = <K extends Document['kind']>(kind: K, id: string) => sample.find(kind, id)

  it.each([
    ['the callflow it goes through', changed(find('callflow', 'callflow-1001'), { name: 'Other' })],
    ['whom that rings', changed(find('user', 'user-1001'), { enabled: false })],
    ['a phone of theirs, which nothing names', changed(find('device', 'device-1001'), { enabled: false })],
    ['a phone that becomes theirs', changed(find('device', 'device-1003'), { ownerId: 'user-1001' })],
    ['who calls', changed(find('user', 'user-1002'), { name: 'Other' })],
    ['the account', changed(sample.account, { country: 'DE' })],
    ['somebody else who gets another extension', changed(find('user', 'user-1003'), { extension: '7777' })],
    ['a callflow that takes another number', changed(find('callflow', 'callflow-8002'), { numbers: ['1001'] })],
    ['a new callflow with a number', { after: makeDocument('callflow', { id: 'new', name: 'New', numbers: ['7'] }) }],
  ])('are those that stand on %s', (_what, change) => {
    expect(isAffected(ground, [change])).toBe(true)
  })

  it.each([
    ['another person', changed(find('user', 'user-1003'), { name: 'Other' })],
    ['their phone', changed(find('device', 'device-1003'), { name: 'Other' })],
    ['the steps of a callflow it does not come by', changed(find('callflow', 'callflow-8300'), { name: 'Other' })],
    ['a new callflow that nothing leads to', { after: makeDocument('callflow', { id: 'new', name: 'New' }) }],
  ])('are not those that have nothing to do with %s', (_what, change) => {
    expect(isAffected(ground, [change])).toBe(false)
  })

  it('none are left out that go otherwise after the edit', () => {
    const documents = [...sample.documents()].filter(({ kind }) => kind !== 'media')
    const anyEdit = fc
      .tuple(fc.constantFrom(...documents), fc.constantFrom(...documents), fc.boolean())
      .map(([before, other, isSwitch]) => ({ before, after: editedAs(before, other, isSwitch) }))
    const anyCall = fc.record({
      dialled: fc.constantFrom('1001', '1002', '8000', '8001', '8002', '8200', '+16045550100', '*97'),
      callerDeviceId: fc.constantFrom(null, 'device-1001', 'device-1002', 'device-1003'),
      when: fc.constantFrom('2026-07-02T10:00', '2026-07-04T10:00', '2026-12-25T10:00'),
      otherPhones: fc.constantFrom('answer' as const, 'no-answer' as const),
    })
    fc.assert(
      fc.property(anyCall, anyEdit, (fields, edit) => {
        const before = runCallTest(test(fields), sample)
        if (isAffected(groundOf(before, sample), [edit])) return
        expect(goneBy(runCallTest(test(fields), withDocuments(sample, [edit.after])))).toEqual(goneBy(before))
      }),
      { numRuns: 200 },
    )
  })
})

const goneBy = ({ rehearsal }: CallTestResult) => ({
  path: pathOf(rehearsal?.trace ?? []),
  ended: rehearsal?.ended,
  atMs: rehearsal?.atMs,
})

/** Something an administrator could do to it: switch it off, give it to another, wire it away, take its numbers. */
function editedAs(before: Document, other: Document, isSwitch: boolean): Document {
  switch (before.kind) {
    case 'user':
      return isSwitch ? { ...before, enabled: !before.enabled } : { ...before, extension: '9999' }
    case 'device':
      return isSwitch ? { ...before, enabled: false } : { ...before, ownerId: other.kind === 'user' ? other.id : null }
    case 'callflow':
      return isSwitch ? { ...before, wires: before.wires.slice(1) } : { ...before, numbers: [] }
    case 'schedule-rule':
      return { ...before, fromSec: 0, untilSec: 86_400, weekdays: isSwitch ? ['thursday'] : [] }
    case 'mailbox':
      return { ...before, ownerId: null, maxMessages: 1 }
    default:
      return { ...before, name: 'Other' }
  }
}
