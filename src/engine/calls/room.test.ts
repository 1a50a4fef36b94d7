import { describe, expect, it } from 'vitest'
import { admit } from '../../callflow/numbering/admit.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { carrier, colleagues, company, insideCaller, outsideCaller } from '../../callflow/rehearse/small-design.ts'
import { hasRoomFor, MAX_LIVE_CALLS } from './room.ts'

const design = snapshotOf([company(), carrier, ...colleagues])
const called = (dialled: string, caller = insideCaller('1001')) => admit(design, caller, dialled)

describe('an engine with as many calls as it takes', () => {
  it.each(['1002', '6045550123', '988', '42'])('has no room for a call to %s, and had some before', (dialled) => {
    expect(hasRoomFor(called(dialled), MAX_LIVE_CALLS)).toBe(false)
    expect(hasRoomFor(called(dialled), MAX_LIVE_CALLS - 1)).toBe(true)
  })

  it('takes a call for help all the same, from one of its phones only', () => {
    expect(hasRoomFor(called('911'), MAX_LIVE_CALLS * 2)).toBe(true)
    expect(hasRoomFor(called('911', outsideCaller), MAX_LIVE_CALLS)).toBe(false)
  })
})
