import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { call, drawFlow, insideCaller } from '../rehearse/small-design.ts'
import type { Caller } from '../run/script.ts'
import { screenCaller } from './screen-caller.ts'

const list = makeDocument('blacklist', { id: 'nuisance', name: 'Nuisance', numbers: ['6045550177', '+442079460000'] })
const anonymous = makeDocument('blacklist', { id: 'hidden', name: 'Hidden', blockAnonymous: true })
const account = (...active: string[]) =>
  makeDocument('account', { id: 'a', name: 'Northwind', country: 'CA', activeBlacklistIds: active })
const from = (number: string): Caller => ({ name: '', number, origin: { kind: 'trunk' } })
const screen = (caller: Caller, ...active: string[]) =>
  screenCaller(snapshotOf([account(...active), list, anonymous]), caller)

describe('blacklists (M12)', () => {
  it('given a list that is not activated in the account, then it blocks nobody', () => {
    expect(screen(from('+16045550177'))).toBeUndefined()
  })

  it.each(['+16045550177', '6045550177', '1 (604) 555-0177', '+442079460000'])(
    'given an active list, when %s calls, then 603 whichever way it is written',
    (number) => {
      expect(screen(from(number), 'nuisance')).toEqual({
        sipStatus: 603,
        sipReason: 'Decline',
        blacklistId: 'nuisance',
      })
    },
  )

  it.each(['+160455501777', '+1604555017', '+16045550178', ''])(
    'given an active list, then %j is not in it: whole numbers only',
    (number) => {
      expect(screen(from(number), 'nuisance')).toBeUndefined()
    },
  )

  it.each(['', 'anonymous', 'Restricted'])(
    'given a list that blocks callers without a number, when "%s" calls, then 433',
    (number) => {
      expect(screen(from(number), 'nuisance', 'hidden')).toMatchObject({ sipStatus: 433, blacklistId: 'hidden' })
      expect(screen(from('+17785550100'), 'nuisance', 'hidden')).toBeUndefined()
    },
  )

  it('our own phones are not screened', () => {
    expect(screen({ ...insideCaller('1001'), number: '+16045550177' }, 'nuisance')).toBeUndefined()
  })

  it('a rehearsed call from such a caller ends before any flow', () => {
    const flow = drawFlow({ nodes: { 'hang-up': {} } })
    const refused = call([flow], [], { documents: [account('nuisance'), list], caller: from('+16045550177') })
    expect(refused.ended).toMatchObject({ reason: 'responded', sipStatus: 603 })
    expect(refused.trace).toEqual([])
  })
})
