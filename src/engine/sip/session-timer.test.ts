import { describe, expect, it } from 'vitest'
import type { SipRequest } from './message/message.ts'
import { answer, type CallPair, nothing, pair } from './testing/call-pair.ts'
import { ScriptedPeer } from './testing/scripted-peer.ts'
import { sampleSdp } from './testing/sdp-samples.ts'

const timer = (value: string, ...more: string[]) => ['Supported: timer', `Session-Expires: ${value}`, ...more]
const ended = (link: CallPair) => link.events.filter((event) => event.includes('ended'))

async function strangers(): Promise<{ link: CallPair; peer: ScriptedPeer; words: string[] }> {
  const words: string[] = []
  const link = await pair((session) => {
    session.on({ onEnded: (event) => void words.push(event.words ?? '') })
    answer(session)
  })
  return { link, peer: await ScriptedPeer.join(link), words }
}

/** Kim has called and been answered; what she was told in the 200. */
async function talking(headers: readonly string[]) {
  const { link, peer, words } = await strangers()
  peer.ask('INVITE', { headers, body: sampleSdp(9) })
  await link.clock.advance(100)
  const ok = peer.responses('INVITE').find(({ status }) => status === 200)
  if (ok === undefined) throw new Error('not answered')
  peer.ask('ACK', {}, ok)
  await link.clock.advance(100)
  return { link, peer, words, ok }
}

/** Kim was called by us and has answered with those headers. `refreshed`: what a refresh gets. */
async function calling(
  headers: readonly string[],
  refreshed: (request: SipRequest, peer: ScriptedPeer) => void = () => {},
) {
  const { link, peer } = await strangers()
  const words: string[] = []
  const session = await peer.called(link)
  session.on({ onEnded: (event) => void words.push(event.words ?? '') })
  const [invite] = peer.requests('INVITE')
  if (invite === undefined) throw new Error('not called')
  peer.onRequest = (request) => refreshed(request, peer)
  peer.reply(invite, 200, { headers, body: sampleSdp(9) })
  await link.clock.advance(100)
  return { link, peer, words, session, invite }
}

describe('a call to us with a session timer (RFC 4028 §9)', () => {
  it('without one has none', async () => {
    const { link, ok, peer } = await talking([])
    expect(ok.headers.get('Session-Expires')).toBeUndefined()
    await link.clock.advance(3_000)
    expect(peer.requests('UPDATE')).toEqual([])
  })

  it.each([
    ['1800', '1800;refresher=uac', 'timer'],
    ['1800;refresher=uac', '1800;refresher=uac', 'timer'],
    ['1800;refresher=uas', '1800;refresher=uas', undefined],
    ['90', '90;refresher=uac', 'timer'],
    ['4294967295', '86400;refresher=uac', 'timer'],
  ])('asked for as %s is agreed on as %s', async (asked, agreed, required) => {
    const { ok } = await talking(timer(asked))
    expect(ok.headers.get('Session-Expires')).toBe(agreed)
    expect(ok.headers.get('Require')).toBe(required)
  })

  it('is kept by us for who does not know timers but whose proxy asked for one', async () => {
    const { ok } = await talking(['Session-Expires: 60'])
    expect(ok.headers.get('Session-Expires')).toBe('90;refresher=uas')
  })

  it('of less than 90 s is refused with 422, before anybody rings', async () => {
    const { link, peer } = await strangers()
    peer.ask('INVITE', { headers: timer('89'), body: sampleSdp(9) })
    await link.clock.advance(100)
    const [refusal] = peer.responses('INVITE')
    expect(refusal?.status).toBe(422)
    expect(refusal?.headers.get('Min-SE')).toBe('90')
    expect(link.events).toEqual([])
  })

  it('that nobody can read is none', async () => {
    const { ok } = await talking(timer('soon'))
    expect(ok.headers.get('Session-Expires')).toBeUndefined()
  })

  it('ends with a BYE 32 s before its time when they do not refresh it (§10), in words', async () => {
    const { link, peer, words } = await talking(timer('200'))
    await link.clock.advance(167_500)
    expect(ended(link)).toEqual([])
    await link.clock.advance(1_000)
    expect(ended(link)).toEqual(['b ended by failure'])
    expect(words).toEqual(['did not refresh the session within 200 s'])
    expect(peer.requests('BYE')).not.toEqual([])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('goes on as long as they refresh it, by UPDATE or re-INVITE', async () => {
    const { link, peer, ok } = await talking(timer('200'))
    for (let i = 0; i < 5; i++) {
      await link.clock.advance(100_000)
      peer.ask('UPDATE', { headers: timer('200;refresher=uac') }, ok)
    }
    await link.clock.advance(100_000)
    const updated = peer.responses('UPDATE')
    expect(updated.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(updated.at(-1)?.headers.get('Session-Expires')).toBe('200;refresher=uac')
    peer.ask('INVITE', { headers: timer('300;refresher=uac'), body: sampleSdp(9) }, ok)
    await link.clock.advance(100)
    expect(peer.responses('INVITE').at(-1)?.headers.get('Session-Expires')).toBe('300;refresher=uac')
    peer.ask('ACK', {}, peer.responses('INVITE').at(-1))
    await link.clock.advance(267_000)
    expect(ended(link)).toEqual([])
    await link.clock.advance(2_000)
    expect(ended(link)).toEqual(['b ended by failure'])
  })

  it('has none any more when they refresh it without one', async () => {
    const { link, peer, ok } = await talking(timer('200'))
    peer.ask('UPDATE', {}, ok)
    await link.clock.advance(250_000)
    expect(ended(link)).toEqual([])
  })

  it('is refreshed by us where they want that', async () => {
    const { link, peer } = await talking(timer('200;refresher=uas', 'Allow: INVITE, UPDATE'))
    peer.onRequest = (request) => peer.reply(request, 200, { headers: ['Session-Expires: 200;refresher=uac'] })
    await link.clock.advance(99_000)
    expect(peer.requests('UPDATE')).toEqual([])
    await link.clock.advance(2_000)
    const [update] = peer.requests('UPDATE')
    expect(update?.headers.get('Session-Expires')).toBe('200;refresher=uac')
    expect(update?.headers.get('Contact')).toContain('192.0.2.2')
    expect(update?.body).toBe('')
    await link.clock.advance(1_000_000)
    expect(peer.requests('UPDATE').length).toBeGreaterThanOrEqual(10)
    expect(ended(link)).toEqual([])
  })
})

describe('a call of ours with a session timer (RFC 4028 §7)', () => {
  it('asks for the half hour that is recommended and says that we know it', async () => {
    const { invite } = await calling([])
    expect(invite.headers.get('Session-Expires')).toBe('1800')
    expect(invite.headers.getAll('Supported')).toContain('timer')
    expect(invite.headers.get('Min-SE')).toBeUndefined()
  })

  it('has none where they say nothing of it', async () => {
    const { link, peer } = await calling([])
    await link.clock.advance(200_000)
    expect([peer.requests('UPDATE'), ended(link)]).toEqual([[], []])
  })

  it('asks once more for as long as a 422 wants it', async () => {
    const link = await pair(answer)
    const peer = await ScriptedPeer.join(link)
    peer.onRequest = (request) => {
      if (request.method !== 'INVITE') return
      const isLong = request.headers.get('Session-Expires') === '3600'
      peer.reply(request, isLong ? 200 : 422, isLong ? { body: sampleSdp(9) } : { headers: ['Min-SE: 3600'] })
    }
    const session = await peer.called(link)
    const second = peer.requests('INVITE').at(-1)
    expect(peer.requests('INVITE')).toHaveLength(2)
    expect(second?.headers.get('Min-SE')).toBe('3600')
    expect(second?.headers.get('CSeq')).toBe('2 INVITE')
    expect(link.events).toEqual(['b confirmed with SDP'])
    peer.onRequest = (request) => peer.reply(request, 200)
    session.end()
    expect(await link.leftovers()).toEqual(nothing)
  })

  it.each([['Min-SE: 3600'], ['Min-SE: 90'], ['Min-SE: 4294967295'], ['X-Nothing: 1']])(
    'fails of a 422 that goes on, or makes no sense: %s',
    async (header) => {
      const link = await pair(answer)
      const peer = await ScriptedPeer.join(link)
      peer.onRequest = (request) => {
        if (request.method === 'INVITE') peer.reply(request, 422, { headers: [header] })
      }
      await peer.called(link)
      await link.clock.advance(1_000)
      expect(link.events).toEqual(['b failed 422'])
      expect(peer.requests('INVITE')).toHaveLength(header === 'Min-SE: 3600' ? 2 : 1)
      expect(await link.leftovers()).toEqual(nothing)
    },
  )

  it('is refreshed by UPDATE where they take it', async () => {
    const { link, peer } = await calling(['Session-Expires: 200;refresher=uac', 'Allow: UPDATE'], (request, kim) =>
      kim.reply(request, 200, { headers: ['Session-Expires: 200;refresher=uac'] }),
    )
    await link.clock.advance(450_000)
    expect(peer.requests('UPDATE')).toHaveLength(4)
    expect(peer.requests('UPDATE')[0]?.headers.getAll('Supported')).toContain('timer')
    expect(peer.requests('INVITE')).toHaveLength(1)
    expect(ended(link)).toEqual([])
  })

  it('is refreshed by a re-INVITE that changes nothing where they do not', async () => {
    const { link, peer } = await calling(['Session-Expires: 200;refresher=uac'], (request, kim) => {
      if (request.method === 'INVITE')
        kim.reply(request, 200, { headers: ['Session-Expires: 200;refresher=uac'], body: sampleSdp(9) })
    })
    await link.clock.advance(101_000)
    const again = peer.requests('INVITE').at(-1)
    expect(peer.requests('INVITE')).toHaveLength(2)
    expect(again?.headers.get('Session-Expires')).toBe('200;refresher=uac')
    expect(again?.body).toContain('m=audio')
    expect(link.events).toEqual(['b confirmed with SDP', 'b confirmed with SDP'])
  })

  it('falls back to a re-INVITE where UPDATE turns out to be unknown', async () => {
    const { link, peer } = await calling(['Session-Expires: 200;refresher=uac', 'Allow: UPDATE'], (request, kim) => {
      if (request.method === 'UPDATE') kim.reply(request, 501)
      if (request.method === 'INVITE')
        kim.reply(request, 200, { headers: ['Session-Expires: 200;refresher=uac'], body: sampleSdp(9) })
    })
    await link.clock.advance(350_000)
    expect([peer.requests('UPDATE').length, peer.requests('INVITE').length]).toEqual([1, 4])
    expect(ended(link)).toEqual([])
  })

  it.each([[481], [408]])('ends at once when a refresh gets %i (§7.4), in words', async (status) => {
    const { link, words } = await calling(['Session-Expires: 200;refresher=uac', 'Allow: UPDATE'], (request, kim) =>
      kim.reply(request, status),
    )
    await link.clock.advance(101_000)
    expect(ended(link)).toEqual(['b ended by failure'])
    expect(words).toEqual([`did not answer the refresh of the session, as if it were gone (${status})`])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('tries again after any other refusal, and ends when its time is over', async () => {
    const { link, words, peer } = await calling(
      ['Session-Expires: 200;refresher=uac', 'Allow: UPDATE'],
      (request, kim) => kim.reply(request, request.method === 'UPDATE' ? 500 : 200),
    )
    await link.clock.advance(167_000)
    expect(peer.requests('UPDATE')).toHaveLength(7)
    expect(ended(link)).toEqual([])
    await link.clock.advance(2_000)
    expect(words).toEqual(['left every refresh of the session without effect for 200 s'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('refreshes once more for as long as a 422 to a refresh wants it', async () => {
    const { link, peer } = await calling(['Session-Expires: 200;refresher=uac', 'Allow: UPDATE'], (request, kim) => {
      const isLong = request.headers.get('Session-Expires')?.startsWith('400') === true
      const headers = isLong ? ['Session-Expires: 400;refresher=uac'] : ['Min-SE: 400']
      kim.reply(request, isLong ? 200 : 422, { headers })
    })
    await link.clock.advance(101_000)
    expect(peer.requests('UPDATE').at(-1)?.headers.get('Min-SE')).toBe('400')
    await link.clock.advance(190_000)
    expect([peer.requests('UPDATE').length, ended(link)]).toEqual([2, []])
    await link.clock.advance(20_000)
    expect(peer.requests('UPDATE')).toHaveLength(3)
  })

  it('survives a network that fails for two minutes', async () => {
    const { link, peer } = await calling(['Session-Expires: 400;refresher=uac', 'Allow: UPDATE'], (request, kim) =>
      kim.reply(request, 200, { headers: ['Session-Expires: 400;refresher=uac'] }),
    )
    await link.clock.advance(190_000)
    link.network.lose = () => true
    await link.clock.advance(120_000)
    link.network.lose = () => false
    await link.clock.advance(300_000)
    expect([ended(link), peer.requests('UPDATE').length]).toEqual([[], 2])
  })

  it('does not refresh without end for who wants more each time', async () => {
    const { link, peer } = await calling(['Session-Expires: 200;refresher=uac', 'Allow: UPDATE'], (request, kim) => {
      const asked = Number.parseInt(request.headers.get('Session-Expires') ?? '', 10)
      kim.reply(request, request.method === 'UPDATE' ? 422 : 200, { headers: [`Min-SE: ${asked + 1}`] })
    })
    await link.clock.advance(160_000)
    expect(peer.requests('UPDATE').length).toBeLessThan(10)
  })

  it('is hung up by us where they refresh and do not', async () => {
    const { link, words } = await calling(['Session-Expires: 300;refresher=uas', 'Require: timer'])
    await link.clock.advance(269_000)
    expect(words).toEqual(['did not refresh the session within 300 s'])
  })

  it('leaves nothing behind when it ends before', async () => {
    const { link, session, peer } = await calling(['Session-Expires: 300;refresher=uac', 'Allow: UPDATE'])
    peer.onRequest = (request) => peer.reply(request, 200)
    session.end()
    await link.clock.advance(200_000)
    expect(peer.requests('UPDATE')).toEqual([])
    expect(await link.leftovers()).toEqual(nothing)
  })
})

describe('a call that goes on after a restart', () => {
  it.each([
    [{ intervalSec: 200, isOurs: true, takesUpdate: true }, 1, []],
    [{ intervalSec: 200, isOurs: false, takesUpdate: true }, 0, ['did not refresh the session within 200 s']],
  ])('is refreshed at once, or waited for: %j', async (timer, updates, why) => {
    const { link, peer, session, invite } = await calling(['Session-Expires: 200;refresher=uac', 'Allow: UPDATE'])
    const { kept } = session
    expect(kept?.timer).toEqual({ intervalSec: 200, isOurs: true, takesUpdate: true })
    if (kept === undefined) throw new Error('not kept')
    const words: string[] = []
    const resumed = link.b.resumeSession({ ...kept, timer })
    resumed.on({ onEnded: (event) => void words.push(event.words ?? '') })
    peer.onRequest = (request) => peer.reply(request, 200)
    await link.clock.advance(50)
    expect(peer.requests('UPDATE')).toHaveLength(updates)
    expect(invite.method).toBe('INVITE')
    await link.clock.advance(180_000)
    expect(words).toEqual(why)
  })
})

it('is kept by two of us for hours', async () => {
  const link = await pair(answer)
  const session = link.call()
  await link.clock.advance(4 * 3_600_000)
  expect(link.events.toSorted()).toEqual(['a confirmed with SDP', 'b confirmed'])
  expect(link.network.log.filter((entry) => entry === 'UPDATE').length).toBeGreaterThan(10)
  session.end()
  expect(await link.leftovers()).toEqual(nothing)
})
