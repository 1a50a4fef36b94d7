import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { device, openOffice } from '../../calls/testing/small-office.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { watch } from './testing/watching.ts'

const SECOND = 1_000
const lists = [['Supported', 'eventlist']] as const
const officeWith = (lamps: string[], ...more: ReturnType<typeof makeDocument<'user'>>[]) =>
  openOffice([device('1003', { lamps }), ...more])

/** The list and, by resource, the state of its lamp in one NOTIFY. */
function read(notify: SipRequest) {
  const boundary = /boundary="([^"]+)"/.exec(notify.headers.get('Content-Type') ?? '')?.[1]
  const [rlmi = '', ...parts] = notify.body.split(`--${boundary}`).slice(1, -1)
  const resources = [...rlmi.matchAll(/<resource uri="([^"]+)"><instance id="1" state="(\w+)"/g)]
  return {
    isFull: rlmi.includes('fullState="true"'),
    version: /version="(\d+)"/.exec(rlmi)?.[1],
    resources: resources.map(([, uri, state]) => `${uri} ${state}`),
    states: parts.map((part) => `${/entity="([^"]+)"/.exec(part)?.[1]} ${/<state>(\w+)</.exec(part)?.[1] ?? 'idle'}`),
  }
}

describe('a list of lamps (RFC 4662)', () => {
  it('tells a whole key module in one NOTIFY, then only what changes', async () => {
    const { bed, phones } = await officeWith(['1001', '1002', '1999'])
    const list = await watch(bed, phones[1003], 'lamps', { headers: lists })
    expect([list.status, list.response.headers.get('Require'), list.last.headers.get('Require')]).toEqual([
      200,
      'eventlist',
      'eventlist',
    ])
    expect(list.last.headers.get('Content-Type')).toContain('multipart/related;type="application/rlmi+xml"')
    const [one, two, nobody] = ['1001', '1002', '1999'].map((number) => `sip:${number}@192.0.2.1`)
    expect(read(list.last)).toEqual({
      isFull: true,
      version: '0',
      resources: [`${one} active`, `${two} active`, `${nobody} terminated`],
      states: [`${one} idle`, `${two} idle`],
    })
    phones[1002].answers = undefined
    phones[1004].call('1002')
    await bed.clock.advance(3 * SECOND)
    expect(list.notifies.slice(1).map(read)).toEqual([
      { isFull: false, version: '1', resources: [`${two} active`], states: [`${two} early`] },
    ])
  })

  it('tells everything again on a refresh', async () => {
    const { bed, phones } = await officeWith(['1001', '1002'])
    const list = await watch(bed, phones[1003], 'lamps', { headers: lists })
    expect(await list.again(300)).toBe(200)
    expect(read(list.last)).toMatchObject({ isFull: true, version: '1' })
    expect(read(list.last).states).toHaveLength(2)
  })

  it('tells a hundred in several messages that each fit into a datagram', async () => {
    const people = Array.from({ length: 96 }, (_, at) =>
      makeDocument('user', { id: `p${at}`, name: `P${at}`, extension: `3${String(at).padStart(3, '0')}` }),
    )
    const lamps = people.map(({ extension }) => extension)
    const { bed, phones } = await officeWith(lamps, ...people)
    const list = await watch(bed, phones[1003], 'lamps', { headers: lists })
    await bed.clock.advance(10 * SECOND)
    const told = list.notifies.map(read)
    expect(told.map(({ isFull, states }) => [isFull, states.length])).toEqual([
      [true, 25],
      [false, 25],
      [false, 25],
      [false, 21],
    ])
    expect(new Set(told.flatMap(({ states }) => states)).size).toBe(96)
    for (const { body } of list.notifies) expect(body.length).toBeLessThan(40_000)
  })

  it('is asked for by phones that know lists only, and of its own phone', async () => {
    const { bed, phones } = await officeWith(['1001'])
    const unable = await watch(bed, phones[1003], 'lamps')
    expect([unable.status, unable.response.headers.get('Require')]).toEqual([421, 'eventlist'])
    const other = await watch(bed, phones[1001], 'lamps', { headers: [['Require', 'eventlist']] })
    expect(read(other.last)).toMatchObject({ isFull: true, resources: [] })
  })
})
