import { describe, expect, it } from 'vitest'
import { estimatedMos } from './estimated-mos.ts'

describe('an estimated MOS (ITU-T G.107)', () => {
  const fine = { lossRatio: 0, jitterMs: 0, roundTripMs: 0 }

  it('is that of G.711 on a local network, 4.4, when nothing is wrong', () => {
    expect(estimatedMos(fine)).toBeCloseTo(4.4, 1)
  })

  // By hand, with 0.5 for 20 ms: R is 92.7 - 95 * 5 / 30.1 = 76.9, 92.7 - 95 * 20 / 45.1 = 50.6, and 16.8.
  it.each([
    { lossRatio: 0.05, mos: 3.9 },
    { lossRatio: 0.2, mos: 2.6 },
    { lossRatio: 1, mos: 1.16 },
  ])('falls with loss: $lossRatio', ({ lossRatio, mos }) => {
    expect(estimatedMos({ ...fine, lossRatio })).toBeCloseTo(mos, 1)
  })

  it('hardly feels a delay of which nobody is aware, and feels one of half a second', () => {
    expect(estimatedMos({ ...fine, roundTripMs: 200 })).toBeGreaterThan(4.3)
    expect(estimatedMos({ ...fine, roundTripMs: 1_000 })).toBeCloseTo(2.21, 1)
  })

  it('counts jitter twice over, as the buffer that takes it', () => {
    expect(estimatedMos({ ...fine, jitterMs: 200 })).toBeCloseTo(estimatedMos({ ...fine, roundTripMs: 800 }), 6)
  })

  it('stays between 1 and 4.5, whatever a phone claims', () => {
    for (const lossRatio of [-1, 0, 0.5, 7]) {
      for (const roundTripMs of [0, 1e9]) {
        const mos = estimatedMos({ lossRatio, jitterMs: 0, roundTripMs })
        expect(mos).toBeGreaterThanOrEqual(1)
        expect(mos).toBeLessThanOrEqual(4.5)
      }
    }
  })
})
