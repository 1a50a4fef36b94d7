import { describe, expect, it } from 'vitest'
import { parseReplaces } from './message/replaces.ts'
import { formatReplaces } from './testing/format-replaces.ts'
import { A, answer, B, type CallPair, nothing, pair } from './testing/call-pair.ts'
import { answerTo, bytes, request, stranger } from './testing/stranger.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import type { IncomingSession, OutgoingSession, Replaces, Session } from './user-agent.ts'

const call = { from: { uri: 'sip:bob@b.example' }, to: { uri: 'sip:alice@a.example' }, sdpOffer: sampleSdp(4_000) }

/** What a third party would write to take the place of A in its call with `us`. */
function replacesOf(link: CallPair, us: string): Replaces {
  const { message } =
    link.network.packets.find(
      ({ message: each }) => each.kind === 'response' && each.status > 100 && each.headers.get('CSeq') === '1 INVITE',
    ) ?? {}
  const [from = '', to = ''] = ['From', 'To'].map((name) => message?.headers.get(name)?.split(';tag=')[1])
  const isCaller = message !== undefined && link.network.packets[0]?.from === us
  const sipCallId = message?.headers.get('Call-ID') ?? ''
  return { sipCallId, toTag: isCaller ? from : to, fromTag: isCaller ? to : from, isEarlyOnly: false }
}

const invite = (...more: string[]) => request('INVITE', '<sip:bob@b>', 'Contact: <sip:x@203.0.113.5>', ...more)
const replacing = (replaces: Replaces) => `Replaces: ${formatReplaces(replaces)}`

describe('the header Replaces (RFC 3891 §6.1)', () => {
  it.each<readonly [string, Partial<Replaces>]>([
    ['a@b;to-tag=1;from-tag=2', {}],
    ['a@b ; from-tag=2 ;to-tag=1;other', {}],
    ['a@b;to-tag=1;early-only;from-tag=2', { isEarlyOnly: true }],
  ])('is read from %s', (text, more) => {
    const read = { sipCallId: 'a@b', toTag: '1', fromTag: '2', isEarlyOnly: false, ...more }
    expect(parseReplaces(text)).toEqual(read)
    expect(parseReplaces(formatReplaces(read))).toEqual(read)
  })

  it.each([
    ['', 'Replaces: cannot read'],
    ['a@b', 'Replaces: cannot read'],
    [';to-tag=1;from-tag=2', 'Replaces: cannot read'],
    ['a b;to-tag=1;from-tag=2', 'Replaces: cannot read'],
    ['a@b;to-tag=1', 'Replaces needs one from-tag'],
    ['a@b;from-tag=1', 'Replaces needs one to-tag'],
    ['a@b;to-tag;from-tag=1', 'Replaces needs one to-tag'],
    ['a@b;to-tag=1;to-tag=2;from-tag=3', 'Replaces needs one to-tag'],
    [`${'a'.repeat(1_024)};to-tag=1;from-tag=2`, 'Replaces of 1044 characters is over 1024'],
  ])('is refused: %s', (text, words) => {
    expect(() => parseReplaces(text)).toThrow(words)
  })
})

describe('the call that a Replaces names (RFC 3891 §3)', () => {
  it('is ours by our own tag and the other, whoever called; never the other way round', async () => {
    const sessions: Session[] = []
    const link = await pair((session) => {
      sessions.push(session)
      answer(session)
    })
    const outgoing = link.call()
    await link.clock.advance(100)
    const ofB = replacesOf(link, B)
    const ofA = replacesOf(link, A)
    expect(link.b.sessionOf(ofB)).toBe(sessions[0])
    expect(link.a.sessionOf(ofA)).toBe(outgoing)
    expect([link.b.sessionOf(ofA), link.a.sessionOf(ofB)]).toEqual([undefined, undefined])
    for (const wrong of [{ sipCallId: 'x' }, { toTag: 'x' }, { fromTag: 'x' }, { fromTag: '0' }])
      expect(link.b.sessionOf({ ...ofB, ...wrong })).toBeUndefined()
    outgoing.end()
    expect(link.a.sessionOf(ofA)).toBeUndefined()
    await link.clock.advance(100)
    expect(link.b.sessionOf(ofB)).toBeUndefined()
  })

  it('is not the fork that answered too late', async () => {
    const link = await pair(answer)
    const outgoing = link.b.invite({ ...call, target: `sip:x@${stranger.address}:${stranger.port}` })
    await link.clock.advance(100)
    const { headers } = link.network.packets[0]?.message ?? {}
    for (const tag of ['first', 'second']) {
      const lines = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${headers?.get(name)}`)
      const answered = ['SIP/2.0 200 OK', ...lines.map((line) => (line.startsWith('To') ? `${line};tag=${tag}` : line))]
      link.network.inject(bytes([...answered, 'Contact: <sip:x@203.0.113.5:6000>']), stranger, B)
    }
    await link.clock.advance(100)
    const named = {
      sipCallId: outgoing.sipCallId,
      toTag: headers?.get('From')?.split(';tag=')[1] ?? '',
      isEarlyOnly: false,
    }
    expect(link.b.dialogCount).toBe(2)
    expect(link.b.sessionOf({ ...named, fromTag: 'first' })).toBe(outgoing)
    expect(link.b.sessionOf({ ...named, fromTag: 'second' })).toBeUndefined()
  })

  it('is that of a phone that knows no tags, by the tag 0', async () => {
    const link = await pair(answer)
    const old = invite().map((line) => line.replace(';tag=f1', '').replace('z9hG4bKstranger', 'old'))
    expect(await answerTo(link, old)).toBe(200)
    const { message } = link.network.packets.at(-1) ?? {}
    const toTag = message?.headers.get('To')?.split(';tag=')[1] ?? ''
    const named = { sipCallId: 'from-afar', toTag, fromTag: '0', isEarlyOnly: false }
    expect(link.b.sessionOf(named)?.sipCallId).toBe('from-afar')
    expect(link.b.sessionOf({ ...named, fromTag: '1' })).toBeUndefined()
  })
})

describe('an INVITE with Replaces (RFC 3891 §3)', () => {
  const ring = (session: IncomingSession): void => session.progress({ status: 180 })

  /** B in a call with A, and what reaches its handler. */
  async function office(take: (session: IncomingSession) => void): Promise<[CallPair, IncomingSession[]]> {
    const taken: IncomingSession[] = []
    const link = await pair((session) => {
      taken.push(session)
      take(session)
    })
    link.a.onInvite((session) => take(session))
    return [link, taken]
  }

  it('comes with the call it names', async () => {
    const [link, taken] = await office(answer)
    link.call()
    await link.clock.advance(100)
    const replaces = replacesOf(link, B)
    expect(await answerTo(link, invite(replacing(replaces), 'Require: replaces'))).toBe(200)
    expect(taken[1]?.replaces).toEqual(replaces)
    expect(link.b.sessionOf(replaces)).toBe(taken[0])
    expect(taken[0]?.replaces).toBeUndefined()
    expect(taken[0]?.state).toBe('confirmed')
  })

  it.each([
    ['names no call of ours', (known: Replaces) => [replacing({ ...known, sipCallId: 'foreign' })], 481],
    ['guesses a tag', (known: Replaces) => [replacing({ ...known, fromTag: 'guess' })], 481],
    ['cannot be read', () => ['Replaces: nonsense'], 400],
    ['is there twice', (known: Replaces) => [replacing(known), replacing(known)], 400],
    [
      'is for a ringing call only, and it is answered',
      (known: Replaces) => [replacing({ ...known, isEarlyOnly: true })],
      486,
    ],
  ])('that %s is refused and reaches nobody', async (_what, headers, status) => {
    const [link, taken] = await office(answer)
    link.call()
    await link.clock.advance(100)
    expect(await answerTo(link, invite(...headers(replacesOf(link, B))))).toBe(status)
    expect(taken).toHaveLength(1)
  })

  it('for a call that rings us is refused: 481', async () => {
    const [link, taken] = await office(ring)
    link.call()
    await link.clock.advance(100)
    expect(await answerTo(link, invite(replacing(replacesOf(link, B))))).toBe(481)
    expect(taken).toHaveLength(1)
  })

  it.each([false, true])('for a call that we ring is taken (early-only: %s)', async (isEarlyOnly) => {
    const [link, taken] = await office(ring)
    const outgoing: OutgoingSession = link.b.invite({ ...call, target: `sip:alice@${A}` })
    await link.clock.advance(100)
    link.b.onInvite((session) => {
      taken.push(session)
      answer(session)
    })
    const replaces = { ...replacesOf(link, B), isEarlyOnly }
    expect(await answerTo(link, invite(replacing(replaces)))).toBe(200)
    expect(link.b.sessionOf(replaces)).toBe(outgoing)
  })

  it('for a call that is being ended gets 603, afterwards 481', async () => {
    const [link, taken] = await office(answer)
    link.call()
    await link.clock.advance(100)
    const replaces = replacesOf(link, B)
    link.network.lose = (message) => message.kind === 'request' && message.method === 'BYE'
    taken[0]?.end()
    expect(await answerTo(link, invite(replacing(replaces)))).toBe(603)
    link.network.lose = () => false
    await link.clock.advance(40_000)
    link.network.packets.length = 0
    expect(
      await answerTo(
        link,
        invite(replacing(replaces)).map((line) => line.replace('from-afar', 'again')),
      ),
    ).toBe(481)
  })

  it('of a stranger tells nothing about our calls: the door answers first', async () => {
    const [link] = await office(answer)
    link.call()
    await link.clock.advance(100)
    link.b.screen(() => ({ kind: 'answer', response: { status: 401 } }))
    const headers = [replacing(replacesOf(link, B)), 'Replaces: foreign;to-tag=1;from-tag=2', 'Replaces: nonsense']
    for (const header of headers) {
      link.network.packets.length = 0
      expect(await answerTo(link, invite(header))).toBe(401)
    }
  })

  it('is nothing for other requests: 400', async () => {
    const [link] = await office(answer)
    link.b.onRequest('MESSAGE', ({ respond }) => respond({ status: 200 }))
    const lines = request('MESSAGE', '<sip:bob@b>', 'Replaces: a;to-tag=1;from-tag=2')
    expect(await answerTo(link, lines)).toBe(400)
  })

  it('leaves nothing behind', async () => {
    const [link] = await office(answer)
    const outgoing = link.call()
    await link.clock.advance(100)
    for (let i = 0; i < 100; i++) {
      const lines = invite(`Replaces: foreign${i};to-tag=1;from-tag=2`).map((line) =>
        line.replace('from-afar', `c${i}`),
      )
      link.network.inject(bytes(lines), stranger, B)
    }
    await link.clock.advance(100)
    outgoing.end()
    expect(await link.leftovers()).toEqual(nothing)
  })
})

describe('what we say of ourselves (RFC 3261 §11.2)', () => {
  it.each(['OPTIONS', 'MESSAGE'])('is said once, in the answer to %s', async (method) => {
    const link = await pair(answer)
    await answerTo(link, request(method, '<sip:bob@b>'))
    const { headers } = link.network.packets.at(-1)?.message ?? {}
    expect(headers?.getAll('Allow').filter((each) => each === 'REFER')).toHaveLength(1)
  })

  it('is said once also where a handler, a call or an INVITE says it itself', async () => {
    const own = [['Allow', 'INVITE']] as const
    const link = await pair((session) => session.answer({ sdp: sampleSdp(1), headers: own }))
    link.b.onRequest('OPTIONS', ({ respond }) => respond({ status: 200, headers: own }))
    await answerTo(link, request('OPTIONS', '<sip:bob@b>'))
    link.b.invite({ ...call, target: `sip:alice@${A}`, headers: own })
    await answerTo(link, invite())
    const said = link.network.packets
      .filter(({ from, message }) => from === B && message.headers.get('Allow'))
      .map(({ message }) => `${message.headers.get('CSeq')}: ${message.headers.getAll('Allow').join()}`)
    expect(new Set(said)).toEqual(new Set(['1 OPTIONS: INVITE', '1 INVITE: INVITE']))
  })

  it('names what may be required of us', async () => {
    const link = await pair(answer)
    await answerTo(link, request('OPTIONS', '<sip:bob@b>'))
    expect(link.network.packets.at(-1)?.message.headers.getAll('Supported')).toEqual([
      'path',
      'eventlist',
      '100rel',
      'replaces',
      'norefersub',
      'timer',
    ])
  })
})
