import { describe, expect, it } from 'vitest'
import { essentialsOf } from './message/essentials.ts'
import { answer, B, type CallPair, is, nothing, pair } from './testing/call-pair.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import { answerTo, bytes, request, stranger } from './testing/stranger.ts'

describe('a call from a stranger', () => {
  const sdpLines = ['Content-Type: application/sdp', `Content-Length: ${sampleSdp(9).length}`]
  const invite = request('INVITE', '<sip:bob@b.example>', 'Contact: <sip:x@203.0.113.5:6000>')

  /** Lets the stranger speak in the dialog its INVITE made; gives the statuses it got for that. */
  async function say(link: CallPair, method: string, cseq: number, body = ''): Promise<number[]> {
    const answered = link.network.packets.find(
      ({ to, message }) => to === stranger.address && !is(message, 100),
    )?.message
    const to = answered?.headers.get('To') ?? ''
    const before = link.network.packets.length
    const lines = request(method, to, 'Contact: <sip:x@203.0.113.5:6000>')
      .map((line) => line.replace(/^CSeq: 1/, `CSeq: ${cseq}`).replace('z9hG4bKstranger', `z9hG4bK${method}${cseq}`))
      .filter((line) => body === '' || !line.startsWith('Content-Length'))
    const head = body === '' ? lines : [...lines, ...sdpLines]
    link.network.inject(Buffer.concat([bytes(head), Buffer.from(body)]), stranger, B)
    await link.clock.advance(100)
    const got = link.network.packets.slice(before).map(({ message }) => message)
    return got.flatMap((message) => (message.kind === 'response' && message.status > 100 ? [message.status] : []))
  }

  async function talk(): Promise<CallPair> {
    const link = await pair(answer)
    link.network.inject(bytes(invite), stranger, B)
    await link.clock.advance(100)
    await say(link, 'ACK', 1, sampleSdp(9))
    return link
  }

  it('without an offer gets ours, and the ACK brings the answer', async () => {
    const link = await talk()
    expect(link.events).toEqual(['b confirmed with SDP'])
  })

  it('is confirmed also by an ACK that has the branch of its INVITE', async () => {
    const link = await pair(answer)
    link.network.inject(bytes(invite), stranger, B)
    await link.clock.advance(100)
    const tag = essentialsOf(link.network.packets.at(-1)?.message ?? fail()).toTag
    link.network.inject(bytes(request('ACK', `<sip:bob@b.example>;tag=${tag}`)), stranger, B)
    await link.clock.advance(100)
    expect(link.events).toEqual(['b confirmed'])
  })

  it('may refresh, change and ask within the dialog', async () => {
    const link = await talk()
    expect(await say(link, 'UPDATE', 2)).toEqual([200])
    expect(await say(link, 'UPDATE', 3, sampleSdp(9))).toEqual([200])
    expect(await say(link, 'OPTIONS', 4)).toEqual([200])
    expect(await say(link, 'NOTIFY', 5)).toEqual([405])
    expect(await say(link, 'INFO', 4)).toEqual([500])
    expect(await say(link, 'BYE', 6)).toEqual([200])
    expect(link.events.at(-1)).toBe('b ended by remote')
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('that is hung up by BYE while ringing gets 487 for the INVITE', async () => {
    const link = await pair((session) => {
      session.progress({ status: 180 })
    })
    link.network.inject(bytes(invite), stranger, B)
    await link.clock.advance(100)
    expect(await say(link, 'BYE', 2)).toEqual([487, 200])
    expect(link.events).toEqual(['b ended by remote'])
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('is answered 500 when the handler fails, and leaves nothing behind', async () => {
    const errors: unknown[] = []
    const link = await pair(
      () => {
        throw new Error('handler broke')
      },
      (error) => errors.push(error),
    )
    expect(await answerTo(link, invite)).toBe(500)
    expect(errors).toEqual([new Error('handler broke')])
    expect(await link.leftovers()).toEqual(nothing)
  })
})

describe('a request from a stranger', () => {
  it.each([
    ['BYE in a dialog that is none', 481, request('BYE', '<sip:bob@b.example>;tag=none')],
    ['BYE outside any dialog', 481, request('BYE', '<sip:bob@b.example>')],
    ['re-INVITE in a dialog that is none', 481, request('INVITE', '<sip:bob@b.example>;tag=none')],
    ['a method nobody handles', 405, request('PUBLISH', '<sip:bob@b.example>')],
    ['OPTIONS', 200, request('OPTIONS', '<sip:bob@b.example>', 'Max-Forwards: 0')],
    ['an INVITE out of hops', 483, request('INVITE', '<sip:bob@b.example>', 'Max-Forwards: 0')],
    ['an INVITE without Contact', 400, request('INVITE', '<sip:bob@b.example>')],
    ['an INVITE with a Contact that is no URI', 400, request('INVITE', '<sip:bob@b.example>', 'Contact: <sip:@>')],
    ['an unknown required extension', 420, request('OPTIONS', '<sip:bob@b.example>', 'Require: teleport')],
    ['two Call-IDs', 400, request('OPTIONS', '<sip:bob@b.example>', 'Call-ID: another')],
    ['an ACK for nothing', undefined, request('ACK', '<sip:bob@b.example>;tag=none')],
  ])('%s gets %s', async (_, status, lines) => {
    const link = await pair(answer)
    expect(await answerTo(link, lines)).toBe(status)
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('merged from two paths is answered once (§8.2.2.2)', async () => {
    const link = await pair(() => {})
    const lines = request('INVITE', '<sip:bob@b.example>', 'Contact: <sip:x@203.0.113.5:6000>')
    expect(await answerTo(link, lines)).toBeUndefined()
    expect(
      await answerTo(
        link,
        lines.map((line) => line.replace('z9hG4bKstranger', 'z9hG4bKotherpath')),
      ),
    ).toBe(482)
  })

  it('counts what was malformed', async () => {
    const link = await pair(answer)
    link.network.inject(Buffer.from('rubbish'), stranger, B)
    await answerTo(link, request('OPTIONS', '<sip:bob@b.example>', 'Call-ID: another'))
    expect(link.b.counters).toMatchObject({ malformedAnswered400: 1, transactions: 0 })
  })
})

function fail(): never {
  throw new Error('nothing was sent')
}
