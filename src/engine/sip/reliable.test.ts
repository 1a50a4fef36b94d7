import { describe, expect, it } from 'vitest'
import { is, nothing, pair } from './testing/call-pair.ts'
import { ScriptedPeer } from './testing/scripted-peer.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import type { IncomingSession } from './user-agent.ts'

const needs = ['Require: 100rel', 'Supported: 100rel']
const statuses = (peer: ScriptedPeer, method: string) => peer.responses(method).map(({ status }) => status)

/** Kim calls, and asks for provisional responses that she acknowledges. */
async function ringing(onInvite: (session: IncomingSession) => void, body = sampleSdp(9), headers = needs) {
  let session: IncomingSession | undefined
  const link = await pair((each) => {
    session = each
    onInvite(each)
  })
  const peer = await ScriptedPeer.join(link)
  peer.ask('INVITE', { headers, body })
  await link.clock.advance(100)
  const [heard] = peer.responses('INVITE')
  if (heard === undefined || session === undefined) throw new Error('nothing heard')
  const number = heard.headers.get('RSeq')
  const acknowledge = async (rack = `${number} 1 INVITE`, body = '') => {
    peer.ask('PRACK', { headers: [`RAck: ${rack}`], body }, heard)
    await link.clock.advance(100)
  }
  return { link, peer, heard, session, acknowledge, number: Number(number) }
}

describe('provisional responses to who requires reliable ones (RFC 3262 §3)', () => {
  it('carry a number and are repeated, twice as slowly each time, until they are acknowledged', async () => {
    const { link, peer, heard, acknowledge, number } = await ringing((session) => session.progress({ status: 180 }))
    expect(heard.headers.get('Require')).toBe('100rel')
    expect(number).toBeGreaterThan(0)
    await link.clock.advance(4_000)
    expect(statuses(peer, 'INVITE')).toEqual([180, 180, 180, 180])
    await acknowledge()
    expect(statuses(peer, 'PRACK')).toEqual([200])
    await link.clock.advance(20_000)
    expect(statuses(peer, 'INVITE')).toEqual([180, 180, 180, 180])
  })

  it('are as before for who only supports them', async () => {
    const { link, peer, heard } = await ringing((session) => session.progress({ status: 180 }), sampleSdp(9), [
      'Supported: 100rel',
    ])
    await link.clock.advance(4_000)
    expect(heard.headers.get('RSeq')).toBeUndefined()
    expect(statuses(peer, 'INVITE')).toEqual([180])
  })

  it('end the INVITE with 504 when nobody acknowledges them for 32 s', async () => {
    const { link, peer } = await ringing((session) => session.progress({ status: 180 }))
    await link.clock.advance(31_000)
    expect(link.events).toEqual([])
    await link.clock.advance(2_000)
    expect(statuses(peer, 'INVITE').at(-1)).toBe(504)
    expect(link.events).toEqual(['b ended by local'])
    peer.ask('ACK', {}, peer.responses('INVITE').at(-1))
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('go one after the other, each when the one before is acknowledged', async () => {
    const { link, peer, acknowledge, number } = await ringing((session) => {
      session.progress({ status: 180 })
      session.progress({ status: 183, sdp: sampleSdp(5_000) })
    })
    await link.clock.advance(300)
    expect(statuses(peer, 'INVITE')).toEqual([180])
    await acknowledge()
    const second = peer.responses('INVITE').at(-1)
    expect([second?.status, Number(second?.headers.get('RSeq'))]).toEqual([183, number + 1])
  })

  it.each([['1 1 INVITE'], ['999999999 1 INVITE'], ['NUMBER 2 INVITE'], ['NUMBER 1 UPDATE'], [''], ['NUMBER']])(
    'are not acknowledged by RAck "%s": 481',
    async (rack) => {
      const { peer, acknowledge, number } = await ringing((session) => session.progress({ status: 180 }))
      await acknowledge(rack.replace('NUMBER', String(number)))
      expect(statuses(peer, 'PRACK')).toEqual([481])
    },
  )

  it('are acknowledged once: again is 481', async () => {
    const { peer, acknowledge } = await ringing((session) => session.progress({ status: 180 }))
    await acknowledge()
    await acknowledge()
    expect(statuses(peer, 'PRACK')).toEqual([200, 481])
  })

  it('with a description keep the answer back until it has arrived, which then says it no more', async () => {
    const { link, peer, session, acknowledge } = await ringing((each) =>
      each.progress({ status: 183, sdp: sampleSdp(5_000) }),
    )
    session.answer({ sdp: sampleSdp(5_000) })
    await link.clock.advance(400)
    expect(statuses(peer, 'INVITE')).not.toContain(200)
    await acknowledge()
    const ok = peer.responses('INVITE').at(-1)
    expect([ok?.status, ok?.body]).toEqual([200, ''])
  })

  it('without one do not: the answer goes at once, is whole, and a late PRACK is still welcome', async () => {
    const { link, peer, session, acknowledge } = await ringing((each) => each.progress({ status: 180 }))
    session.answer({ sdp: sampleSdp(5_000) })
    await link.clock.advance(100)
    const ok = peer.responses('INVITE').at(-1)
    expect([ok?.status, ok?.body]).toEqual([200, sampleSdp(5_000)])
    await acknowledge()
    expect(statuses(peer, 'PRACK')).toEqual([200])
  })

  it('are not repeated any more once the caller has cancelled', async () => {
    const { link, peer } = await ringing((session) => session.progress({ status: 180 }))
    const said = peer.responses('INVITE').length
    link.network.inject(
      Buffer.from(
        [
          'CANCEL sip:bob@192.0.2.2 SIP/2.0',
          'Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKpeer1;rport',
          'From: <sip:kim@peer.example>;tag=kim',
          'To: <sip:bob@b.example>',
          'Call-ID: from-the-peer',
          'CSeq: 1 CANCEL',
          '',
          '',
        ].join('\r\n'),
      ),
      { transport: 'udp', address: '192.0.2.9', port: 5060 },
      '192.0.2.2',
    )
    await link.clock.advance(10)
    peer.ask('ACK', {}, peer.responses('INVITE').at(-1))
    await link.clock.advance(5_000)
    expect(
      statuses(peer, 'INVITE')
        .slice(said)
        .filter((status) => status === 180),
    ).toEqual([])
    expect(link.events).toEqual(['b ended by remote'])
  })

  it('may be answered by an offer in the PRACK once theirs has its answer (§5)', async () => {
    const { peer, acknowledge } = await ringing((session) => session.progress({ status: 183, sdp: sampleSdp(5_000) }))
    await acknowledge(undefined, sampleSdp(77))
    const [ok] = peer.responses('PRACK')
    expect([ok?.status, ok?.headers.get('Content-Type')]).toEqual([200, 'application/sdp'])
  })

  it('let the caller change the session by UPDATE before the answer', async () => {
    const { link, peer, heard, acknowledge } = await ringing((session) =>
      session.progress({ status: 183, sdp: sampleSdp(5_000) }),
    )
    peer.ask('UPDATE', { body: sampleSdp(78) }, heard)
    await link.clock.advance(50)
    await acknowledge()
    peer.ask('UPDATE', { body: sampleSdp(78) }, heard)
    await link.clock.advance(50)
    expect(statuses(peer, 'UPDATE')).toEqual([500, 200])
  })

  it('make the offer to a caller without one, whose PRACK brings the answer', async () => {
    const early: string[] = []
    const { link, peer, session, heard, acknowledge } = await ringing((each) => {
      each.on({ onEarlyAnswer: (sdp) => void early.push(sdp) })
      each.progress({ status: 183, sdp: sampleSdp(5_000) })
    }, '')
    expect([session.mustOfferEarly, heard.body]).toEqual([true, sampleSdp(5_000)])
    peer.ask('UPDATE', { body: sampleSdp(78) }, heard)
    await acknowledge(undefined, sampleSdp(79))
    expect(early).toEqual([sampleSdp(79)])
    session.answer({ sdp: sampleSdp(5_000) })
    await link.clock.advance(100)
    expect(peer.responses('INVITE').at(-1)?.body).toBe('')
    expect(statuses(peer, 'UPDATE')).toEqual([500])
  })
})

describe('a call of ours to who answers reliably (RFC 3262 §4)', () => {
  const reliably = (number: number, sdp = '') => ({
    headers: ['Require: 100rel', `RSeq: ${number}`],
    ...(sdp && { body: sdp }),
  })

  async function calling() {
    const link = await pair(() => {})
    const peer = await ScriptedPeer.join(link)
    const session = await peer.called(link)
    const heard: string[] = []
    session.on({
      onProgress: ({ status, sdp }) => void heard.push(`${status} ${/m=audio (\d+)/.exec(sdp ?? '')?.[1]}`),
    })
    const [invite] = peer.requests('INVITE')
    if (invite === undefined) throw new Error('not called')
    peer.onRequest = (request) => {
      if (request.method !== 'INVITE') peer.reply(request, 200)
    }
    return { link, peer, session, invite, heard }
  }

  it('says nothing of it by itself, for each such response costs a request', async () => {
    const { invite } = await calling()
    expect(invite.headers.getAll('Supported')).not.toContain('100rel')
    expect(invite.headers.getAll('Allow')).toContain('PRACK')
  })

  it('acknowledges each once, in the order of their numbers', async () => {
    const { link, peer, invite, heard } = await calling()
    peer.reply(invite, 180, reliably(7))
    peer.reply(invite, 180, reliably(7))
    peer.reply(invite, 183, reliably(9, sampleSdp(1)))
    peer.reply(invite, 183, reliably(8, sampleSdp(2)))
    await link.clock.advance(100)
    const pracks = peer.requests('PRACK')
    expect(pracks.map(({ headers }) => headers.get('RAck'))).toEqual(['7 1 INVITE', '8 1 INVITE'])
    expect(pracks.map(({ headers }) => headers.get('CSeq'))).toEqual(['2 PRACK', '3 PRACK'])
    expect(heard).toEqual(['180 undefined', '183 2'])
  })

  it('hears the early media of several forks, and acknowledges each in its own dialog', async () => {
    const { link, peer, invite, heard, session } = await calling()
    let answered = ''
    session.on({ onConfirmed: ({ sdp = '' }) => void (answered = sdp) })
    peer.reply(invite, 183, { ...reliably(1, sampleSdp(1_001)), tag: 'one' })
    peer.reply(invite, 183, { ...reliably(1, sampleSdp(1_002)), tag: 'two' })
    await link.clock.advance(100)
    expect(peer.requests('PRACK').map(({ uri, headers }) => [uri, headers.get('CSeq')])).toEqual([
      ['sip:kim-one@192.0.2.9', '2 PRACK'],
      ['sip:kim-two@192.0.2.9', '2 PRACK'],
    ])
    peer.reply(invite, 200, { tag: 'one' })
    await link.clock.advance(100)
    expect(heard).toEqual(['183 1001', '183 1002'])
    expect(answered).toBe(sampleSdp(1_001))
    session.end()
    await link.clock.advance(100)
    const bye = peer.requests('BYE')[0]
    expect(bye?.headers.get('CSeq')).toBe('3 BYE')
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('takes an offer by UPDATE once their answer has come reliably, and what was said before holds no more', async () => {
    const { link, peer, invite, session } = await calling()
    const answers: (string | undefined)[] = []
    session.on({ onConfirmed: ({ sdp }) => void answers.push(sdp) })
    peer.reply(invite, 183, reliably(1, sampleSdp(1_001)))
    await link.clock.advance(100)
    peer.askBack(invite, 'UPDATE', { body: sampleSdp(1_005) })
    await link.clock.advance(100)
    expect(statuses(peer, 'UPDATE')).toEqual([200])
    peer.reply(invite, 200, { body: sampleSdp(1_001) })
    await link.clock.advance(100)
    expect(answers).toEqual([undefined])
  })

  it('says it where a 421 asks for it, and to that peer from the first message on afterwards', async () => {
    const { link, peer, invite } = await calling()
    peer.reply(invite, 421, { headers: ['Require: 100rel'] })
    await link.clock.advance(100)
    const again = peer.requests('INVITE').at(-1)
    expect(again?.headers.getAll('Supported')).toContain('100rel')
    expect(again?.headers.get('CSeq')).toBe('2 INVITE')
    peer.reply(again ?? invite, 421, { headers: ['Require: 100rel'] })
    await link.clock.advance(100)
    expect(link.events).toEqual(['b failed 421'])
    await peer.called(link)
    expect(peer.requests('INVITE').at(-1)?.headers.getAll('Supported')).toContain('100rel')
  })

  it('fails of a 421 that asks for something else', async () => {
    const { link, peer, invite } = await calling()
    peer.reply(invite, 421, { headers: ['Require: precondition'] })
    await link.clock.advance(100)
    expect(link.events).toEqual(['b failed 421'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('hears a response that asks for an acknowledgement and has no number as any other', async () => {
    const { link, peer, invite, heard } = await calling()
    peer.reply(invite, 180, { headers: ['Require: 100rel'] })
    await link.clock.advance(100)
    expect([heard, peer.requests('PRACK')]).toEqual([['180 undefined'], []])
  })
})

it('two of us survive lost responses and PRACKs', async () => {
  let last: IncomingSession | undefined
  const link = await pair((session) => {
    last = session
    session.progress({ status: 183, sdp: sampleSdp(5_000) })
    session.answer({ sdp: sampleSdp(5_000) })
  })
  let count = 0
  link.network.lose = (message) => (is(message, 183) || is(message, 'PRACK')) && ++count % 2 === 1
  const session = link.a.invite({
    target: 'sip:bob@192.0.2.2',
    from: { uri: 'sip:a@a' },
    to: { uri: 'sip:b@b' },
    sdpOffer: sampleSdp(4_000),
    headers: [
      ['Require', '100rel'],
      ['Supported', '100rel'],
    ],
  })
  link.note('a', session)
  await link.clock.advance(10_000)
  expect(link.events.toSorted()).toEqual(['a 183', 'a confirmed with SDP', 'b confirmed'])
  expect(last?.state).toBe('confirmed')
  session.end()
  expect(await link.leftovers()).toEqual(nothing)
})
