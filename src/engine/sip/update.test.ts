import { describe, expect, it } from 'vitest'
import { answer, nothing, pair } from './testing/call-pair.ts'
import { PEER, ScriptedPeer } from './testing/scripted-peer.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import type { IncomingSession } from './user-agent.ts'

async function meet(onInvite: (session: IncomingSession) => void = () => {}) {
  const link = await pair(onInvite)
  return { link, peer: await ScriptedPeer.join(link) }
}

/** Kim calls; what she hears first. */
async function ringing(onInvite: (session: IncomingSession) => void, headers: readonly string[] = []) {
  const { link, peer } = await meet(onInvite)
  peer.ask('INVITE', { headers, body: sampleSdp(9) })
  await link.clock.advance(100)
  const [heard] = peer.responses('INVITE')
  if (heard === undefined) throw new Error('nothing heard')
  return { link, peer, heard }
}

describe('UPDATE before the answer (RFC 3311 §5.2)', () => {
  it('without an offer is answered, and says anew where they are', async () => {
    let session: IncomingSession | undefined
    const { link, peer, heard } = await ringing((each) => {
      session = each
      each.progress({ status: 180 })
    })
    peer.ask('UPDATE', { headers: ['Contact: <sip:moved@192.0.2.9>'] }, heard)
    await link.clock.advance(100)
    const [updated] = peer.responses('UPDATE')
    expect(updated?.status).toBe(200)
    expect(updated?.headers.get('Contact')).toContain('192.0.2.2')
    session?.answer({ sdp: sampleSdp(5_000) })
    await link.clock.advance(100)
    peer.ask('ACK', {}, heard)
    await link.clock.advance(100)
    peer.onRequest = (request) => peer.reply(request, 200)
    session?.end()
    await link.clock.advance(100)
    expect(peer.requests('BYE')[0]?.uri).toBe('sip:moved@192.0.2.9')
  })

  it('with an offer gets 500 while the offer of their INVITE waits for its answer', async () => {
    const { link, peer, heard } = await ringing((session) => session.progress({ status: 183, sdp: sampleSdp(5_000) }))
    peer.ask('UPDATE', { body: sampleSdp(10) }, heard)
    await link.clock.advance(100)
    const [refused] = peer.responses('UPDATE')
    expect(refused?.status).toBe(500)
    expect(Number(refused?.headers.get('Retry-After'))).toBeLessThanOrEqual(10)
  })

  it('with an offer gets 491 from whoever has an INVITE of its own open', async () => {
    const { link, peer } = await meet()
    const session = await peer.called(link)
    const [invite] = peer.requests('INVITE')
    if (invite === undefined) throw new Error('not called')
    peer.reply(invite, 183, { body: sampleSdp(9) })
    await link.clock.advance(100)
    peer.askBack(invite, 'UPDATE', { body: sampleSdp(10) })
    peer.askBack(invite, 'UPDATE')
    await link.clock.advance(100)
    expect(peer.responses('UPDATE').map(({ status }) => status)).toEqual([491, 200])
    session.end()
  })

  it('moves the fork that says it, and no other', async () => {
    const { link, peer } = await meet()
    await peer.called(link)
    const [invite] = peer.requests('INVITE')
    if (invite === undefined) throw new Error('not called')
    for (const tag of ['one', 'two']) peer.reply(invite, 180, { tag })
    await link.clock.advance(100)
    peer.askBack(invite, 'UPDATE', { tag: 'one', headers: ['Expires: 1'] })
    await link.clock.advance(100)
    expect(peer.responses('UPDATE').map(({ status }) => status)).toEqual([200])
    peer.onRequest = (request) => peer.reply(request, 200)
    peer.reply(invite, 200, { tag: 'two', body: sampleSdp(9) })
    await link.clock.advance(100)
    expect(peer.requests('ACK').at(-1)?.uri).toBe(`sip:kim-two@${PEER}`)
  })
})

describe('UPDATE in a call (RFC 3311)', () => {
  async function talking() {
    const { link, peer, heard } = await ringing(answer)
    peer.ask('ACK', {}, heard)
    await link.clock.advance(100)
    return { link, peer, heard }
  }

  it('changes the session as a re-INVITE does', async () => {
    const { link, peer, heard } = await talking()
    peer.ask('UPDATE', { body: sampleSdp(10, 'sendonly') }, heard)
    await link.clock.advance(100)
    const [updated] = peer.responses('UPDATE')
    expect([updated?.status, updated?.headers.get('Content-Type')]).toEqual([200, 'application/sdp'])
  })

  it('is refused out of its order with 500, and after the call with 481', async () => {
    const { link, peer, heard } = await talking()
    peer.askAgain('UPDATE', heard)
    await link.clock.advance(100)
    expect(peer.responses('UPDATE').at(-1)?.status).toBe(500)
    peer.ask('BYE', {}, heard)
    await link.clock.advance(100)
    peer.ask('UPDATE', {}, heard)
    await link.clock.advance(100)
    expect(peer.responses('UPDATE').at(-1)?.status).toBe(481)
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('that nobody here wants to answer gets 488, and the call goes on', async () => {
    const { link, peer } = await meet()
    const session = await peer.called(link)
    const [invite] = peer.requests('INVITE')
    if (invite === undefined) throw new Error('not called')
    peer.reply(invite, 200, { body: sampleSdp(9) })
    await link.clock.advance(100)
    session.on({ onReinvite: () => ({ status: 488 }) })
    peer.askBack(invite, 'UPDATE', { body: sampleSdp(10) })
    await link.clock.advance(100)
    expect(peer.responses('UPDATE').map(({ status }) => status)).toEqual([488])
    expect(session.state).toBe('confirmed')
  })

  it('meets our re-INVITE with 491', async () => {
    const { link, peer } = await meet()
    const session = await peer.called(link)
    const [invite] = peer.requests('INVITE')
    if (invite === undefined) throw new Error('not called')
    peer.reply(invite, 200, { body: sampleSdp(9) })
    await link.clock.advance(100)
    void session.reinvite(sampleSdp(11))
    await link.clock.advance(15)
    peer.askBack(invite, 'UPDATE', { body: sampleSdp(10) })
    peer.askBack(invite, 'UPDATE')
    await link.clock.advance(100)
    expect(peer.responses('UPDATE').map(({ status }) => status)).toEqual([491, 200])
  })

  it('is refused with 491 while our offer in the 200 waits for its answer in the ACK', async () => {
    const { link, peer } = await meet(answer)
    peer.ask('INVITE')
    await link.clock.advance(100)
    const ok = peer.responses('INVITE').find(({ status }) => status === 200)
    peer.ask('UPDATE', { body: sampleSdp(10) }, ok)
    await link.clock.advance(100)
    expect(peer.responses('UPDATE').map(({ status }) => status)).toEqual([491])
  })
})

it('a fork that lost ends nothing by its BYE', async () => {
  const { link, peer } = await meet()
  const session = await peer.called(link)
  const [invite] = peer.requests('INVITE')
  if (invite === undefined) throw new Error('not called')
  peer.reply(invite, 200, { tag: 'won', body: sampleSdp(9) })
  peer.reply(invite, 200, { tag: 'lost', body: sampleSdp(9) })
  await link.clock.advance(100)
  peer.askBack(invite, 'BYE', { tag: 'lost' })
  await link.clock.advance(100)
  expect(peer.responses('BYE').map(({ status }) => status)).toEqual([200])
  expect(session.state).toBe('confirmed')
})
