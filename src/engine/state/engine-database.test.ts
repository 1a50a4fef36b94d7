import { join } from 'node:path'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { transportKinds } from '../sip/transport/transports.ts'
import type { Cdr } from '../control/contract.ts'
import { createBindingStore } from './binding-store.ts'
import { createBlobStore } from './blob-store.ts'
import { createBundleStore } from './bundle-store.ts'
import { createCdrStore } from './cdr-store.ts'
import { type EngineDatabase, NewerDatabaseError, openEngineDatabase } from './engine-database.ts'
import { createMessageStore } from './message-store.ts'
import { createRuntimeState } from './runtime-state.ts'
import { type Writes, writeThrough } from './writes.ts'
import { createTextMessageRows } from './text-message-rows.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

describe('engine.db', () => {
  it('opens again with what was in it', () => {
    const folder = temporaryFolder()
    const first = openEngineDatabase(folder)
    const key = { scope: 'schedule-rule', id: 'lunch', name: 'forced' } as const
    createRuntimeState(first).write(key, 'on')
    first.close()
    const state = createRuntimeState(openEngineDatabase(folder))
    expect(state.read(key)).toBe('on')
    state.write(key, undefined)
    expect(state.list()).toEqual([])
  })

  it('written by a newer version is refused by name and left alone', () => {
    const folder = temporaryFolder()
    const db = openEngineDatabase(folder)
    db.pragma('user_version = 99')
    db.close()
    expect(() => openEngineDatabase(folder)).toThrow(NewerDatabaseError)
    expect(() => openEngineDatabase(folder)).toThrow(/version 99; this Callwright knows versions up to 18/)
  })
})

describe('a database of version 1', () => {
  it('keeps its calls, which nobody forwarded', () => {
    const folder = temporaryFolder()
    const old = openEngineDatabase(folder)
    dropWaysToPhones(old)
    dropWhoDeployed(old)
    old.exec(`ALTER TABLE cdr DROP COLUMN forwarded_by; ALTER TABLE cdr DROP COLUMN charged_to; ALTER TABLE cdr DROP COLUMN number_class;
      INSERT INTO cdr VALUES ('c1', 1, NULL, 2, 'inbound', '', '', '8000', '', '', 'talked', NULL, '');
      PRAGMA user_version = 1`)
    old.close()
    const calls = createCdrStore(openEngineDatabase(folder)).list({ limit: 1 })
    expect(calls).toMatchObject([
      {
        callId: 'c1',
        forwardedBy: '',
        chargedTo: '',
        numberClass: '',
        transferredBy: '',
        continuedIn: '',
        endedBecause: '',
        attestation: '',
      },
    ])
  })
})

describe('a database of version 12', () => {
  it('keeps whom a queue calls back and the calls, which do not say why they ended, and takes parked calls', () => {
    const folder = temporaryFolder()
    const old = openEngineDatabase(folder)
    createCdrStore(old).add(cdr(1))
    dropWhoDeployed(old)
    old.exec(`DROP TABLE parked_call; INSERT INTO queue_callback VALUES ('c', '{}');
      ALTER TABLE cdr DROP COLUMN ended_because; ALTER TABLE message DROP COLUMN transcript; PRAGMA user_version = 12`)
    old.close()
    const db = openEngineDatabase(folder)
    expect(createCdrStore(db).list({ limit: 1 })).toEqual([cdr(1)])
    expect(db.prepare('SELECT callback_id FROM queue_callback').all()).toEqual([{ callback_id: 'c' }])
    expect(db.prepare('SELECT * FROM parked_call').all()).toEqual([])
  })
})

describe('a database of version 17', () => {
  it('keeps its calls, of whose callers nobody knows how far carriers vouched', () => {
    const folder = temporaryFolder()
    const old = openEngineDatabase(folder)
    createCdrStore(old).add({ ...cdr(1), attestation: 'A' })
    dropAttestation(old)
    old.exec('PRAGMA user_version = 17')
    old.close()
    const store = createCdrStore(openEngineDatabase(folder))
    store.add({ ...cdr(2), attestation: 'B' })
    expect(store.list({ limit: 2 }).map(({ attestation }) => attestation)).toEqual(['B', ''])
  })
})

describe('a database of version 16', () => {
  it('takes messages between extensions', async () => {
    const folder = temporaryFolder()
    const old = openEngineDatabase(folder)
    dropAttestation(old)
    old.exec('DROP TABLE text_message; PRAGMA user_version = 16')
    old.close()
    const message = {
      id: 'm',
      recipientId: 'user',
      senderId: 'desk',
      from: { uri: 'sip:1001@bed.test', displayName: 'Kim' },
      to: 'sip:1002@bed.test',
      text: 'Käse',
      expiresMs: 7,
    }
    await createTextMessageRows(openEngineDatabase(folder)).keep(message)
    expect(createTextMessageRows(openEngineDatabase(folder)).all()).toEqual([message])
  })
})

describe('a database of version 15', () => {
  it('keeps which versions ran, by nobody in particular', () => {
    const folder = temporaryFolder()
    const old = openEngineDatabase(folder)
    dropWhoDeployed(old)
    old.exec(`INSERT INTO bundle VALUES ('b', 'd', 'Design', 1, 1);
      INSERT INTO activation (bundle_id, activated_ms) VALUES ('b', 7); PRAGMA user_version = 15`)
    old.close()
    expect(createBundleStore(openEngineDatabase(folder), folder).deployments()).toEqual([
      { sequence: 1, bundleId: 'b', designId: 'd', designName: 'Design', atMs: 7, by: '', byToken: '', note: '' },
    ])
  })
})

describe('a database of version 14', () => {
  it('keeps its messages, which nobody has written down', () => {
    const folder = temporaryFolder()
    const old = openEngineDatabase(folder)
    dropWhoDeployed(old)
    old.exec(`ALTER TABLE message DROP COLUMN transcript;
      INSERT INTO message VALUES ('m1', 'box', 1, 2, 'Kim', '1001', 1, 0, NULL); PRAGMA user_version = 14`)
    old.close()
    const db = openEngineDatabase(folder)
    expect(db.prepare('SELECT message_id, transcript FROM message').all()).toEqual([
      { message_id: 'm1', transcript: null },
    ])
  })
})

describe('a database of version 2', () => {
  it('keeps its calls, which nobody was charged for', () => {
    const folder = temporaryFolder()
    const old = openEngineDatabase(folder)
    dropWaysToPhones(old)
    dropWhoDeployed(old)
    old.exec(`ALTER TABLE cdr DROP COLUMN charged_to; ALTER TABLE cdr DROP COLUMN number_class;
      INSERT INTO cdr VALUES ('c2', 1, NULL, 2, 'inbound', '', '', '8000', '', '', 'talked', NULL, '', 'user-1');
      PRAGMA user_version = 2`)
    old.close()
    const calls = createCdrStore(openEngineDatabase(folder)).list({ limit: 1 })
    expect(calls).toMatchObject([
      {
        callId: 'c2',
        forwardedBy: 'user-1',
        chargedTo: '',
        numberClass: '',
        transferredBy: '',
        continuedIn: '',
        endedBecause: '',
        attestation: '',
      },
    ])
  })
})

describe('a database of version 3', () => {
  it('keeps its registrations, of which only the source is known', () => {
    const folder = temporaryFolder()
    const old = openEngineDatabase(folder)
    dropWaysToPhones(old)
    dropWhoDeployed(old)
    old.exec(`INSERT INTO binding VALUES ('1001@example.test', 'sip:1001@10.0.0.1', 'desk', 'a', 7, 'udp', '10.0.0.9', 5070, 'Phone', 1, 99);
      PRAGMA user_version = 3`)
    old.close()
    expect(createBindingStore(openEngineDatabase(folder)).load(2)).toEqual([
      {
        aor: '1001@example.test',
        contact: 'sip:1001@10.0.0.1',
        deviceId: 'desk',
        sipCallId: 'a',
        cseq: 7,
        source: { transport: 'udp', address: '10.0.0.9', port: 5070 },
        path: [],
        userAgent: 'Phone',
        registeredMs: 1,
        expiresMs: 99,
      },
    ])
  })
})

describe('a database of version 4', () => {
  it('keeps its messages, which nobody cut short', () => {
    const folder = temporaryFolder()
    const old = openEngineDatabase(folder)
    dropCutShort(old)
    dropWhoDeployed(old)
    old.exec(`INSERT INTO message VALUES ('m', 'box', 1, 2, '', '', 1); PRAGMA user_version = 4`)
    old.close()
    mkdirSync(join(folder, 'messages'))
    writeFileSync(join(folder, 'messages', 'm.wav'), 'sound')
    const messages = createMessageStore(openEngineDatabase(folder), folder).list('box')
    expect(messages).toMatchObject([{ messageId: 'm', wasCutShort: false }])
  })
})

describe('a database of version 5', () => {
  const atTwo = { cseq: 7, source: { transport: 'udp', address: '10.0.0.9', port: 5070 }, path: ['<sip:edge;lr>'] }

  it('keeps its registrations, and takes them over any transport from now on, but over nothing else', () => {
    const folder = temporaryFolder()
    const old = openEngineDatabase(folder)
    dropTransfers(old)
    const { sql } = old.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'binding'`).get() as { sql: string }
    dropWhoDeployed(old)
    old.exec(`DROP TABLE binding; ${sql.replace(/transport IN \([^)]*\)/, `transport IN ('udp', 'tcp')`)};
      INSERT INTO binding VALUES ('1@a', 'sip:1@10.0.0.1', 'desk', 'a', 7, 'udp', '10.0.0.9', 5070, 'Phone', 1, 99, '10.0.0.1:5061', 1, '["<sip:edge;lr>"]');
      INSERT INTO binding VALUES ('2@a', 'sip:2@10.0.0.2', 'hall', 'b', 8, 'tcp', '10.0.0.8', 5071, '', 2, 98, '', 0, '[]');
      PRAGMA user_version = 5`)
    expect(() => old.exec(`UPDATE binding SET transport = 'tls'`)).toThrow(/CHECK/)
    old.close()
    const db = openEngineDatabase(folder)
    const store = createBindingStore(db)
    const [first, second] = store.load(2)
    expect(first).toMatchObject({ ...atTwo, sentBy: { host: '10.0.0.1', port: 5061, hasRport: true } })
    expect(second).toMatchObject({ deviceId: 'hall', source: { transport: 'tcp' }, registeredMs: 2, expiresMs: 98 })
    if (first)
      for (const transport of transportKinds)
        store.save([{ ...first, aor: transport, source: { ...first.source, transport } }], [])
    const kept = store.load(2).map(({ aor, source }) => [aor, source.transport])
    expect(kept.slice(2)).toEqual(['tcp', 'tls', 'udp', 'ws', 'wss'].map((kind) => [kind, kind]))
    expect(() => db.exec(`UPDATE binding SET transport = 'sctp'`)).toThrow(/CHECK/)
  })
})

describe('registrations', () => {
  it.each([
    { host: '10.0.0.1', port: 5060, hasRport: true },
    { host: '2001:db8::1', port: 5060, hasRport: false },
    { host: 'phone.example', hasRport: false },
  ])('come back as they were: sent by %j', (sentBy) => {
    const folder = temporaryFolder()
    const db = openEngineDatabase(folder)
    const binding = {
      aor: '1001@example.test',
      contact: 'sip:1001@10.0.0.1',
      deviceId: 'desk',
      sipCallId: 'a',
      cseq: 7,
      source: { transport: 'udp', address: '10.0.0.9', port: 5070 },
      sentBy,
      path: ['<sip:edge.example;lr>', '<sip:10.0.0.2:5070;lr>;a="b,c"'],
      userAgent: 'Phone',
      registeredMs: 1,
      expiresMs: 99,
    } as const
    createBindingStore(db).save([binding], [])
    db.close()
    expect(createBindingStore(openEngineDatabase(folder)).load(2)).toEqual([binding])
  })
})

describe('CDRs', () => {
  it('come newest first, page by page', () => {
    const store = createCdrStore(openEngineDatabase(temporaryFolder()))
    for (let i = 0; i < 5; i++) store.add(cdr(i))
    expect(store.list({ limit: 2 }).map(({ callId }) => callId)).toEqual(['call-4', 'call-3'])
    expect(store.list({ limit: 2, beforeMs: 3 }).map(({ callId }) => callId)).toEqual(['call-2', 'call-1'])
  })

  it.each(['written', 'not yet written'])(
    'given calls that began at the same moment, %s, then page by page none is left out',
    (how) => {
      const db = openEngineDatabase(temporaryFolder())
      const writes: Writes = how === 'written' ? writeThrough(db) : { put: () => {} }
      const store = createCdrStore(db, writes)
      const ids = ['f', 'b', 'd', 'a', 'e', 'c']
      for (const callId of ids) store.add({ ...cdr(7), callId })
      store.add({ ...cdr(6), callId: 'z' })
      const seen: string[] = []
      for (let last: Cdr | undefined; ; ) {
        const page = store.list({ limit: 2, ...(last ? { beforeMs: last.startedMs, beforeCallId: last.callId } : {}) })
        seen.push(...page.map(({ callId }) => callId))
        last = page.at(-1)
        if (!last) break
      }
      expect(seen).toEqual(['f', 'e', 'd', 'c', 'b', 'a', 'z'])
    },
  )
})

describe('how the audio of a call fared', () => {
  const leg = {
    label: 'desk',
    codec: 'G722',
    sent: 50,
    received: { packets: 49, lost: 1, jitterMs: 2.5 },
    farEnd: null,
    roundTripMs: 20,
    mos: 4.2,
  }

  it.each(['[{"label":7}]', 'not JSON', '{}'])(
    'is kept with its record; of one that says %s the rest is shown',
    (damaged) => {
      const db = openEngineDatabase(temporaryFolder())
      const store = createCdrStore(db)
      store.add({ ...cdr(1), audio: [leg] })
      store.add({ ...cdr(2), audio: [leg] })
      db.prepare("UPDATE cdr SET audio_json = ? WHERE call_id = 'call-2'").run(damaged)
      expect(store.list({ limit: 2 })).toMatchObject([
        { callId: 'call-2', audio: [] },
        { callId: 'call-1', audio: [leg] },
      ])
    },
  )
})

describe('what would grow for ever', () => {
  it('CDRs: the latest stay', () => {
    const db = openEngineDatabase(temporaryFolder())
    const store = createCdrStore(db, writeThrough(db), 3)
    for (let i = 0; i < 10; i++) store.add(cdr(i))
    expect(store.list({ limit: 100 }).map(({ callId }) => callId)).toEqual(['call-9', 'call-8', 'call-7'])
  })

  it('bundles: those used last stay, with their files', async () => {
    const folder = temporaryFolder()
    const store = createBundleStore(openEngineDatabase(folder), folder, { maxBundles: 3 })
    const ids = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(64))
    const put = async (id: string, nowMs: number) => {
      await store.put({ id, designId: 'd', designName: '', schemaVersion: 1, createdMs: 1, documents: [] }, nowMs)
      await store.recordActivation(id, nowMs)
    }
    for (const [at, id] of ids.slice(0, 4).entries()) await put(id, at)
    await store.recordActivation(ids[1] ?? '', 10)
    await put(ids[4] ?? '', 11)
    expect(ids.filter((id) => store.has(id))).toEqual([ids[1], ids[3], ids[4]])
    await expect
      .poll(() => readdirSync(join(folder, 'bundles')).toSorted())
      .toEqual([ids[1], ids[3], ids[4]].map((id) => `${id}.json`))
    expect(store.activated()).toEqual([ids[4], ids[1], ids[3]])
  })
})

describe('a clock that is set back', () => {
  it('costs no version that ran lately, nor one that is about to run', async () => {
    const folder = temporaryFolder()
    const store = createBundleStore(openEngineDatabase(folder), folder, { maxBundles: 3 })
    const ids = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(64))
    const put = (id: string, nowMs: number) =>
      store.put({ id, designId: 'd', designName: '', schemaVersion: 1, createdMs: 1, documents: [] }, nowMs)
    const [a = '', b = '', c = '', d = '', e = ''] = ids
    for (const [id, nowMs] of [
      [a, 1_000],
      [b, 2_000],
      [c, 3],
    ] as const) {
      await put(id, nowMs)
      await store.recordActivation(id, nowMs)
    }
    await put(e, 5)
    await put(d, 4)
    await store.recordActivation(d, 4)
    expect(ids.filter((id) => store.has(id))).toEqual([c, d, e])
  })
})

describe('messages', () => {
  it('move their recording in, and take it along when removed', async () => {
    const folder = temporaryFolder()
    const store = createMessageStore(openEngineDatabase(folder), folder)
    const recording = join(folder, 'spoken.wav')
    writeFileSync(recording, 'sound')
    const message = {
      messageId: 'm1',
      mailboxId: 'box',
      receivedMs: 1,
      durationMs: 2_000,
      callerName: 'Kim',
      callerNumber: '+16045550111',
      isNew: true,
      wasCutShort: false,
    }
    await store.add(message, recording)
    expect(store.list('box')).toEqual([message])
    expect(store.counts('box')).toEqual({ newMessages: 1, savedMessages: 0 })
    expect((await store.audio('m1'))?.toString()).toBe('sound')
    expect(await store.audio('../engine.db')).toBeUndefined()
    expect([await store.remove('m1'), await store.remove('m1')]).toEqual([true, false])
    expect(store.list()).toEqual([])
  })
})

describe('blobs', () => {
  it('are taken under their own hash only', async () => {
    const store = createBlobStore(temporaryFolder())
    const hash = '2c624232cc9e0c0e1b0b0e0c0e0c0e0c0e0c0e0c0e0c0e0c0e0c0e0c0e0c0e0c'
    const refused = await store.put(hash, Buffer.from('sound'))
    expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining('the 5 bytes have SHA-256') as string })
    expect(store.has(hash)).toBe(false)
  })
})

describe('bundles', () => {
  it('know what ran last and what before it, whatever the clock said', async () => {
    const folder = temporaryFolder()
    const store = createBundleStore(openEngineDatabase(folder), folder)
    const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]
    for (const id of [a, b]) {
      await store.put({ id, designId: 'd', designName: id[0] ?? '', schemaVersion: 1, createdMs: 1, documents: [] }, 2)
    }
    for (const [at, id] of [a, b, b].entries()) await store.recordActivation(id, at)
    expect(store.activated()).toEqual([b, a])
    await store.recordActivation(a, 1)
    expect(store.activated()).toEqual([a, b])
    expect((await store.read(a)).designName).toBe('a')
  })
})

/** Back to before version 5. */
function dropTransfers(db: EngineDatabase): void {
  db.exec(
    'DROP TABLE mail; DROP TABLE subscription; DROP TABLE queue_event; DROP TABLE queue_callback; DROP TABLE parked_call',
  )
  for (const column of ['deleted_ms', 'transcript']) db.exec(`ALTER TABLE message DROP COLUMN ${column}`)
  for (const column of ['transferred_by', 'continued_in', 'audio_json', 'ended_because'])
    db.exec(`ALTER TABLE cdr DROP COLUMN ${column}`)
}

function dropCutShort(db: EngineDatabase): void {
  dropTransfers(db)
  db.exec('ALTER TABLE message DROP COLUMN was_cut_short')
}

/** Back to before version 4. */
function dropWaysToPhones(db: EngineDatabase): void {
  dropCutShort(db)
  for (const column of ['sent_by', 'has_rport', 'path_json']) db.exec(`ALTER TABLE binding DROP COLUMN ${column}`)
}

function cdr(index: number): Cdr {
  return {
    callId: `call-${index}`,
    startedMs: index,
    answeredMs: null,
    endedMs: index + 1,
    direction: 'internal',
    callerName: '',
    callerNumber: '1001',
    dialled: '1002',
    callflowId: 'f',
    answeredBy: '',
    endReason: 'dead-end',
    sipStatus: 480,
    tag: '',
    forwardedBy: '',
    chargedTo: '',
    numberClass: '',
    transferredBy: '',
    continuedIn: '',
    endedBecause: '',
    attestation: '',
    audio: [],
  } as const
}

function dropAttestation(db: EngineDatabase): void {
  db.exec('ALTER TABLE cdr DROP COLUMN attestation')
}

function dropWhoDeployed(db: EngineDatabase): void {
  dropAttestation(db)
  db.exec('DROP TABLE text_message')
  for (const column of ['by_name', 'by_token', 'note']) db.exec(`ALTER TABLE activation DROP COLUMN ${column}`)
}
