import { describe, expect, it } from 'vitest'
import { essentialsOf } from './message/essentials.ts'
import { A, answer, B, type CallPair, is, loseFirst, nothing, pair } from './testing/call-pair.ts'
import { seededRandom } from '../testing/mutate.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import { answerTo, bytes, request } from './testing/stranger.ts'
import type { IncomingSession } from './user-agent.ts'

describe('a call over a lossy link', () => {
  it.each([
    ['INVITE', 3],
    [100, 2],
    [200, 2],
    ['ACK', 2],
    ['BYE', 2],
  ])('is set up and ended although %s is lost %i times', async (what, count) => {
    const link = await pair(answer)
    link.network.lose = loseFirst(what, count)
    const session = link.call()
    await link.clock.advance(10_000)
    expect(link.events.toSorted()).toEqual(['a confirmed with SDP', 'b confirmed'])
    session.end()
    await link.clock.advance(10_000)
    expect(link.events.slice(2).toSorted()).toEqual(['a ended by local', 'b ended by remote'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('survives every third packet being lost', async () => {
    const link = await pair((session) => {
      session.progress({ status: 180 })
      answer(session)
    })
    link.network.lose = (_, count) => count % 3 === 0
    const session = link.call()
    await link.clock.advance(30_000)
    session.end()
    expect(link.events).toContain('b confirmed')
    expect(await link.leftovers()).toEqual(nothing)
    expect(link.events.filter((event) => event.includes('ended')).toSorted()).toEqual([
      'a ended by local',
      'b ended by remote',
    ])
  })

  it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))(
    'is set up and ended although a fifth is lost, and packets come twice and out of order: %i',
    async (seed) => {
      const random = seededRandom(seed)
      const link = await pair((session) => {
        session.progress({ status: 180 })
        answer(session)
      })
      link.network.lose = () => random() < 0.2
      link.network.copies = () => (random() < 0.2 ? [random() * 300, random() * 300] : [random() * 300])
      const session = link.call()
      await link.clock.advance(30_000)
      session.end()
      expect(await link.leftovers()).toEqual(nothing)
      const ends = link.events.filter((event) => event.includes('ended') || event.includes('failed'))
      expect(link.events).toContain('a confirmed with SDP')
      expect(ends).toHaveLength(2)
    },
  )

  it('fails with 408 when nobody is there, after seven INVITEs', async () => {
    const link = await pair(answer)
    link.network.lose = () => true
    link.call()
    await link.clock.advance(32_000)
    expect(link.network.log).toEqual(Array.from({ length: 7 }, () => '(INVITE)'))
    expect(link.events).toEqual(['a failed 408'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is given up with a BYE when the ACK never comes (§13.3.1.4)', async () => {
    const link = await pair(answer)
    link.network.lose = (message) => is(message, 'ACK')
    link.call()
    await link.clock.advance(33_000)
    expect(link.events).toEqual(['a confirmed with SDP', 'b ended by failure', 'a ended by remote'])
    expect(link.network.log.filter((entry) => entry === '200 INVITE')).toHaveLength(11)
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('waits with its BYE for the ACK (§15)', async () => {
    const link = await pair((session) => {
      answer(session)
      session.end()
    })
    await link.clock.advance(0)
    link.call()
    await link.clock.advance(1_000)
    expect(link.network.log).toEqual(['INVITE', '200 INVITE', 'ACK', 'BYE', '200 BYE'])
    expect(await link.leftovers()).toEqual(nothing)
  })
})

describe('CANCEL (§9)', () => {
  it('waits for a provisional response', async () => {
    const link = await pair((session) => {
      session.progress({ status: 180 })
    })
    const session = link.call()
    await link.clock.advance(5)
    session.end({ headers: [['Reason', 'SIP;cause=200;text="Call completed elsewhere"']] })
    await link.clock.advance(1_000)
    expect(link.network.log).toEqual(['INVITE', '180 INVITE', 'CANCEL', '200 CANCEL', '487 INVITE', 'ACK'])
    const cancel = link.network.packets.find(({ message }) => is(message, 'CANCEL'))?.message
    expect(cancel?.headers.get('Reason')).toContain('cause=200')
    expect(link.events).toEqual(['b ended by remote', 'a failed 487'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is not needed before the INVITE has left', async () => {
    const link = await pair(answer)
    link.call().end()
    await link.clock.advance(1_000)
    expect([link.network.log, link.events]).toEqual([[], ['a failed 487']])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is not followed by an answer to a challenge that crossed it', async () => {
    const link = await pair((session, { clock }) => {
      clock.after(175, () => {
        session.reject({ status: 401, headers: [['WWW-Authenticate', 'Digest realm="r", nonce="n"']] })
      })
    })
    const session = link.call({ username: 'alice', password: 'pw' })
    await link.clock.advance(180)
    session.end()
    await link.clock.advance(1_000)
    expect(link.network.log).toEqual(['INVITE', '100 INVITE', 'CANCEL', '401 INVITE', '200 CANCEL', 'ACK'])
    expect(link.events).toEqual(['b ended by local', 'a failed 401'])
  })

  it('that crosses the answer ends in ACK and BYE', async () => {
    const link = await pair((session, { clock }) => {
      session.progress({ status: 180 })
      clock.after(25, () => {
        answer(session)
      })
    })
    const session = link.call()
    await link.clock.advance(30)
    session.end()
    await link.clock.advance(1_000)
    expect(link.network.log.slice(2)).toEqual(['CANCEL', '200 INVITE', '200 CANCEL', 'ACK', 'BYE', '200 BYE'])
    expect(link.events).toEqual(['a 180', 'a failed 487', 'b confirmed', 'b ended by remote'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('gives up after 32 s when the callee never says 487', async () => {
    const link = await pair((session) => {
      session.progress({ status: 180 })
    })
    link.network.lose = (message) => is(message, 487)
    const session = link.call()
    await link.clock.advance(100)
    session.end()
    await link.clock.advance(33_000)
    expect(link.events).toEqual(['a 180', 'b ended by remote', 'a failed 487'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is not needed when the callee hangs up by BYE, and nobody waits for a 487 that never comes (§15.1.2)', async () => {
    const link = await pair((session) => {
      session.progress({ status: 180 })
    })
    link.call()
    await link.clock.advance(100)
    const { headers } = link.network.packets.find(({ message }) => is(message, 180))?.message ?? fail()
    const bye = [
      `BYE sip:alice@${A} SIP/2.0`,
      `Via: SIP/2.0/UDP ${B}:5060;branch=z9hG4bKbye`,
      `From: ${headers.get('To')}`,
      `To: ${headers.get('From')}`,
      `Call-ID: ${headers.get('Call-ID')}`,
      'CSeq: 1 BYE',
    ]
    link.network.inject(bytes(bye), { transport: 'udp', address: B, port: 5060 }, A)
    await link.clock.advance(100)
    expect(link.events).toEqual(['a 180', 'a ended by remote'])
    await link.clock.advance(33_000)
    expect([link.a.layer.clientCount, link.a.dialogCount]).toEqual([0, 0])
    expect(link.events).toEqual(['a 180', 'a ended by remote'])
  })

  it('for an unknown INVITE is answered 481', async () => {
    const link = await pair(answer)
    expect(await answerTo(link, request('CANCEL', '<sip:bob@b.example>'))).toBe(481)
  })
})

describe('re-INVITE (§14)', () => {
  it('from both sides at once gets 491, and both come through in the end', async () => {
    let callee: IncomingSession | undefined
    const link = await pair((session) => {
      callee = session
      answer(session)
    })
    const caller = link.call()
    await link.clock.advance(1_000)
    const results = Promise.all([caller.reinvite(sampleSdp(4000)), callee?.reinvite(sampleSdp(5000))])
    await link.clock.advance(20_000)
    expect(link.network.log.filter((entry) => entry === '491 INVITE')).toHaveLength(2)
    expect(await results).toEqual([
      { ok: true, sdpAnswer: sampleSdp(1) },
      { ok: true, sdpAnswer: sampleSdp(1) },
    ])
    expect(caller.state).toBe('confirmed')
  })

  it('that times out ends the call', async () => {
    const link = await pair(answer)
    const caller = link.call()
    await link.clock.advance(1_000)
    link.network.lose = () => true
    const result = caller.reinvite(sampleSdp(4000))
    await link.clock.advance(33_000)
    expect(await result).toEqual({ ok: false, status: 408 })
    expect(link.events).toContain('a ended by failure')
  })
})

describe('a re-INVITE that rings and is never answered', () => {
  it.each(['remote', 'local'])('is given up when the call ends (%s)', async (by) => {
    const link = await pair(answer)
    const caller = link.call()
    await link.clock.advance(1_000)
    // A proxy says 100, the 200 never comes: the other side gives up after 32 s.
    link.network.lose = (message) => is(message, 200) && essentialsOf(message).cseq.method === 'INVITE'
    const result = caller.reinvite(sampleSdp(4000))
    await link.clock.advance(5)
    sayTrying(link)
    await link.clock.advance(by === 'local' ? 1_000 : 35_000)
    if (by === 'local') caller.end()
    await link.clock.advance(35_000)
    expect(link.events).toContain(`a ended by ${by}`)
    expect(await result).toEqual({ ok: false, status: 487 })
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('waits as long as the call lasts', async () => {
    const link = await pair(answer)
    const caller = link.call()
    await link.clock.advance(1_000)
    link.network.lose = (message) => is(message, 200) && essentialsOf(message).cseq.method === 'INVITE'
    const result = caller.reinvite(sampleSdp(4000))
    await link.clock.advance(20_000)
    link.network.lose = () => false
    await link.clock.advance(5_000)
    expect(await result).toEqual({ ok: true, sdpAnswer: sampleSdp(1) })
  })
})

describe('a side that is gone without a word', () => {
  const HOUR_MS = 3_600_000

  it('is noticed by OPTIONS in the dialog, and the call ends within a quarter of an hour', async () => {
    const link = await pair(answer)
    link.call()
    await link.clock.advance(1_000)
    link.network.lose = () => true
    await link.clock.advance(HOUR_MS / 4)
    expect(link.events).toEqual(expect.arrayContaining(['a ended by failure', 'b ended by failure']))
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is not suspected because of a minute without network, nor because it says little', async () => {
    const link = await pair(answer)
    const session = link.call()
    for (const isLost of [false, true, false, false]) {
      link.network.lose = () => isLost
      await link.clock.advance(isLost ? 100_000 : HOUR_MS - 50_000)
    }
    expect(session.state).toBe('confirmed')
    session.end()
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is believed at once when it says that it knows no such call', async () => {
    let callee: IncomingSession | undefined
    const link = await pair((session) => {
      callee = session
      answer(session)
    })
    link.call()
    await link.clock.advance(1_000)
    link.network.lose = (message) => is(message, 'BYE')
    callee?.end()
    await link.clock.advance(301_000)
    expect(link.events).toContain('a ended by failure')
  })
})

describe('a forked INVITE (§13.2.2.4)', () => {
  it('keeps the first answer and hangs up on the others', async () => {
    const link = await pair(answer)
    const caller = link.call()
    await link.clock.advance(1_000)
    const first = link.network.packets.find(({ message }) => is(message, 200))?.message
    expect(first).toBeDefined()
    const text = [
      'SIP/2.0 200 OK',
      `Via: ${first?.headers.get('Via')}`,
      `From: ${first?.headers.get('From')}`,
      'To: <sip:bob@b.example>;tag=other',
      `Call-ID: ${first?.headers.get('Call-ID')}`,
      'CSeq: 1 INVITE',
      'Contact: <sip:other@192.0.2.2>',
      'Content-Length: 0',
    ]
    const before = link.network.packets.length
    for (let copy = 0; copy < 2; copy++)
      link.network.inject(bytes(text), { transport: 'udp', address: B, port: 5060 }, A)
    await link.clock.advance(100)
    const sent = link.network.packets.slice(before).filter(({ from }) => from === A)
    expect(
      sent.map(({ message }) => [message.kind === 'request' && message.method, essentialsOf(message).toTag]),
    ).toEqual([
      ['ACK', 'other'],
      ['BYE', 'other'],
      ['ACK', 'other'],
    ])
    expect(caller.state).toBe('confirmed')
  })
})

describe('an answer that comes when the call is over (§13.2.2.4)', () => {
  it('is acknowledged, and hung up on once when it is of another fork', async () => {
    const link = await pair(answer)
    const caller = link.call()
    await link.clock.advance(1_000)
    const first = link.network.packets.find(({ message }) => is(message, 200))?.message
    caller.end()
    await link.clock.advance(1_000)
    const before = link.network.packets.length
    const heard = link.events.length
    const [own = ''] = first?.headers.getAll('To') ?? []
    for (const to of [own, '<sip:bob@b.example>;tag=other', '<sip:bob@b.example>;tag=other', own]) {
      const lines = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${first?.headers.get(name)}`)
      const late = ['SIP/2.0 200 OK', ...lines, `To: ${to}`, 'Contact: <sip:other@192.0.2.2>', 'Content-Length: 0']
      link.network.inject(bytes(late), { transport: 'udp', address: B, port: 5060 }, A)
    }
    await link.clock.advance(100)
    const sent = link.network.packets.slice(before).filter(({ from }) => from === A)
    const said = sent.map(({ message }) => [message.headers.get('CSeq'), essentialsOf(message).toTag])
    const tag = own.split(';tag=')[1]
    expect(said).toEqual([
      ['1 ACK', tag],
      ['1 ACK', 'other'],
      ['2 BYE', 'other'],
      ['1 ACK', 'other'],
      ['1 ACK', tag],
    ])
    expect(link.events).toHaveLength(heard)
    expect(await link.leftovers()).toEqual(nothing)
  })
})

/** To the latest request of A. */
function sayTrying({ network }: CallPair): void {
  const { headers } = network.packets.findLast(({ from }) => from === A)?.message ?? {}
  const lines = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${headers?.get(name)}`)
  network.inject(
    bytes(['SIP/2.0 100 Trying', ...lines, 'Content-Length: 0']),
    { transport: 'udp', address: B, port: 5060 },
    A,
  )
}

function fail(): never {
  throw new Error('nothing was sent')
}
