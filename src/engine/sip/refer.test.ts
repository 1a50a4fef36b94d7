import { describe, expect, it } from 'vitest'
import { essentialsOf } from './message/essentials.ts'
import { answer, type CallPair, loseFirst, nothing, pair } from './testing/call-pair.ts'
import { sampleSdp } from './testing/sdp-samples.ts'
import { answerTo, request } from './testing/stranger.ts'
import { PHONE, Transferor } from './testing/transferor.ts'
import type { IncomingSession, OutgoingSession, Referral, ReferProgress, Session } from './user-agent.ts'

const to1002 = 'Refer-To: <sip:1002@b.example>'

class Transfer {
  readonly link: CallPair
  readonly phone: Transferor
  readonly referrals: Referral[] = []
  readonly progress: ReferProgress[] = []
  /** Set to leave the decision to the test. */
  isUndecided = false
  session: Session | undefined

  constructor(link: CallPair) {
    this.link = link
    this.phone = new Transferor(link)
  }

  listen(session: IncomingSession | OutgoingSession): void {
    this.session = session
    session.on({
      onReferral: (referral) => {
        this.referrals.push(referral)
        if (!this.isUndecided) this.progress.push(referral.accept())
      },
    })
  }

  get told(): string[] {
    return this.phone.notified.map(({ line, state }) => `${line} | ${state}`)
  }

  async tell(status: number, reason?: string): Promise<void> {
    this.progress.at(-1)?.tell(status, reason)
    await this.link.clock.advance(100)
  }
}

/** A call from a phone to us that we answered. */
async function talking(): Promise<Transfer> {
  const made: Transfer[] = []
  const link = await pair((session) => {
    made[0]?.listen(session)
    answer(session)
  })
  const transfer = new Transfer(link)
  made.push(transfer)
  await transfer.phone.start()
  await transfer.phone.call()
  return transfer
}

/** A call from us to a phone that answered. */
async function talkingOutwards(): Promise<Transfer> {
  const transfer = new Transfer(await pair(answer))
  const { link, phone } = transfer
  await phone.start()
  const session = link.b.invite({
    target: `sip:kim@${PHONE}`,
    from: { uri: 'sip:bob@b.example' },
    to: { uri: 'sip:kim@b.example' },
    sdpOffer: sampleSdp(5_000),
  })
  transfer.listen(session)
  await link.clock.advance(1_000)
  return transfer
}

describe('a REFER in a call (RFC 3515)', () => {
  it.each([
    ['a call that the phone made', talking],
    ['a call that the phone took', talkingOutwards],
  ])('in %s is accepted with 202, and its progress is told', async (_which, begin) => {
    const transfer = await begin()
    expect(await transfer.phone.refer(to1002)).toBe('202 Accepted')
    expect(transfer.referrals).toMatchObject([{ target: 'sip:1002@b.example' }])
    await transfer.tell(180)
    await transfer.tell(200)
    expect(transfer.told).toEqual([
      'SIP/2.0 100 Trying | active;expires=300',
      'SIP/2.0 180 Ringing | active;expires=300',
      'SIP/2.0 200 OK | terminated;reason=noresource',
    ])
    expect(transfer.phone.notified.map(({ event }) => event)).toEqual(['refer', 'refer', 'refer'])
    expect(transfer.session?.state).toBe('confirmed')
    transfer.session?.end()
    await transfer.link.clock.advance(1_000)
    expect(transfer.phone.heard.at(-1)).toBe('BYE')
    expect(await transfer.link.leftovers()).toEqual(nothing)
  })

  it('is told in words that fit a line, and nothing after the end', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    await transfer.tell(486, 'Busy\r\nHere \u00e9')
    for (const status of [180, 200, 503]) await transfer.tell(status)
    expect(transfer.told.slice(1)).toEqual(['SIP/2.0 486 Busy??Here ? | terminated;reason=noresource'])
    const notify = transfer.link.network.packets.findLast(({ message: each }) => isNotify(each))?.message
    expect(notify?.headers.get('Content-Type')).toBe('message/sipfrag;version=2.0')
    expect(notify?.headers.get('Contact')).toBe('<sip:192.0.2.2:5060>')
    expect(notify?.body).toMatch(/\r\n$/)
  })

  it('says in 202 where we are, and in our INVITEs and 200s what we know', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    const [ok, accepted] = transfer.phone.responses
    expect(accepted?.headers.get('Contact')).toBe('<sip:192.0.2.2:5060>')
    expect(ok?.headers.getAll('Supported')).toEqual(['replaces', 'norefersub', 'timer'])
    expect(ok?.headers.getAll('Allow')).toContain('REFER')
    const { link } = await talkingOutwards()
    const invite = link.network.packets[0]?.message
    expect(invite?.headers.getAll('Supported')).toEqual(['replaces', 'norefersub', 'timer'])
    expect(invite?.headers.getAll('Allow')).toContain('REFER')
  })

  it('is numbered from the second on, by its CSeq (§2.4.6)', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    await transfer.tell(404)
    await transfer.phone.refer(to1002)
    await transfer.tell(404)
    const cseq = transfer.phone.responses.map((response) => essentialsOf(response).cseq.number)
    expect(transfer.phone.notified.map(({ event }) => event)).toEqual([
      'refer',
      'refer',
      `refer;id=${cseq[2]}`,
      `refer;id=${cseq[2]}`,
    ])
  })

  it('waits for the one before it: 491', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    expect(await transfer.phone.refer(to1002)).toMatch(/^491 /)
    expect(transfer.referrals).toHaveLength(1)
    await transfer.tell(200)
    expect(await transfer.phone.refer(to1002)).toBe('202 Accepted')
  })

  it('brings what an attended transfer needs (RFC 5589 §7), and who asks (RFC 3892)', async () => {
    const transfer = await talking()
    const replaces = 'Replaces=a%40b%3Bto-tag%3Dt%3Bfrom-tag%3Df%3Bearly-only&Require=replaces&X-Evil=1'
    await transfer.phone.refer(
      `Refer-To: "Bob" <sip:1002@b.example;method=INVITE;user=phone?${replaces}>`,
      'Referred-By: <sip:kim@b.example>;cid="2"',
    )
    expect(transfer.referrals[0]).toMatchObject({
      target: 'sip:1002@b.example;user=phone',
      replaces: { sipCallId: 'a@b', toTag: 't', fromTag: 'f', isEarlyOnly: true },
      referredBy: '<sip:kim@b.example>;cid="2"',
    })
  })

  it.each(['sips:1002@b.example', 'tel:+1-604-555-0100', 'sip:*98@b.example:5070'])('may be to %s', async (uri) => {
    const transfer = await talking()
    expect(await transfer.phone.refer(`r: ${uri}`)).toBe('202 Accepted')
    expect(transfer.referrals[0]?.target).toBe(uri)
  })

  it('that wants no word of it is told nothing (RFC 4488)', async () => {
    const transfer = await talking()
    expect(await transfer.phone.refer(to1002, 'Require: norefersub', 'Refer-Sub: false')).toBe('202 Accepted')
    expect(transfer.phone.responses.at(-1)?.headers.get('Refer-Sub')).toBe('false')
    expect(await transfer.phone.refer(to1002)).toMatch(/^491 /)
    await transfer.tell(180)
    await transfer.tell(200)
    expect(transfer.told).toEqual([])
    expect(await transfer.phone.refer(to1002)).toBe('202 Accepted')
  })
})

describe('a REFER that is refused', () => {
  it.each([
    ['without Refer-To', [], '400 REFER without Refer-To'],
    ['with an empty one', ['Refer-To: '], '400 REFER without Refer-To'],
    ['with two', [to1002, to1002], '400 header refer-to occurs twice'],
    ['with two in one line', ['Refer-To: <sip:a@b>, <sip:c@d>'], '400 Refer-To: cannot read'],
    ['with one that cannot be read', ['Refer-To: <sip:a@b'], '400 Refer-To: cannot read'],
    ['with an address that cannot', ['Refer-To: <sip:@>'], '400 cannot read the URI'],
    ['to a page', ['Refer-To: <http://evil.example/>'], '416 URI scheme "http" is not sip, sips or tel'],
    ['to something else than a call', ['Refer-To: <sip:a@b;method=BYE>'], '403 REFER to BYE: only to INVITE'],
    ['to too long an address', [`Refer-To: <sip:${'a'.repeat(2_048)}@b>`], '400 Refer-To of 2056 characters is over'],
    ['with a bad Replaces', ['Refer-To: <sip:a@b?Replaces=x>'], '400 Replaces: cannot read'],
    ['with one without tag', ['Refer-To: <sip:a@b?Replaces=x%3Bto-tag%3D1>'], '400 Replaces needs one from-tag'],
    ['with two', ['Refer-To: <sip:a@b?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2&replaces=y>'], '400 Refer-To with two'],
    ['by two', [to1002, 'Referred-By: <sip:a@b>', 'b: <sip:a@b>'], '400 header referred-by occurs twice'],
    ['by nonsense', [to1002, 'Referred-By: nonsense'], '400 Referred-By: cannot read'],
    ['by too long a name', [to1002, `Referred-By: <sip:${'a'.repeat(512)}@b>`], '400 Referred-By of 520 characters'],
    ['with an extension that we do not know', [to1002, 'Require: multiple-refer'], '420 Bad Extension'],
  ])('%s', async (_what, headers, expected) => {
    const transfer = await talking()
    expect((await transfer.phone.refer(...headers))?.slice(0, expected.length)).toBe(expected)
    expect(transfer.referrals).toEqual([])
    expect(await transfer.phone.refer(to1002)).toBe('202 Accepted')
  })

  it('by whoever decides, gets its answer and no NOTIFY', async () => {
    const transfer = await talking()
    transfer.isUndecided = true
    transfer.phone.send('REFER', [to1002])
    await transfer.link.clock.advance(100)
    const [referral] = transfer.referrals
    referral?.refuse({ status: 603, headers: [['Warning', '399 b "not you"']] })
    referral?.refuse({ status: 404 })
    referral?.accept().tell(200)
    await transfer.link.clock.advance(100)
    expect(transfer.phone.answers).toEqual(['200 INVITE', '603 REFER'])
    expect(transfer.phone.responses[1]?.headers.get('Warning')).toBe('399 b "not you"')
    expect(transfer.told).toEqual([])
    transfer.isUndecided = false
    expect(await transfer.phone.refer(to1002)).toBe('202 Accepted')
  })

  it('with a status that refuses nothing is refused all the same', async () => {
    const transfer = await talking()
    transfer.isUndecided = true
    transfer.phone.send('REFER', [to1002])
    await transfer.link.clock.advance(100)
    transfer.referrals[0]?.refuse({ status: 200 })
    await transfer.link.clock.advance(100)
    expect(transfer.phone.answers.at(-1)).toBe('403 REFER')
  })

  it('leaves no timer behind', async () => {
    const transfer = await talking()
    transfer.isUndecided = true
    const timers: number[] = []
    for (let i = 0; i < 3; i++) {
      transfer.phone.send('REFER', [to1002])
      await transfer.link.clock.advance(100)
      transfer.referrals[i]?.refuse({ status: 403 })
      timers.push(transfer.link.clock.pendingCount)
    }
    expect(new Set(timers).size).toBe(1)
  })

  it('by nobody listening gets 403', async () => {
    const link = await pair((session) => {
      session.on({ onInfo: () => {} })
      answer(session)
    })
    const phone = await new Transferor(link).start()
    await phone.call()
    expect(await phone.refer(to1002)).toBe('403 Forbidden')
    expect(await phone.refer(to1002)).toBe('403 Forbidden')
  })

  it('by nobody deciding gets 480 after 20 s, and may be asked again', async () => {
    const transfer = await talking()
    transfer.isUndecided = true
    transfer.phone.send('REFER', [to1002])
    await transfer.link.clock.advance(19_000)
    expect(transfer.phone.answers).toEqual(['200 INVITE'])
    await transfer.link.clock.advance(2_000)
    expect(transfer.phone.answers.at(-1)).toBe('480 REFER')
    transfer.referrals[0]?.accept().tell(200)
    transfer.isUndecided = false
    expect(await transfer.phone.refer(to1002)).toBe('202 Accepted')
  })

  it('comes before the answer', async () => {
    const link = await pair((session) => {
      session.on({ onReferral: (referral) => referral.accept() })
      session.progress({ status: 180 })
    })
    const call = link.call()
    await link.clock.advance(100)
    const ringing = link.network.packets.find(({ message }) => message.kind === 'response' && message.status === 180)
    const [from, to, id] = ['From', 'To', 'Call-ID'].map((name) => ringing?.message.headers.get(name))
    const lines = request('REFER', to ?? '', to1002, 'Contact: <sip:x@203.0.113.5>').map((line) =>
      line.startsWith('From') ? `From: ${from}` : line.startsWith('Call-ID') ? `Call-ID: ${id}` : line,
    )
    expect(
      await answerTo(
        link,
        lines.map((line) => line.replace('CSeq: 1', 'CSeq: 9')),
      ),
    ).toBe(403)
    call.end()
    expect(await link.leftovers()).toEqual(nothing)
  })

  it('comes after the call', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    transfer.phone.send('BYE')
    await transfer.link.clock.advance(100)
    expect(await transfer.phone.refer(to1002)).toBe('481 Call/Transaction Does Not Exist')
  })

  it('comes outside a call: 403, and the door is asked first', async () => {
    const link = await pair(answer)
    expect(await answerTo(link, request('REFER', '<sip:bob@b>', to1002))).toBe(403)
    expect((await link.leftovers()).transactions).toBe(0)
    const shut = await pair(answer)
    shut.b.screen(() => ({ kind: 'answer', response: { status: 401 } }))
    expect(await answerTo(shut, request('REFER', '<sip:bob@b>', to1002))).toBe(401)
  })
})

describe('a phone that moves (RFC 5057 §5.4)', () => {
  it.each(['REFER', 'SUBSCRIBE'])('says so in a %s, and is told there', async (method) => {
    const transfer = await talking()
    if (method === 'SUBSCRIBE') await transfer.phone.refer(to1002)
    transfer.phone.contact = `sip:moved@${PHONE}`
    transfer.phone.send(method, method === 'REFER' ? [to1002] : ['Event: refer'])
    await transfer.link.clock.advance(100)
    const notify = transfer.link.network.packets.findLast(({ message }) => isNotify(message))?.message
    expect(notify).toMatchObject({ uri: `sip:moved@${PHONE}` })
  })
})

describe('a subscription to a REFER (RFC 3515 §2.4.4)', () => {
  it('goes on after the BYE of whoever asked (RFC 5057), and is gone with its last word', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    transfer.phone.send('BYE')
    await transfer.link.clock.advance(100)
    expect(transfer.session?.state).toBe('ended')
    await transfer.tell(180)
    expect(transfer.link.b.dialogCount).toBe(1)
    await transfer.tell(200)
    expect(transfer.told.slice(1)).toEqual([
      'SIP/2.0 180 Ringing | active;expires=300',
      'SIP/2.0 200 OK | terminated;reason=noresource',
    ])
    expect(transfer.link.b.dialogCount).toBe(0)
    expect(await transfer.link.leftovers()).toEqual(nothing)
  })

  it('goes on after our own BYE', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    transfer.session?.end()
    await transfer.link.clock.advance(100)
    await transfer.tell(200)
    expect(transfer.phone.heard).toEqual(['ACK', 'NOTIFY', 'BYE', 'NOTIFY'].slice(1))
    expect(await transfer.link.leftovers()).toEqual(nothing)
  })

  it('goes on when the call ends before we have decided', async () => {
    const transfer = await talking()
    transfer.isUndecided = true
    transfer.phone.send('REFER', [to1002])
    transfer.phone.send('BYE')
    await transfer.link.clock.advance(100)
    const progress = transfer.referrals[0]?.accept()
    await transfer.link.clock.advance(100)
    transfer.phone.send('SUBSCRIBE', ['Event: refer'])
    await transfer.link.clock.advance(100)
    progress?.tell(200)
    expect(await transfer.link.leftovers()).toEqual(nothing)
    expect(transfer.phone.answers).toEqual(['200 INVITE', '200 BYE', '202 REFER', '200 SUBSCRIBE'])
    expect(transfer.told.at(-1)).toBe('SIP/2.0 200 OK | terminated;reason=noresource')
  })

  it.each([
    ['is refused', false],
    ['wants no word', true],
  ])('is not made when the REFER of a call that ended %s', async (_what, isAccepted) => {
    const transfer = await talking()
    transfer.isUndecided = true
    transfer.phone.send('REFER', [to1002, 'Refer-Sub: false'])
    transfer.phone.send('BYE')
    await transfer.link.clock.advance(100)
    expect(transfer.link.b.dialogCount).toBe(1)
    if (isAccepted) transfer.referrals[0]?.accept()
    else transfer.referrals[0]?.refuse({ status: 403 })
    expect(await transfer.link.leftovers()).toEqual(nothing)
  })

  it('ends with what was known after 5 minutes', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    await transfer.tell(180)
    await transfer.link.clock.advance(299_000)
    expect(transfer.told).toHaveLength(2)
    await transfer.link.clock.advance(2_000)
    expect(transfer.told.at(-1)).toBe('SIP/2.0 180 Ringing | terminated;reason=timeout')
    await transfer.tell(200)
    expect(transfer.told).toHaveLength(3)
  })

  it('may be refreshed, for half an hour at most', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    for (let minutes = 0; minutes < 60; minutes += 4) {
      transfer.phone.send('SUBSCRIBE', ['Event: refer', 'Expires: 86400'])
      await transfer.link.clock.advance(240_000)
    }
    const granted = transfer.phone.responses.filter((response) => essentialsOf(response).cseq.method === 'SUBSCRIBE')
    expect(granted.map((response) => `${response.status} ${response.headers.get('Expires')}`)).toEqual([
      ...Array.from({ length: 7 }, () => '200 300'),
      '200 119',
      ...Array.from({ length: 7 }, () => '481 undefined'),
    ])
    expect(transfer.told.filter((each) => each.includes('terminated'))).toEqual([
      'SIP/2.0 100 Trying | terminated;reason=timeout',
    ])
  })

  it('may be made shorter, and ended', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    transfer.phone.send('SUBSCRIBE', ['Event: refer', 'Expires: 60'])
    await transfer.link.clock.advance(100)
    expect(transfer.told.at(-1)).toBe('SIP/2.0 100 Trying | active;expires=60')
    await transfer.link.clock.advance(30_000)
    await transfer.tell(180)
    expect(transfer.told.at(-1)).toBe('SIP/2.0 180 Ringing | active;expires=30')
    transfer.phone.send('SUBSCRIBE', ['Event: refer', 'Expires: 0'])
    await transfer.link.clock.advance(100)
    expect(transfer.phone.responses.at(-1)?.headers.get('Expires')).toBe('0')
    expect(transfer.told.at(-1)).toBe('SIP/2.0 180 Ringing | terminated;reason=timeout')
    expect(transfer.session?.state).toBe('confirmed')
    expect(await transfer.phone.refer(to1002)).toBe('202 Accepted')
  })

  it.each([
    ['Event: presence', '489 SUBSCRIBE'],
    ['X: no Event', '489 SUBSCRIBE'],
    ['Event: refer;id=1', '481 SUBSCRIBE'],
    ['Event: refer;=', '400 SUBSCRIBE'],
  ])('is not what a SUBSCRIBE with %s is about', async (header, expected) => {
    const transfer = await talking()
    transfer.phone.send('SUBSCRIBE', [header])
    await transfer.link.clock.advance(100)
    expect(transfer.phone.answers.at(-1)).toBe('489 SUBSCRIBE')
    await transfer.phone.refer(to1002)
    transfer.phone.send('SUBSCRIBE', [header])
    await transfer.link.clock.advance(100)
    expect(transfer.phone.answers.at(-1)).toBe(expected)
    expect(transfer.told).toHaveLength(1)
  })

  it('takes no Expires that is not a number', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    transfer.phone.send('SUBSCRIBE', ['Event: refer', 'Expires: soon'])
    await transfer.link.clock.advance(100)
    expect(transfer.phone.answers.at(-1)).toBe('400 SUBSCRIBE')
  })

  it('of the second REFER is named by its id', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    await transfer.tell(404)
    const cseq = transfer.phone.send('REFER', [to1002])
    await transfer.link.clock.advance(100)
    transfer.phone.send('SUBSCRIBE', ['Event: refer'])
    transfer.phone.send('SUBSCRIBE', [`o: refer;id=${cseq}`, 'Expires: 100'])
    await transfer.link.clock.advance(100)
    expect(transfer.phone.answers.slice(-2)).toEqual(['481 SUBSCRIBE', '200 SUBSCRIBE'])
    expect(transfer.told.at(-1)).toBe('SIP/2.0 100 Trying | active;expires=100')
  })
})

describe('NOTIFYs of a REFER on a bad network', () => {
  it('are repeated, one at a time, and say the latest', async () => {
    const transfer = await talking()
    transfer.link.network.lose = loseFirst('NOTIFY', 1)
    await transfer.phone.refer(to1002)
    for (const status of [180, 183, 182]) await transfer.tell(status)
    expect(transfer.told).toEqual([])
    await transfer.link.clock.advance(1_000)
    expect(transfer.told).toEqual([
      'SIP/2.0 100 Trying | active;expires=300',
      'SIP/2.0 182 Queued | active;expires=300',
    ])
    await transfer.tell(200)
    const numbers = transfer.phone.notified.map(({ cseq }) => cseq)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  })

  it('say the end as it was, whatever is told while they are under way', async () => {
    const transfer = await talking()
    transfer.link.network.lose = loseFirst('NOTIFY', 1)
    await transfer.phone.refer(to1002)
    for (const status of [200, 503, 180]) await transfer.tell(status)
    await transfer.link.clock.advance(1_000)
    expect(transfer.told.slice(1)).toEqual(['SIP/2.0 200 OK | terminated;reason=noresource'])
  })

  it('whose answer is lost are told once', async () => {
    const transfer = await talking()
    let isLost = false
    transfer.link.network.lose = (message) => {
      if (isLost || message.kind !== 'response' || !message.headers.get('CSeq')?.endsWith('NOTIFY')) return false
      isLost = true
      return true
    }
    await transfer.phone.refer(to1002)
    await transfer.tell(200)
    await transfer.link.clock.advance(10_000)
    expect(new Set(transfer.phone.notified.map(({ cseq }) => cseq)).size).toBe(2)
    expect(transfer.told.at(-1)).toBe('SIP/2.0 200 OK | terminated;reason=noresource')
    expect(transfer.link.b.dialogCount).toBe(1)
  })

  it('cross the BYE', async () => {
    const transfer = await talking()
    await transfer.phone.refer(to1002)
    transfer.progress[0]?.tell(200)
    transfer.phone.send('BYE')
    await transfer.link.clock.advance(1_000)
    expect(transfer.phone.answers.at(-1)).toBe('200 BYE')
    expect(transfer.told.at(-1)).toBe('SIP/2.0 200 OK | terminated;reason=noresource')
    expect(await transfer.link.leftovers()).toEqual(nothing)
  })

  it.each([481, 405, 500])('end with the first that is refused with %s; the call goes on', async (status) => {
    const transfer = await talking()
    transfer.phone.replyTo = ({ method }) => (method === 'NOTIFY' ? status : 200)
    await transfer.phone.refer(to1002)
    for (const told of [180, 200]) await transfer.tell(told)
    expect(transfer.phone.notified).toHaveLength(1)
    expect(transfer.session?.state).toBe('confirmed')
    expect(await transfer.phone.refer(to1002)).toBe('202 Accepted')
  })

  it('end with a transferor that has vanished, during the call or after it', async () => {
    for (const isOver of [false, true]) {
      const transfer = await talking()
      await transfer.phone.refer(to1002)
      if (isOver) transfer.phone.send('BYE')
      await transfer.link.clock.advance(100)
      transfer.phone.replyTo = () => undefined
      await transfer.tell(180)
      await transfer.link.clock.advance(33_000)
      const { heard } = transfer.phone
      const count = heard.length
      await transfer.tell(200)
      await transfer.link.clock.advance(1_000)
      expect(heard).toHaveLength(count)
      transfer.session?.end()
      expect(await transfer.link.leftovers()).toEqual(nothing)
    }
  })

  it('are few however many REFERs come', async () => {
    const transfer = await talking()
    for (let i = 0; i < 500; i++) transfer.phone.send('REFER', [to1002])
    await transfer.link.clock.advance(1_000)
    expect(transfer.referrals).toHaveLength(1)
    expect(transfer.told).toHaveLength(1)
    expect(transfer.phone.answers.filter((each) => each === '491 REFER')).toHaveLength(499)
    transfer.session?.end()
    await transfer.tell(200)
    expect(await transfer.link.leftovers()).toEqual(nothing)
  })
})

function isNotify(message: { readonly kind: string; readonly method?: string }): boolean {
  return message.method === 'NOTIFY'
}
