import { describe, expect, it } from 'vitest'
import { createBindingStore } from './binding-store.ts'
import { createCallbackRows } from './callback-rows.ts'
import { openEngineDatabase } from './engine-database.ts'
import { createMailRows } from './mail-rows.ts'
import { createRuntimeState } from './runtime-state.ts'
import { createSubscriptionStore } from './subscription-store.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

/** As a damaged page of the file, or another version, leaves them. */
const damaged = ['', '{"a":', '[]', 'null', '{}']

describe('a row of which a disk has spoilt the JSON costs itself alone', () => {
  it.each(damaged)('%j among the settings', (json) => {
    const db = openEngineDatabase(temporaryFolder())
    createRuntimeState(db).write({ scope: 'device', id: 'good', name: 'dnd' }, true)
    db.prepare("INSERT INTO runtime_state VALUES ('device', 'bad', 'dnd', ?)").run(json)
    expect(createRuntimeState(db).list()).toEqual([{ scope: 'device', id: 'good', name: 'dnd', value: true }])
  })

  it.each(damaged.filter((json) => json !== '[]'))('%j among the registrations', (json) => {
    const db = openEngineDatabase(temporaryFolder())
    const store = createBindingStore(db)
    const binding = {
      aor: '1001@a',
      contact: 'sip:1001@10.0.0.1',
      deviceId: 'desk',
      sipCallId: 'a',
      cseq: 7,
      source: { transport: 'udp', address: '10.0.0.9', port: 5070 },
      path: [],
      userAgent: 'Phone',
      registeredMs: 1,
      expiresMs: 99,
    } as const
    store.save([binding, { ...binding, aor: '1002@a' }], [])
    db.prepare("UPDATE binding SET path_json = ? WHERE aor = '1002@a'").run(json)
    expect(store.load(2)).toEqual([binding])
  })

  it.each(damaged)('%j among the mails, the callbacks and the subscriptions', (json) => {
    const db = openEngineDatabase(temporaryFolder())
    const mail = { id: 'm', createdMs: 1, to: ['a@b.test'], subject: 's', text: 't', about: '' }
    createMailRows(db).put({ mail, tries: 1, waitedMs: 2 })
    db.prepare("INSERT INTO mail VALUES ('bad', 0, 0, ?)").run(json)
    db.prepare("INSERT INTO queue_callback VALUES ('bad', ?)").run(json)
    db.prepare("INSERT INTO subscription VALUES ('bad', 99, ?)").run(json)
    expect(createMailRows(db).all()).toEqual([{ mail, tries: 1, waitedMs: 2 }])
    expect(createCallbackRows(db).all()).toEqual([])
    expect(createSubscriptionStore(db).load(0)).toEqual([])
  })
})
