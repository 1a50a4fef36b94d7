import { describe, expect, it } from 'vitest'
import { answer, B, nothing, pair } from './call-pair.ts'
import { sampleSdp } from './sdp-samples.ts'

const call = { from: { uri: 'sip:a@a.example' }, to: { uri: 'sip:b@b.example' }, sdpOffer: sampleSdp(4000) }

describe('names in the simulated network', () => {
  it('lead where the test says', async () => {
    const link = await pair(answer)
    link.network.names.set('b.example', B)
    link.note('a', link.a.invite({ ...call, target: 'sip:bob@b.example' }))
    await link.clock.advance(1_000)
    expect(link.events).toContain('a confirmed with SDP')
  })

  it.each(['localhost', 'b.example'])(
    '%s is nowhere unless the test says so, and that is known at once: no name server is asked',
    async (name) => {
      const link = await pair(answer)
      link.note('a', link.a.invite({ ...call, target: `sip:bob@${name}` }))
      await link.clock.advance(1)
      expect(link.events).toEqual(['a failed 503'])
      expect(link.network.packets).toEqual([])
      expect(await link.leftovers()).toEqual(nothing)
    },
  )
})
