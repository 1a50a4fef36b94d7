import { describe, expect, it } from 'vitest'
import type { StreamQuality } from '../media/media-engine.ts'
import { group, openOffice } from './testing/small-office.ts'

const fine: StreamQuality = { sent: 500, received: { packets: 500, lost: 0, jitterMs: 1.04 } }
const bad: StreamQuality = {
  sent: 500,
  received: { packets: 490, lost: 10, jitterMs: 2 },
  farEnd: { lost: 100, jitterMs: 30.26 },
  roundTripMs: 81.239,
}

describe("how a call's audio fared", () => {
  it('stands in its record, a leg each, and is told while it is up', async () => {
    const { bed, phones } = await openOffice([])
    const call = phones[1001].call('1002')
    await bed.clock.advance(2_000)
    bed.streamOf(phones[1001]).quality = fine
    bed.streamOf(phones[1002]).quality = bad
    const asTold = [
      { label: '1001', codec: 'PCMU', farEnd: null, roundTripMs: null, received: { jitterMs: 1 } },
      {
        label: '1002',
        sent: 500,
        received: { packets: 490, lost: 10 },
        farEnd: { lost: 100, jitterMs: 30.3 },
        roundTripMs: 81.2,
      },
    ]
    const [live] = [...bed.switchboard.live()]
    expect(bed.switchboard.quality(live?.callId ?? '')).toMatchObject(asTold)
    expect(bed.switchboard.quality('another')).toEqual([])
    call.session.end()
    await bed.clock.advance(1_000)
    const [cdr] = bed.cdrs
    // Whoever hangs up is gone first; the record has them all the same.
    expect(cdr?.audio).toMatchObject(asTold)
    // One direction lost a fifth, the other a fiftieth: the worse counts. R is 93.2 - 42.1 for that - 2.9 for 121 ms.
    expect(cdr?.audio[1]?.mos).toBeCloseTo(2.48, 2)
    expect(cdr?.audio[0]?.mos).toBeCloseTo(4.4, 1)
  })

  it('says nothing of phones that rang in vain, and of a call without audio', async () => {
    const { bed, phones } = await openOffice([group('3000', ['user-1002', 'user-1003'])])
    phones[1002].answers = undefined
    phones[1003].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    phones[1003].answer()
    await bed.clock.advance(1_000)
    bed.streamOf(phones[1003]).quality = fine
    call.session.end()
    await bed.clock.advance(1_000)
    expect(bed.cdrs[0]?.audio.map(({ label }) => label)).toEqual(['1003'])
  })
})
