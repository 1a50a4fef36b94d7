import { describe, expect, it } from 'vitest'
import { serializeMessage } from '../message/serialize.ts'
import { A, answer, B, is, pair } from '../testing/call-pair.ts'
import { sampleSdp } from '../testing/sdp-samples.ts'
import type { IncomingSession } from '../user-agent.ts'

const ELSEWHERE = { transport: 'udp', address: '192.0.2.77', port: 5060 } as const

describe('where the other side is heard from', () => {
  it('is where the INVITE came from, and where its answers come from', async () => {
    const incoming: IncomingSession[] = []
    const link = await pair((session) => {
      incoming.push(session)
      answer(session)
    })
    const outgoing = link.call()
    expect(outgoing.heardFrom).toBeUndefined()
    await link.clock.advance(1_000)
    expect([outgoing.heardFrom, incoming[0]?.heardFrom]).toEqual([B, A])
  })

  it('is another place as soon as a request of the dialog comes from there, not for a stranger to it', async () => {
    const incoming: IncomingSession[] = []
    const link = await pair((session) => {
      incoming.push(session)
      answer(session)
    })
    const outgoing = link.call()
    await link.clock.advance(1_000)
    link.network.lose = (message) => is(message, 'INVITE')
    void outgoing.reinvite(sampleSdp(4_002))
    await link.clock.advance(10)
    const reinvite = link.network.packets.findLast(({ isLost }) => isLost)?.message
    if (reinvite === undefined) throw new Error('no re-INVITE was sent')
    link.network.lose = () => false
    const copy = serializeMessage(reinvite)
    const text = Buffer.from(copy).toString('latin1')
    const forged = Buffer.from(text.replaceAll('tag=token', 'tag=other').replace('z9hG4bK', 'z9hG4bKforged'), 'latin1')
    link.network.inject(forged, ELSEWHERE, B)
    await link.clock.advance(50)
    expect(incoming[0]?.heardFrom).toBe(A)
    link.network.inject(copy, ELSEWHERE, B)
    await link.clock.advance(50)
    expect(incoming[0]?.heardFrom).toBe(ELSEWHERE.address)
  })
})
