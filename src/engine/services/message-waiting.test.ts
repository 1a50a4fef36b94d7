import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import type { RequestOptions } from '../sip/user-agent.ts'
import { SimClock } from '../sip/testing/sim-clock.ts'
import { MessageWaiting } from './message-waiting.ts'
import type { Binding } from './registrar/binding.ts'

const box = (id: string, ownerId: string | null) =>
  makeDocument('mailbox', { id, name: id, number: `8${id.length}`, ownerId })
const phone = (id: string, ownerId: string) => makeDocument('device', { id, name: id, ownerId, sipUsername: id })
const design: readonly Document[] = [
  makeDocument('account', { id: 'account', name: 'Company', sipRealm: 'example.test' }),
  makeDocument('user', { id: 'ann', name: 'Ann' }),
  makeDocument('user', { id: 'bo', name: 'Bo' }),
  phone('desk', 'ann'),
  phone('away', 'ann'),
  phone('other', 'bo'),
  box('own', 'ann'),
  box('second', 'ann'),
  box('shared', null),
  { ...box('team', null), memberIds: ['ann', 'bo'] },
]

function lamps(counts: Readonly<Record<string, readonly [number, number]>>) {
  const clock = new SimClock()
  const told: RequestOptions[] = []
  const waiting = new MessageWaiting({
    userAgent: {
      listenPoints: [],
      isConnected: () => false,
      locate: () => Promise.reject(new Error('no names here')),
      addressesFor: () => Promise.resolve({ local: '127.0.0.1', shown: '127.0.0.1' }),
      request(options) {
        told.push(options)
        return Promise.reject(new Error('a phone that knows no lamps'))
      },
    },
    trunks: () => ({ trunkAt: () => undefined }),
    bindingsOf: (deviceId) => (deviceId === 'away' ? [] : [bindingOf(deviceId)]),
    counts(mailboxId) {
      const [newMessages, savedMessages] = counts[mailboxId] ?? [0, 0]
      return { newMessages, savedMessages }
    },
    design: () => snapshotOf(design),
    clock,
    timers: clock,
  })
  return { clock, told, waiting }
}

const bindingOf = (deviceId: string): Binding => ({
  aor: `${deviceId}@example.test`,
  deviceId,
  contact: `sip:${deviceId}@127.0.0.1:5070`,
  source: { transport: 'udp', address: '127.0.0.1', port: 5090 },
  sentBy: { host: '127.0.0.1', port: 5090, hasRport: false },
  path: ['<sip:127.0.0.1:5075;lr>'],
  sipCallId: 'a',
  cseq: 1,
  userAgent: '',
  registeredMs: 0,
  expiresMs: 60_000,
})

describe('lamps for waiting messages (A6 MWI, RFC 3842)', () => {
  it('given a box, when it changes several times in a moment, then the registered phones of its owner are told once', async () => {
    const { clock, told, waiting } = lamps({ own: [2, 1] })
    waiting.changed('own')
    waiting.changed('own')
    await clock.advance(1_000)
    expect(told.map(({ target }) => target)).toEqual(['sip:desk@127.0.0.1:5070'])
    expect(told[0]).toMatchObject({ method: 'NOTIFY', from: { uri: 'sip:83@example.test' } })
    expect(told[0]?.via).toEqual({ transport: 'udp', address: '127.0.0.1', port: 5075 })
    expect(told[0]?.headers).toContainEqual(['Route', '<sip:127.0.0.1:5075;lr>'])
    expect(told[0]?.headers).toContainEqual(['Event', 'message-summary'])
    expect(told[0]?.body?.content).toBe(
      'Messages-Waiting: yes\r\nMessage-Account: sip:83@example.test\r\nVoice-Message: 2/1 (0/0)\r\n',
    )
  })

  it('given two boxes of one person, when one changes, then both are counted', async () => {
    const { clock, told, waiting } = lamps({ own: [1, 0], second: [3, 2] })
    waiting.changed('second')
    await clock.advance(1_000)
    expect(told[0]?.body?.content).toContain('Voice-Message: 4/2 (0/0)')
  })

  it('given a box of nobody, when it changes, then nobody is told', async () => {
    const { clock, told, waiting } = lamps({ shared: [1, 0] })
    waiting.changed('shared')
    await clock.advance(1_000)
    expect(told).toEqual([])
  })

  it('given a shared box (M8), when it changes, then the phones of those who share it are told', async () => {
    const { clock, told, waiting } = lamps({ team: [1, 0], own: [1, 0] })
    waiting.changed('team')
    await clock.advance(1_000)
    expect(told.map(({ target }) => target)).toEqual(['sip:desk@127.0.0.1:5070', 'sip:other@127.0.0.1:5070'])
    expect(told.map(({ body }) => /Voice-Message: .*(?=\r)/.exec(body?.content ?? '')?.[0])).toEqual([
      'Voice-Message: 2/0 (0/0)',
      'Voice-Message: 1/0 (0/0)',
    ])
  })

  it('given a phone that comes back, when messages wait, then it is told, and otherwise not', async () => {
    const { clock, told, waiting } = lamps({ own: [1, 0] })
    waiting.cameBack(phone('desk', 'ann'))
    waiting.cameBack(phone('other', 'bo'))
    await clock.advance(1_000)
    expect(told).toHaveLength(1)
    const none = lamps({ own: [0, 4] })
    none.waiting.cameBack(phone('desk', 'ann'))
    await none.clock.advance(1_000)
    expect(none.told).toEqual([])
  })
})
