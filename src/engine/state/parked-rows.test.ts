import { expect, it } from 'vitest'
import type { KeptParked } from '../calls/moving/kept-parked.ts'
import { freshCallState } from '../../callflow/run/call-state.ts'
import { SimClock } from '../sip/testing/sim-clock.ts'
import { openEngineDatabase } from './engine-database.ts'
import { rowWriter } from './database-writer.ts'
import { createParkedRows } from './parked-rows.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { WriteQueue } from './write-queue.ts'

const caller = { name: 'Kim', number: '1001', origin: { kind: 'device', deviceId: '1001' } } as const

const parked = (callId: string, startedMs: number, slot = '101'): KeptParked => ({
  callId,
  slot,
  ringBackAtMs: 5_000,
  ringBackMs: 30_000,
  ringBackForMs: 10_000,
  caller,
  dialled: '1002',
  callflowId: 'flow',
  direction: 'internal',
  before: {
    who: caller,
    payer: caller,
    wasTransferred: true,
    state: freshCallState,
    history: {
      startedMs,
      answeredMs: null,
      answeredBy: '',
      forwardedBy: '',
      transferredBy: '1002',
      callerName: null,
      chargedTo: '',
      numberClass: '',
    },
  },
  whereabouts: {
    path: [{ callflowId: 'flow', nodeId: 'park', type: 'park' }],
    afterPreflow: null,
    dialled: '7101',
    captures: [],
    transferredBy: null,
    state: freshCallState,
  },
  leg: {
    session: {
      dialog: {
        sipCallId: callId,
        localTag: 'ours',
        remoteTag: 'theirs',
        localAddress: '<sip:1002@pbx>;tag=ours',
        remoteAddress: '<sip:1001@pbx>;tag=theirs',
        remoteTarget: 'sip:1001@192.0.2.11',
        routeSet: [],
        localCseq: 0,
        remoteCseq: undefined,
      },
      flow: { transport: 'tcp', address: '192.0.2.11', port: 40_000, flowId: 'of this process' },
      isCallIdOwner: false,
      heardFrom: '192.0.2.11',
    },
    audio: { codecs: ['PCMU'], isForBrowser: false, sessionId: '1', version: 1, ours: 'v=0', theirs: 'v=0' },
  },
  label: '1001',
})

const log = { warn: () => {}, error: () => {} }

it('parked calls come back as they were, whoever began first, first, without the connection they had', () => {
  const db = openEngineDatabase(temporaryFolder())
  const rows = createParkedRows(db, { log })
  rows.put(parked('late', 2_000))
  rows.put(parked('early', 1_000, '*9'))
  rows.put(parked('gone', 0))
  rows.put({ ...parked('early', 1_000, '*9'), ringBackAtMs: 7_000 })
  rows.remove('gone')
  const [first, second] = createParkedRows(db, { log }).all()
  expect([first?.callId, first?.ringBackAtMs, second?.callId]).toEqual(['early', 7_000, 'late'])
  const { flowId: _gone, ...way } = parked('late', 2_000).leg.session.flow
  expect(second?.leg.session.flow).toEqual(way)
  expect(JSON.parse(JSON.stringify(second?.before))).toEqual(parked('late', 2_000).before)
})

it('on a full disk they wait in memory, and only those are written that are still parked when there is room', async () => {
  const db = openEngineDatabase(temporaryFolder())
  const write = rowWriter(db)
  const queue: WriteQueue = new WriteQueue({
    target: { write: async (changes) => write(changes), close: async () => {} },
    timers: new SimClock(),
    onChange: () => {},
    onRefused: ({ key }) => expect.fail(key),
  })
  const rows = createParkedRows(db, { writes: queue, log })
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`)
  const long = 'x'.repeat(60_000)
  const withMuchSdp = (callId: string): KeptParked => {
    const { leg, ...rest } = parked(callId, 1_000)
    return { ...rest, leg: { ...leg, audio: { ...leg.audio, ours: long } } }
  }
  for (const callId of ['left', 'stays']) rows.put(withMuchSdp(callId))
  await queue.settled()
  expect([queue.waiting, queue.problem]).toEqual([2, expect.stringMatching(/full/)])
  rows.remove('left')
  db.pragma('max_page_count = 1000000')
  queue.resume()
  await queue.settled()
  expect(rows.all().map(({ callId }) => callId)).toEqual(['stays'])
})
