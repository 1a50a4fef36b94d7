import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { drawFlow } from '../../../callflow/rehearse/small-design.ts'
import type { BedEngine } from '../../calls/testing/bed-engine.ts'
import { device, openOffice } from '../../calls/testing/small-office.ts'
import type { SipMessage } from '../../sip/message/message.ts'
import { watch } from './testing/watching.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

describe('subscriptions (RFC 6665)', () => {
  it.each([
    [489, 'an event we do not have', '1002', { event: 'winfo' }],
    [404, 'somebody who does not exist', '1999', {}],
    [423, 'less than a minute', '1002', { expires: 59 }],
    [406, 'a format we do not write', '1002', { headers: [['Accept', 'application/xpidf+xml']] }],
    [400, 'an Expires that is no number', '1002', { headers: [['Expires', 'soon']], expires: -1 }],
    [403, "a colleague's messages", '1002', { event: 'message-summary' }],
  ] as const)('answers %s to %s and tells nothing', async (status, _, whom, options) => {
    const { bed, phones } = await openOffice()
    const lamp = await watch(bed, phones[1001], whom, options)
    await bed.clock.advance(5 * SECOND)
    expect([lamp.status, lamp.notifies.length, bed.engine.presence.subscriptions]).toEqual([status, 0, 0])
  })

  it('says which events there are, and the shortest time', async () => {
    const { bed, phones } = await openOffice()
    const unknown = await watch(bed, phones[1001], '1002', { event: 'winfo' })
    const brief = await watch(bed, phones[1001], '1002', { expires: 1 })
    expect(unknown.response.headers.getAll('Allow-Events')).toEqual(['dialog', 'presence', 'message-summary'])
    expect(brief.response.headers.get('Min-Expires')).toBe('60')
  })

  it('answers a stranger once with a challenge and remembers nothing', async () => {
    const { bed, carrier } = await openOffice()
    const before = bed.userAgent.counters.transactions
    const asked = await carrier.ask('SUBSCRIBE', '1002', { headers: [['Event', 'dialog']] })
    expect([asked.status, bed.userAgent.counters.transactions - before]).toEqual([401, 0])
  })

  it('tells everything again on a refresh, and ends when asked to', async () => {
    const { bed, phones } = await openOffice()
    const lamp = await watch(bed, phones[1001], '1002')
    expect(await lamp.again(300)).toBe(200)
    expect(lamp.notifies.map(({ body }) => /state="(\w+)"/.exec(body)?.[1])).toEqual(['full', 'full'])
    expect(lamp.last.headers.get('Subscription-State')).toBe('active;expires=300')
    expect(await lamp.again(0)).toBe(200)
    expect(lamp.last.headers.get('Subscription-State')).toBe('terminated;reason=timeout')
    expect(bed.engine.presence.subscriptions).toBe(0)
    expect(await lamp.again(300)).toBe(481)
  })

  it('refuses a refresh that is about another event or subscription', async () => {
    const { bed, phones } = await openOffice()
    const lamp = await watch(bed, phones[1001], '1002')
    expect(await lamp.again(300, [['Event', 'winfo']])).toBe(489)
    expect(await lamp.again(300, [['Event', 'presence']])).toBe(481)
    expect(await lamp.again(300, [['Event', 'dialog;id=2']])).toBe(481)
    expect(await lamp.again(5)).toBe(423)
    expect(await lamp.again(300, [['Event', 'dialog']], 1)).toBe(500)
    expect(bed.engine.presence.subscriptions).toBe(1)
  })

  it('tells once who asks for no time at all', async () => {
    const { bed, phones } = await openOffice()
    const lamp = await watch(bed, phones[1001], '1002', { expires: 0 })
    expect(lamp.shown).toEqual(['idle, terminated;reason=timeout'])
    expect(bed.engine.presence.subscriptions).toBe(0)
  })

  it('ends when nobody refreshes it, and grants an hour at the most', async () => {
    const { bed, phones } = await openOffice()
    const lamp = await watch(bed, phones[1001], '1002', { expires: 1_000_000 })
    expect(lamp.response.headers.get('Expires')).toBe('3600')
    await bed.clock.advance(59 * MINUTE)
    expect(bed.engine.presence.subscriptions).toBe(1)
    await bed.clock.advance(2 * MINUTE)
    expect([lamp.shown.at(-1), bed.engine.presence.subscriptions]).toEqual(['idle, terminated;reason=timeout', 0])
  })

  it('is over when whoever is told does not answer', async () => {
    const { bed, phones } = await openOffice()
    await watch(bed, phones[1001], '1002')
    bed.network.lose = (message) => message.kind === 'request' && message.method === 'NOTIFY'
    phones[1003].call('1002')
    await bed.clock.advance(40 * SECOND)
    expect(bed.engine.presence.subscriptions).toBe(0)
  })

  it('replaces what the same contact asked for before, without a word', async () => {
    const { bed, phones } = await openOffice()
    const first = await watch(bed, phones[1001], '1002')
    const second = await watch(bed, phones[1001], '1002')
    expect([bed.engine.presence.subscriptions, first.notifies.length, second.notifies.length]).toEqual([1, 1, 1])
    expect(await first.again(300)).toBe(481)
  })

  it('tells its event with the id that it was asked with', async () => {
    const { bed, phones } = await openOffice()
    const lamp = await watch(bed, phones[1001], '1002', { event: 'dialog;id=7' })
    expect(lamp.last.headers.get('Event')).toBe('dialog;id=7')
  })

  it('gives a phone three hundred and not one more', { timeout: 30_000 }, async () => {
    const { bed, phones } = await openOffice()
    const statuses = []
    for (let at = 0; at <= 300; at++)
      statuses.push((await watch(bed, phones[1001], '1002', { event: `dialog;id=${at}` })).status)
    expect(statuses.slice(0, 300).every((status) => status === 200)).toBe(true)
    expect([statuses[300], bed.engine.presence.subscriptions]).toEqual([403, 300])
    expect((await watch(bed, phones[1001], '1002', { event: 'dialog;id=5' })).status).toBe(200)
  })
})

describe('waiting messages by subscription (RFC 3842)', () => {
  const box = makeDocument('mailbox', { id: 'box', name: 'Box', number: '1001', ownerId: 'user-1001' })
  const codes = [
    box,
    {
      ...drawFlow({ id: 'check', nodes: { 'check-voicemail': { singleMailbox: false } } }),
      patterns: ['^\\*97([0-9]*)$'],
    },
  ]

  it('tells the owner of a box, by number, by SIP user name and by code, and lights its lamp', async () => {
    const { bed, phones } = await openOffice(codes)
    const watched = [
      await watch(bed, phones[1001], '1001', { event: 'message-summary' }),
      await watch(bed, phones[1001], '*97', { event: 'message-summary' }),
    ]
    const lamp = await watch(bed, phones[1001], '*971001')
    expect(watched.map(({ last }) => last.body)).toEqual(watched.map(() => summary('no', 0)))
    await leaveMessage(bed.engine)
    bed.engine.messageWaiting.changed('box')
    await bed.clock.advance(2 * SECOND)
    expect(watched.map(({ last }) => last.body)).toEqual(watched.map(() => summary('yes', 1)))
    expect(lamp.shown).toEqual(['idle', 'confirmed'])
  })

  it('tells a phone that subscribed in its subscription alone, and again by itself once that is over', async () => {
    const { bed, phones } = await openOffice(codes)
    const told = () => bed.network.packets.filter(({ to, message }) => to === '192.0.2.11' && isSummary(message)).length
    const watched = await watch(bed, phones[1001], '1001', { event: 'message-summary' })
    await leaveMessage(bed.engine)
    bed.engine.messageWaiting.changed('box')
    await bed.clock.advance(2 * SECOND)
    expect([watched.last.body, watched.notifies.length, told()]).toEqual([summary('yes', 1), 2, 2])
    expect(await watched.again(0, [['Event', 'message-summary']])).toBe(200)
    const before = told()
    bed.engine.messageWaiting.changed('box')
    await bed.clock.advance(2 * SECOND)
    expect(told()).toBe(before + 1)
  })

  it('tells of all boxes by itself whoever subscribed to one of them', async () => {
    const { bed, phones } = await openOffice([
      ...codes,
      makeDocument('mailbox', { id: 'team', name: 'Team', number: '8000', memberIds: ['user-1001'] }),
    ])
    const watched = await watch(bed, phones[1001], '*978000', { event: 'message-summary' })
    const before = bed.network.packets.length
    await leaveMessage(bed.engine)
    bed.engine.messageWaiting.changed('box')
    await bed.clock.advance(2 * SECOND)
    const told = bed.network.packets.slice(before).filter(({ message }) => isSummary(message))
    expect([watched.status, told.map(({ to }) => to)]).toEqual([200, ['192.0.2.11']])
  })

  it("keeps colleagues out of somebody's box, whatever they ask by", async () => {
    const { bed, phones } = await openOffice(codes)
    const statuses = []
    for (const [whom, event] of [
      ['1001', 'message-summary'],
      ['*971001', 'message-summary'],
      ['*971001', 'dialog'],
    ] as const)
      statuses.push((await watch(bed, phones[1002], whom, { event })).status)
    expect(statuses).toEqual([403, 403, 403])
  })
})

describe("a stranger's state", () => {
  const group = (id: string, ...members: string[]) =>
    makeDocument('group', { id, name: id, members: members.map((each) => ({ id: each, weight: 1 })) })
  const closed = [
    device('1001', { closedGroups: true }),
    group('sales', '1001', '1002'),
    group('board', '1003', '1004', 'user-1009'),
    makeDocument('user', { id: 'user-1009', name: 'Without a flow', extension: '1009' }),
    drawFlow({ id: 'sales-line', numbers: ['7501'], nodes: { 'ring-group': { members: [{ id: '1002' }] } } }),
    drawFlow({ id: 'board-line', numbers: ['7502'], nodes: { 'ring-group': { members: [{ id: '1003' }] } } }),
    { ...drawFlow({ id: 'pick', nodes: { 'group-pickup': {} } }), numbers: [], patterns: ['^\\*8([0-9]+)$'] },
    drawFlow({ id: 'menu', numbers: ['7503'], nodes: { park: { slot: '101' } } }),
  ]

  it.each([
    ['a colleague of the same group', '1002', 200],
    ['oneself', '1001', 200],
    ['a line that rings the group', '7501', 200],
    ['a slot', '7503', 200],
    ['a phone of another group', '1003', 403],
    ['a line that rings another group', '7502', 403],
    ['an extension of another group that no flow answers', '1009', 403],
    ['a pick-up from there', '*81009', 403],
    ['a pick-up from another group', '*81003', 403],
    ['a pick-up from the same group', '*81002', 200],
  ])('%s is answered as it should be where groups are closed', async (_, whom, status) => {
    const { bed, phones } = await openOffice(closed)
    for (const event of ['dialog', 'presence']) {
      const lamp = await watch(bed, phones[1001], whom, { event })
      await bed.clock.advance(2 * SECOND)
      expect([lamp.status, lamp.notifies.length]).toEqual([status, status === 200 ? 1 : 0])
    }
  })

  it('is told to those whose groups are not closed', async () => {
    const { bed, phones } = await openOffice(closed)
    for (const whom of ['1001', '1003', '7502']) expect((await watch(bed, phones[1002], whom)).status).toBe(200)
  })
})

const isSummary = (message: SipMessage) =>
  message.kind === 'request' && message.method === 'NOTIFY' && message.body.startsWith('Messages-Waiting')

async function leaveMessage({ messages, recordingsFolder }: BedEngine): Promise<void> {
  const wavPath = join(recordingsFolder, 'message.wav')
  await writeFile(wavPath, 'sound')
  const about = { messageId: 'message', mailboxId: 'box', receivedMs: 0, durationMs: 1_000, wasCutShort: false }
  await messages.add({ ...about, callerName: 'Ann', callerNumber: '1002', isNew: true }, wavPath)
}

const summary = (waiting: string, count: number) =>
  `Messages-Waiting: ${waiting}\r\nMessage-Account: sip:1001@bed.test\r\nVoice-Message: ${count}/0 (0/0)\r\n`

describe('presence (RFC 3856) and what people say of themselves (RFC 3903)', () => {
  const away = `<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:1002@bed.test"><tuple id="t"><status><basic>open</basic></status></tuple><dm:person id="p"><rpid:activities><rpid:away/></rpid:activities><dm:note>Back &amp; forth</dm:note></dm:person></presence>`
  const publication = (headers: readonly (readonly [string, string])[] = [], content = away) => ({
    headers: [['Event', 'presence'], ...headers] as const,
    ...(content === '' ? {} : { body: { contentType: 'application/pidf+xml', content } }),
  })

  it('tells that somebody can be reached, talks, and cannot be disturbed', async () => {
    const { bed, phones } = await openOffice()
    const seen = await watch(bed, phones[1001], '1002', { event: 'presence' })
    expect(seen.last.body).toContain('<basic>open</basic>')
    phones[1003].call('1002')
    await bed.clock.advance(2 * SECOND)
    expect(seen.last.body).toContain('<rpid:on-the-phone/>')
    bed.engine.runtimeState.write({ scope: 'user', id: 'user-1002', name: 'do-not-disturb' }, true)
    await bed.clock.advance(2 * SECOND)
    expect(seen.last.body).toMatch(/<basic>closed<\/basic>.*Do not disturb/)
  })

  it('tells that the last phone of somebody has gone, and is back', async () => {
    const { bed, phones } = await openOffice()
    const seen = await watch(bed, phones[1001], '1002', { event: 'presence' })
    await phones[1002].register(0)
    await bed.clock.advance(2 * SECOND)
    expect(seen.last.body).toContain('<basic>closed</basic>')
    await phones[1002].register()
    await bed.clock.advance(2 * SECOND)
    expect(seen.last.body).toContain('<basic>open</basic>')
  })

  it('is published by oneself, seen by those who watch, refreshed, changed and taken back', async () => {
    const { bed, phones } = await openOffice()
    const seen = await watch(bed, phones[1001], '1002', { event: 'presence' })
    const first = await phones[1002].ask('PUBLISH', '1002', publication([['Expires', '120']]))
    expect([first.status, first.headers.get('Expires')]).toEqual([200, '120'])
    await bed.clock.advance(2 * SECOND)
    expect(seen.last.body).toContain('<rpid:away/>')
    expect(seen.last.body).toContain('Back &amp; forth')
    const tag = first.headers.get('SIP-ETag') ?? ''
    const refreshed = await phones[1002].ask('PUBLISH', '1002', publication([['SIP-If-Match', tag]], ''))
    const next = refreshed.headers.get('SIP-ETag') ?? ''
    expect([refreshed.status, next === tag]).toEqual([200, false])
    const old = await phones[1002].ask('PUBLISH', '1002', publication([['SIP-If-Match', tag]], ''))
    expect(old.status).toBe(412)
    const gone = await phones[1002].ask(
      'PUBLISH',
      '1002',
      publication(
        [
          ['SIP-If-Match', next],
          ['Expires', '0'],
        ],
        '',
      ),
    )
    await bed.clock.advance(2 * SECOND)
    expect([gone.status, seen.last.body.includes('away')]).toEqual([200, false])
  })

  it('costs one timer for each who watches, however often it is published', async () => {
    const { bed, phones } = await openOffice()
    await watch(bed, phones[1001], '1002', { event: 'presence' })
    const published = async () => {
      await phones[1002].ask('PUBLISH', '1002', publication([['Expires', '3600']]))
      await bed.clock.advance(60 * SECOND)
      return bed.clock.pendingCount
    }
    const before = await published()
    for (let time = 0; time < 5; time++) await published()
    expect(await published()).toBe(before)
  })

  it('no longer holds when it has run out', async () => {
    const { bed, phones } = await openOffice()
    const seen = await watch(bed, phones[1001], '1002', { event: 'presence' })
    await phones[1002].ask('PUBLISH', '1002', publication([['Expires', '60']]))
    await bed.clock.advance(2 * SECOND)
    expect(seen.last.body).toContain('away')
    await bed.clock.advance(62 * SECOND)
    expect(seen.last.body).not.toContain('away')
  })

  it.each([
    [403, "a colleague's state", '1003', publication()],
    [404, 'the state of nobody', '1999', publication()],
    [489, 'another event', '1002', { ...publication(), headers: [['Event', 'dialog']] }],
    [423, 'less than a minute', '1002', publication([['Expires', '1']])],
    [400, 'nothing at first', '1002', publication([], '')],
    [412, 'a tag nobody was given', '1002', publication([['SIP-If-Match', 'x']])],
    [400, 'what is no XML', '1002', publication([], '<presence')],
    [400, 'a document type', '1002', publication([], '<!DOCTYPE x [<!ENTITY a "b">]><presence/>')],
    [400, 'another document', '1002', publication([], '<absence/>')],
    [400, 'elements without end', '1002', publication([], '<presence>'.repeat(50))],
    [400, 'a very long one', '1002', publication([], `<presence>${' '.repeat(17_000)}</presence>`)],
    [415, 'another format', '1002', { ...publication(), body: { contentType: 'text/plain', content: 'away' } }],
  ] as const)('answers %s to %s', async (status, _, whom, options) => {
    const { bed, phones } = await openOffice()
    const answer = await phones[1002].ask('PUBLISH', whom, options)
    expect([answer.status, bed.errors]).toEqual([status, []])
  })
})
