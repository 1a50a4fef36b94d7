import { describe, expect, it } from 'vitest'
import type { KeptSubscription } from '../services/presence/kept-subscription.ts'
import { openEngineDatabase } from './engine-database.ts'
import { createSubscriptionStore } from './subscription-store.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const kept = (sipCallId: string, more: Partial<KeptSubscription> = {}): KeptSubscription => ({
  about: {
    deviceId: 'desk',
    event: 'dialog',
    eventId: '',
    address: '1002',
    entity: 'sip:1002@office.test',
    isList: false,
  },
  dialog: {
    dialog: {
      sipCallId,
      localTag: 'ours',
      remoteTag: 'theirs',
      localAddress: '<sip:1002@office.test>;tag=ours',
      remoteAddress: '<sip:1001@office.test>;tag=theirs',
      remoteTarget: 'sip:1001@192.0.2.2',
      routeSet: ['<sip:proxy.test;lr>'],
      localCseq: 4,
      remoteCseq: 2,
    },
    flow: { transport: 'tcp', address: '192.0.2.2', port: 5061 },
  },
  version: 0,
  expiresMs: 60_000,
  ...more,
})

describe('subscriptions in engine.db', () => {
  it('are there after a restart, without the connection they came over', () => {
    const folder = temporaryFolder()
    const db = openEngineDatabase(folder)
    const { flow, dialog } = kept('a').dialog
    createSubscriptionStore(db).save({ ...kept('a'), dialog: { dialog, flow: { ...flow, flowId: 'tcp-1' } } })
    db.close()
    expect(createSubscriptionStore(openEngineDatabase(folder)).load(0)).toEqual([kept('a')])
  })

  it('are replaced, removed, and forgotten when their time is over', () => {
    const db = openEngineDatabase(temporaryFolder())
    const store = createSubscriptionStore(db)
    for (const id of ['a', 'b', 'c']) store.save(kept(id))
    store.save(kept('a', { expiresMs: 90_000 }))
    store.remove(kept('b').dialog)
    const callIds = (nowMs: number) => store.load(nowMs).map(({ dialog }) => dialog.dialog.sipCallId)
    expect(callIds(59_999)).toEqual(['a', 'c'])
    expect(callIds(60_000)).toEqual(['a'])
    expect(callIds(0)).toEqual(['a'])
  })

  it('follow a clock that is set, and last an hour at the most', () => {
    const store = createSubscriptionStore(openEngineDatabase(temporaryFolder()))
    store.save(kept('a'))
    store.clockWasSet(10_000_000)
    expect(store.load(1_000)[0]?.expiresMs).toBe(3_601_000)
    store.clockWasSet(-10_000_000)
    expect(store.load(1_000)[0]?.expiresMs).toBe(60_000)
  })

  it('that cannot be read are left out', () => {
    const db = openEngineDatabase(temporaryFolder())
    db.exec(`INSERT INTO subscription VALUES ('x', 99, '{"about":{}}')`)
    expect(createSubscriptionStore(db).load(0)).toEqual([])
  })
})
