import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { MAX_TEXT_OCTETS } from '../services/text-messages/read-text-message.ts'
import { account, openOffice, type Office } from './testing/small-office.ts'

const DAY_MS = 86_400_000
const texts = (taken: readonly { readonly body: string }[]) => taken.map(({ body }) => body)
const statuses = async (sent: readonly Promise<{ readonly status: number }>[]) =>
  (await Promise.all(sent)).map(({ status }) => status)

/** 1002 has gone, and 1001 sends. */
async function away(office: Office, ...said: readonly string[]): Promise<number[]> {
  const { phones } = office
  await phones[1002].register(0)
  const answers: number[] = []
  for (const text of said) answers.push((await phones[1001].message('1002', text)).status)
  return answers
}

describe('a message of an extension to another (RFC 3428)', () => {
  it('reaches every phone of whoever is meant, from the extension of its sender, and is answered 200', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const second = await bed.party('192.0.2.31', '1002')
    const [desk, home] = [phones[1002].takeMessages(), second.takeMessages()]
    const answer = await phones[1001].message('1002', 'Lunch? Käse & Brot', { headers: [['Subject', 'x']] })
    expect([answer.status, texts(desk), texts(home)]).toEqual([200, ['Lunch? Käse & Brot'], ['Lunch? Käse & Brot']])
    const headers = desk[0]?.headers
    expect(headers?.get('From')).toMatch(/^"Person 1001" <sip:1001@bed\.test>;tag=/)
    expect(headers?.get('To')).toBe('<sip:1002@192.0.2.1>')
    expect([headers?.get('Content-Type'), bed.engine.textMessages.count]).toEqual(['text/plain;charset=UTF-8', 0])
  })

  it('is taken when one phone has it, whatever the others say', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const second = await bed.party('192.0.2.31', '1002')
    phones[1002].takeMessages(() => 486)
    const taken = second.takeMessages()
    expect((await phones[1001].message('1002', 'hello')).status).toBe(200)
    await phones[1002].register()
    expect([texts(taken), bed.engine.textMessages.count]).toEqual([['hello'], 0])
  })

  it('waits while nobody is registered, and goes in order, each once, when a phone comes', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const taken = phones[1002].takeMessages()
    expect(await away(office, 'one', 'two', 'three')).toEqual([202, 202, 202])
    expect([taken, bed.engine.textMessages.count]).toEqual([[], 3])
    await phones[1002].register()
    await phones[1002].register()
    await bed.clock.advance(10_000)
    expect([texts(taken), bed.engine.textMessages.count]).toEqual([['one', 'two', 'three'], 0])
  })

  it('waits where all phones refuse, and later ones do not overtake it', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    let status = 480
    const taken = phones[1002].takeMessages(() => status)
    expect((await phones[1001].message('1002', 'one')).status).toBe(202)
    status = 200
    expect((await phones[1003].message('1002', 'two')).status).toBe(202)
    expect(texts(taken)).toEqual([])
    await phones[1002].register()
    await bed.clock.advance(1_000)
    expect(texts(taken)).toEqual(['one', 'two'])
  })

  it('that is refused again stops those behind it until the next registration', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    let status = 480
    const taken = phones[1002].takeMessages(() => status)
    await away(office, 'one', 'two')
    await phones[1002].register()
    await bed.clock.advance(1_000)
    expect([texts(taken), bed.sent('MESSAGE', '192.0.2.12').length]).toEqual([[], 1])
    status = 200
    await phones[1002].register()
    await bed.clock.advance(1_000)
    expect(texts(taken)).toEqual(['one', 'two'])
    const callIds = bed.sent('MESSAGE', '192.0.2.12').map(({ headers }) => headers.get('Call-ID'))
    expect([callIds[0] === callIds[1], callIds[1] === callIds[2]]).toEqual([true, false])
  })

  it('to a phone that says nothing is answered 202 in time, and forgotten when the phone takes it after all', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].takeMessages(() => undefined)
    expect((await phones[1001].message('1002', 'slow')).status).toBe(202)
    expect(bed.engine.textMessages.count).toBe(1)
    await bed.clock.advance(40_000)
    const taken = phones[1002].takeMessages()
    await phones[1002].register()
    await bed.clock.advance(1_000)
    expect([texts(taken), bed.engine.textMessages.count]).toEqual([['slow'], 0])
  })

  it('that a phone takes late is over, and is not sent again while it waits for that', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const taken = phones[1002].takeMessages(() => 200, 8_000)
    expect((await phones[1001].message('1002', 'slow')).status).toBe(202)
    expect(bed.engine.textMessages.count).toBe(1)
    await bed.clock.advance(8_000)
    expect([texts(taken), bed.engine.textMessages.count]).toEqual([['slow'], 0])
    await away(office, 'one')
    await phones[1002].register()
    await phones[1002].register()
    await bed.clock.advance(20_000)
    expect([texts(taken), bed.engine.textMessages.count]).toEqual([['slow', 'one'], 0])
  })

  it('outlives the engine, in order, and is passed on once', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    const taken = phones[1002].takeMessages()
    await away(office, 'one', 'two')
    await office.restart()
    expect(bed.engine.textMessages.count).toBe(2)
    await phones[1003].message('1002', 'three')
    await phones[1002].register()
    await bed.clock.advance(1_000)
    await office.restart()
    await phones[1002].register()
    await bed.clock.advance(1_000)
    expect(texts(taken)).toEqual(['one', 'two', 'three'])
  })

  it('is let go of after a week, or when its sender says, and comes before that', async () => {
    for (const [headers, days, comes] of [
      [[], 6.9, true],
      [[], 7.1, false],
      [[['Expires', '9999999']], 7.1, false],
      [[['Expires', '86400']], 1.1, false],
    ] as const) {
      const office = await openOffice()
      const { bed, phones } = office
      const taken = phones[1002].takeMessages()
      await phones[1002].register(0)
      expect((await phones[1001].message('1002', 'old', { headers })).status).toBe(202)
      await bed.clock.advance(Math.round(days * DAY_MS))
      await phones[1002].register()
      await bed.clock.advance(1_000)
      expect([texts(taken), bed.engine.textMessages.count]).toEqual([comes ? ['old'] : [], 0])
    }
  })

  it('that is for this moment alone is not kept', async () => {
    const office = await openOffice()
    const { phones, bed } = office
    await phones[1002].register(0)
    expect((await phones[1001].message('1002', 'now', { headers: [['Expires', '0']] })).status).toBe(480)
    expect(bed.engine.textMessages.count).toBe(0)
  })

  it('may go to the SIP user name of a phone that is nobody’s', async () => {
    const lobby = makeDocument('device', {
      id: 'lobby',
      name: 'Lobby',
      sipUsername: 'lobby',
      sipPassword: 'secret-lobby',
    })
    const { bed, phones } = await openOffice([lobby])
    const door = await bed.party('192.0.2.40', 'lobby')
    const taken = door.takeMessages()
    expect((await phones[1001].message('lobby', 'open')).status).toBe(200)
    const back = phones[1001].takeMessages()
    expect((await door.message('1001', 'opened')).status).toBe(200)
    expect([texts(taken), texts(back)]).toEqual([['open'], ['opened']])
    expect(back[0]?.headers.get('From')).toContain('Lobby <sip:lobby@bed.test>')
  })
})

describe('a message is refused', () => {
  it.each([
    ['to nobody', '1999', 'x', {}, 404],
    ['without a text', '1002', '', {}, 400],
    ['in HTML, which a phone would have to show', '1002', '<b>x</b>', { contentType: 'text/html' }, 415],
    ['that is no text', '1002', 'x', { contentType: 'message/cpim' }, 415],
    ['that is packed', '1002', 'x', { headers: [['Content-Encoding', 'gzip']] as const }, 415],
    ['of 1,301 octets', '1002', `ä${'x'.repeat(MAX_TEXT_OCTETS - 1)}`, {}, 413],
  ])('%s', async (_what, to, text, parts, status) => {
    const { bed, phones } = await openOffice()
    await phones[1002].register(0)
    expect((await phones[1001].message(to, text, parts)).status).toBe(status)
    expect([bed.engine.textMessages.count, bed.sent('MESSAGE')]).toEqual([0, []])
  })

  it('not of 1,300, in UTF-8 or as its charset says', async () => {
    const { phones } = await openOffice()
    const taken = phones[1002].takeMessages()
    const parts = { contentType: 'Text/Plain; charset=utf-8' }
    expect((await phones[1001].message('1002', 'x'.repeat(MAX_TEXT_OCTETS), parts)).status).toBe(200)
    expect(taken[0]?.body).toHaveLength(MAX_TEXT_OCTETS)
  })

  it('of a stranger, of a carrier and of somebody with another’s name: 401, and nobody hears of it', async () => {
    const { bed, phones, carrier } = await openOffice()
    const stranger = await bed.party('203.0.113.9')
    const sent = [await stranger.message('1002', 'x'), await carrier.message('1002', 'x')]
    expect(sent.map(({ status }) => status)).toEqual([401, 401])
    expect([bed.sent('MESSAGE'), phones[1002].called]).toEqual([[], []])
  })

  it('by closed groups, as a call is', async () => {
    const { phones } = await openOffice([account({ closedGroups: true })])
    phones[1002].takeMessages()
    expect((await phones[1001].message('1002', 'x')).status).toBe(403)
  })

  it('beyond 30 a minute of one phone, and not of others', async () => {
    const { bed, phones } = await openOffice()
    phones[1002].takeMessages()
    const many = Array.from({ length: 31 }, () => phones[1001].message('1002', 'x'))
    await bed.clock.advance(5_000)
    const answers = await statuses(many)
    expect([answers.filter((status) => status === 200).length, answers.at(-1)]).toEqual([30, 503])
    expect((await phones[1003].message('1002', 'x')).status).toBe(200)
    await bed.clock.advance(60_000)
    expect((await phones[1001].message('1002', 'x')).status).toBe(200)
  })

  it('when 100 wait for one person, or 100 of one sender', async () => {
    const { bed, phones } = await openOffice()
    for (const id of ['1002', '1003'] as const) await phones[id].register(0)
    for (let minute = 0; minute < 4; minute++) {
      const sent = Array.from({ length: 25 }, (_, at) => phones[at % 2 === 0 ? 1001 : 1004].message('1002', 'x'))
      await bed.clock.advance(60_000)
      expect(new Set(await statuses(sent))).toEqual(new Set([202]))
    }
    expect((await phones[1001].message('1002', 'x')).status).toBe(503)
    for (let minute = 0; minute < 2; minute++) {
      const sent = Array.from({ length: 24 }, () => phones[1001].message('1003', 'x'))
      await bed.clock.advance(60_000)
      expect(new Set(await statuses(sent))).toEqual(new Set([202]))
    }
    const [last, other] = [await phones[1001].message('1003', 'x'), await phones[1004].message('1003', 'x')]
    expect([last.status, other.status, bed.engine.textMessages.count]).toEqual([503, 202, 149])
  })
})
