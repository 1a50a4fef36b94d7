import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { refer } from './testing/referring.ts'
import { expectNothingHeld, flow, type Office, openOffice } from './testing/small-office.ts'

/** What cannot be done costs the call a step: it goes on where its script says. */

/** Then 1004 rings. */
const then1004 = { device: { deviceId: '1004' } }

const skipped = ({ bed }: Office) => bed.traced.flatMap((event) => (event.kind === 'node-skipped' ? [event.why] : []))

describe('a page to nobody', () => {
  it.each([
    ['with no members', []],
    ['of people who are in the design no more', [{ id: 'user-gone' }]],
    ['of phones that are not registered', [{ id: 'user-1003' }]],
  ])('%s is over at once, and the call goes on', async (_, members) => {
    const of = await openOffice([
      flow('9000', { 'page-group': { members, timeoutSec: 20 }, ...then1004 }, ['page-group _ device']),
    ])
    await of.phones[1003].register(0)
    of.phones[1001].call('9000')
    await of.bed.clock.advance(2_000)
    expect(of.phones[1004].called).toHaveLength(1)
    await expectNothingHeld(of)
  })
})

describe('a slot of more than eight keys', () => {
  /** `*3` and whatever follows, as the feature code has it. */
  const codes = makeDocument('callflow', {
    ...flow('73', { park: { slot: '' }, ...then1004 }, ['park _ device']),
    numbers: [],
    patterns: ['^73([0-9*]+)$'],
  })

  it('takes no call: whoever dials it goes on', async () => {
    const of = await openOffice([codes])
    of.phones[1001].call('73123456789')
    await of.bed.clock.advance(2_000)
    expect(of.bed.engine.parking.list()).toEqual([])
    expect(of.phones[1004].called).toHaveLength(1)
    await expectNothingHeld(of)
  })

  it('takes nobody who is sent there either, and one of eight keys does', async () => {
    const of = await openOffice([codes])
    of.phones[1001].call('1002')
    await of.bed.clock.advance(2_000)
    const [theirs] = of.phones[1002].called
    if (!theirs) throw new Error('1002 was not called')
    const asked = refer(theirs, 'sip:73123456789@bed.test')
    await of.bed.clock.advance(2_000)
    expect(await asked).toBe(202)
    expect(of.bed.engine.parking.list()).toEqual([])
    expect(of.phones[1004].called).toHaveLength(1)
    const sentOn = of.phones[1004].called[0]
    if (!sentOn) throw new Error('1004 was not called')
    const again = refer(sentOn, 'sip:7312345678@bed.test')
    await of.bed.clock.advance(2_000)
    expect(await again).toBe(202)
    expect(of.bed.engine.parking.list()).toMatchObject([{ slot: '12345678' }])
    await expectNothingHeld(of)
  })
})

describe('a text of 100,000 characters', () => {
  it('is not spoken: the step is passed over, and says why', async () => {
    const text = 'All our agents are busy. '.repeat(4_000)
    const of = await openOffice([
      flow('3000', { 'text-to-speech': { text }, ...then1004 }, ['text-to-speech _ device']),
    ])
    of.phones[1001].call('3000')
    await of.bed.clock.advance(2_000)
    expect([text.length, skipped(of)]).toEqual([100_000, ['invalid-settings']])
    expect(of.phones[1004].called).toHaveLength(1)
    await expectNothingHeld(of)
  })
})

describe('a sound at an address inside', () => {
  it('is not asked for, and the call goes on', async () => {
    const asked: string[] = []
    const web = createServer((request, response) => {
      asked.push(request.url ?? '')
      const { port } = web.address() as AddressInfo // it listens on a port
      response.setHeader('Content-Type', 'text/xml')
      response.end(`<Response><Play>http://127.0.0.1:${port}/inside.wav</Play><Dial>1004</Dial></Response>`)
    })
    web.listen(0, '127.0.0.1')
    await once(web, 'listening')
    onTestFinished(() => void web.close())
    const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/script` // as above
    const of = await openOffice([flow('3000', { pivot: { url, format: 'twiml' } })])
    of.phones[1001].call('3000')
    const goesOn = async () => {
      await of.bed.clock.advance(500)
      return of.phones[1004].called.length
    }
    await expect.poll(goesOn, { timeout: 10_000 }).toBe(1)
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatch(/^\/script/)
    await expectNothingHeld(of)
  })
})
