import { describe, expect, it } from 'vitest'
import { type Account, type Document, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { decidedRehearsal } from '../rehearse/rehearsal.ts'
import { colleagues, drawFlow, insideCaller, operations } from '../rehearse/small-design.ts'
import type { Caller } from '../run/script.ts'
import { nameLookupFor } from './name-lookup.ts'

const OURS = '+16045550100'
const url = 'https://names.example.test/'
const account = (fields: Partial<Account>) =>
  makeDocument('account', { id: 'account', name: 'A', country: 'CA', ...fields })
const number = makeDocument('phone-number', { id: 'did', name: 'Main', number: OURS, inboundNameLookup: true })
const list = makeDocument('number-list', {
  id: 'book',
  name: 'Phone book',
  entries: [
    { match: 'number', value: '604 555 0199', label: 'Jamie Rivera' },
    { match: 'prefix', value: '+1604555', label: 'Somebody in town' },
    { match: 'prefix', value: '+1', label: 'North America' },
    { match: 'regex', value: '.*', label: 'Anybody' },
    { match: 'number', value: '+16045550198', label: ' ' },
  ],
})
const from = (said: Partial<Caller> = {}): Caller => ({
  name: '',
  number: '+16045550199',
  origin: { kind: 'trunk' },
  ...said,
})
const both = account({ nameListId: 'book', nameLookupUrl: url })
const found = (caller: Caller, documents: readonly Document[] = [both, number, list], dialled = OURS) =>
  nameLookupFor(snapshotOf([...documents]), caller, dialled)

describe('where a caller’s name is looked for (M91)', () => {
  it.each([
    ['the label of their number, however it is written', from(), { listed: 'Jamie Rivera', url: '' }],
    ['that before the name the carrier says', from({ name: 'WIRELESS CALLER' }), { listed: 'Jamie Rivera', url: '' }],
    [
      'else the label of the longest beginning',
      from({ number: '+16045550190' }),
      { listed: 'Somebody in town', url: '' },
    ],
    ['else of a shorter one', from({ number: '+12125550190' }), { listed: 'North America', url: '' }],
    ['not by an empty label', from({ number: '+16045550198' }), { listed: 'Somebody in town', url: '' }],
    ['else the web address', from({ number: '+493055501000' }), { listed: '', url }],
    [
      'also where the name is but the number',
      from({ number: '+493055501000', name: '+49 30 55501000' }),
      { listed: '', url },
    ],
    ['not where the carrier knows a name', from({ number: '+493055501000', name: 'Kim' }), undefined],
    ['not for whoever withholds their number', from({ number: '' }), undefined],
    ['not for a colleague', insideCaller('1001'), undefined],
  ])('%s', (_, caller, expected) => {
    expect(found(caller)).toEqual(expected)
  })

  it('only for numbers that look harder, and where there is something to look in', () => {
    expect(found(from(), [both, { ...number, inboundNameLookup: false }, list])).toBeUndefined()
    expect(found(from(), [both, number, list], '+16045550101')).toBeUndefined()
    expect(found(from(), [account({}), number, list])).toBeUndefined()
    expect(found(from(), [both, number, list], '604 555 0100')).toBeDefined()
  })
})

describe('a rehearsed call from outside', () => {
  const rings = drawFlow({ nodes: { device: { deviceId: 'device-1001' } }, numbers: [OURS] })
  const play = (choice: string, caller: Caller) =>
    decidedRehearsal(
      snapshotOf([...colleagues, both, number, list, rings]),
      { dialled: OURS, caller, startMs: 0 },
      ({ operation }) => (operation.kind === 'look-up-name' ? choice : operation.kind === 'dial' ? 'busy' : undefined),
    )
  const shown = (choice: string, caller: Caller) => operations(play(choice, caller), 'dial')[0]?.legs[0]?.callerName

  it('shows the name at the phone, before the first step', () => {
    expect(shown('found', from())).toBe('Jamie Rivera')
    expect(shown('found', from({ number: '+493055501000' }))).toBe('Jamie Example')
    const kinds = play('found', from()).trace.map((event) =>
      event.kind === 'operation' ? event.operation.kind : event.kind,
    )
    expect(kinds.slice(0, 5)).toEqual(['call-started', 'look-up-name', 'result', 'edit-caller-id', 'flow-entered'])
  })

  it.each(['unknown', 'failed'])('goes on as it came when the answer is %s', (choice) => {
    expect(shown(choice, from({ number: '+493055501000' }))).toBe('')
  })
})
