import { describe, expect, it } from 'vitest'
import { lossWords, mosWords, worstMos } from './audio-words.ts'

describe('how audio fared, in words', () => {
  it.each([
    [4.4, 'Good, 4.4', 'green'],
    [4, 'Good, 4.0', 'green'],
    [3.6, 'Fair, 3.6', 'green'],
    [3.5, 'Poor, 3.5', 'amber'],
    [3.1, 'Poor, 3.1', 'amber'],
    [3, 'Bad, 3.0', 'red'],
  ])('a MOS of %d is %s', (mos, label, tone) => {
    expect(mosWords(mos)).toEqual({ label, tone })
  })

  it('says little loss without calling it none', () => {
    expect(lossWords(0, 0)).toBe('0 %')
    expect(lossWords(0, 500)).toBe('0 %')
    expect(lossWords(1, 5_000)).toBe('under 0.1 %')
    expect(lossWords(1, 40)).toBe('2.5 %')
  })

  it('takes the worst leg for the call', () => {
    const leg = { label: 'x', codec: 'PCMU', sent: 1, received: { packets: 1, lost: 0, jitterMs: 0 } }
    const rest = { farEnd: null, roundTripMs: null }
    expect(worstMos([])).toBeNull()
    expect(worstMos([{ ...leg, ...rest, mos: null }])).toBeNull()
    expect(worstMos([4.1, null, 3.2].map((mos) => ({ ...leg, ...rest, mos })))).toBe(3.2)
  })
})
