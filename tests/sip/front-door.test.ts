import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Callflow, type Document, makeDocument } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { callerAtDevice } from '../../src/callflow/numbering/caller-at-device.ts'
import { callerFromOutside } from '../../src/callflow/numbering/outside-caller.ts'
import { decidedRehearsal } from '../../src/callflow/rehearse/rehearsal.ts'
import type { TraceEvent } from '../../src/callflow/run/trace.ts'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import type { SipUserAgent } from '../../src/engine/sip/user-agent.ts'
import { company, passwordOf, realm, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow, type NodeSketch } from '../harness/flow.ts'
import { freePort } from '../harness/free-port.ts'
import { traceOf } from '../harness/observe.ts'
import { until } from '../harness/until.ts'

// Who answers whom: the same design, caller and number once on the engine, with a real phone and a real carrier, and once rehearsed.

const carrierHost = '127.0.0.2'
const callerNumber = '+12125550123'
let engine: TestEngine
let carrier: SipUserAgent
let phone: SipUserAgent
let carrierPort = 0
/** What the carrier was asked for: number and the caller it was told. */
const asked: string[] = []

beforeAll(async () => {
  carrierPort = await freePort(carrierHost)
  engine = await startTestEngine()
  const agent = async (host: string, port: number) => {
    const made = createUserAgent({ listen: [{ transport: 'udp', host, port }], userAgentName: 'front door' })
    await made.start()
    return made
  }
  carrier = await agent(carrierHost, carrierPort)
  phone = await agent('127.0.0.1', 0)
  carrier.onInvite((session) => {
    const from = session.request.headers.get('From') ?? ''
    asked.push(`${userIn(session.request.uri)} from ${userIn(from)}`)
    session.reject({ status: 486 })
  })
})
afterAll(async () => {
  await Promise.all([carrier?.close(), phone?.close()])
  await engine?.stop()
})

const userIn = (text: string) => /sips?:([^@>]*)@/.exec(text)?.[1] ?? ''

const lists = (
  id: string,
  numbers: string[],
  nodes: Record<string, NodeSketch>,
  patterns: string[] = [],
): Callflow => ({
  ...flow(id, { numbers, nodes }),
  patterns,
})
const says = (status: number): Record<string, NodeSketch> => ({
  say: { type: 'response', settings: { sipStatus: status, sipReason: 'Said' } },
})
const rings = (userId: string): Record<string, NodeSketch> => ({ user: { type: 'user', settings: { userId } } })
const out: Record<string, NodeSketch> = { out: { type: 'account-carrier' } }

const own = {
  external: { name: 'Northwind', number: '+16045550100' },
  emergency: { name: 'Help', number: '+16045550199' },
}
const account = (fields: object = {}) => {
  const callerIds = { internal: { name: '', number: '' }, ...own }
  return company({ country: 'CA', outboundTrunkId: 'trunk', callerIds, ...fields })
}
const trunk = (fields: object = {}) =>
  makeDocument('trunk', {
    id: 'trunk',
    name: 'Carrier',
    host: `${carrierHost}:${carrierPort}`,
    allowedAddresses: [carrierHost],
    ...fields,
  })
/** 1001 and 1002 with a phone each, whose flows only ring. */
const people = (): Document[] =>
  ['1001', '1002'].flatMap((extension) => [
    ...seat(extension).filter(({ kind }) => kind !== 'callflow' && kind !== 'mailbox'),
    lists(`flow-${extension}`, [extension], rings(`user-${extension}`)),
  ])
const main = lists('main', ['+16045550100', '8000'], says(480))
const all = [main, lists('national', ['6045550188'], says(480))]

/** A dozen offices. */
const designs: readonly (readonly [what: string, documents: () => Document[]])[] = [
  ['plain', () => [...account(), trunk(), ...people(), ...all]],
  [
    'a digit for an outside line',
    () => [...account(), trunk(), ...people(), ...all, lists('nine', [], out, ['^9([0-9]+)$'])],
  ],
  [
    'everything else to a carrier',
    () => [...account(), trunk(), ...people(), ...all, lists('rest', ['no_match'], out)],
  ],
  [
    'everything else refused',
    () => [...account(), trunk(), ...people(), ...all, lists('rest', ['no_match'], says(486))],
  ],
  [
    'a callflow before every call',
    () => [
      ...account({ preflowId: 'before' }),
      trunk(),
      ...people(),
      ...all,
      lists('before', [], { tag: { type: 'prepend', settings: { namePrefix: 'VIA ', numberPrefix: '' } } }),
    ],
  ],
  [
    'closed groups',
    () => [
      ...account({ closedGroups: true }),
      trunk(),
      ...people(),
      ...all,
      lists('alias', ['2002'], rings('user-1002')),
    ],
  ],
  ['a prefix for the carrier', () => [...account(), trunk({ dialPrefix: '7' }), ...people(), ...all]],
  ['no trunk chosen', () => [...account({ outboundTrunkId: null }), trunk(), ...people(), ...all]],
  [
    'a chosen trunk without host',
    () => [
      ...account({ outboundTrunkId: 'dead' }),
      trunk(),
      makeDocument('trunk', { id: 'dead', name: 'Dead' }),
      ...people(),
      ...all,
    ],
  ],
  ['a trunk that is off', () => [...account(), trunk({ enabled: false }), ...people(), ...all]],
  ['Germany', () => [...account({ country: 'DE' }), trunk(), ...people(), ...all]],
  [
    'New Zealand, 112 taken',
    () => [...account({ country: 'NZ' }), trunk(), ...people(), ...all, lists('taken', ['112'], says(480))],
  ],
]

const dialledByPhone = [
  '911',
  '9911',
  '112',
  '110',
  '988',
  '1002',
  '2002',
  '8000',
  '6045550100',
  '16045550188',
  '6045550123',
  '+442079460000',
  '0442079460000',
  '5550123',
  '42',
  '*97',
]
const dialledByCarrier = [
  '+16045550100',
  '6045550100',
  '16045550100',
  '+16045550188',
  '8000',
  '1001',
  '911',
  '96045550123',
  '*97',
  '6045550123',
]

/** What can be seen of a call: where it went, what each dial asked for, how it ended. Times and the order of what one dial rings do not count. */
function seen(trace: readonly TraceEvent[]): string[] {
  return trace.flatMap((event) => {
    if (event.kind === 'flow-entered') return [`enters ${event.callflowId}`]
    if (event.kind === 'operation' && event.operation.kind === 'dial')
      return event.operation.legs.map(({ target, callerName, callerNumber: number }) => {
        const to = target.kind === 'device' ? target.deviceId : `${target.number} by ${target.trunkId ?? 'none'}`
        return `rings ${to} as ${callerName} ${number}`
      })
    if (event.kind === 'operation' && event.operation.kind === 'note') return [event.operation.message]
    return event.kind === 'call-ended' ? [`ends ${event.reason} ${event.sipStatus ?? ''}`] : []
  })
}

interface Row {
  readonly by: 'phone' | 'carrier'
  readonly dialled: string
}

/** No phone is registered, and the carrier says busy. */
function rehearsed(
  documents: readonly Document[],
  { by, dialled }: Row,
): { readonly seen: string[]; readonly asked: string[] } {
  const design = snapshotOf(documents)
  const device = design.find('device', 'device-1001')
  const caller =
    by === 'carrier' || !device
      ? callerFromOutside(design, { name: 'Kim', number: callerNumber, trunkId: 'trunk' })
      : callerAtDevice(design, device, () => undefined)
  const call = decidedRehearsal(design, { dialled, caller, startMs: 0 }, ({ operation, choices }) => {
    if (operation.kind !== 'dial') return choices[0]?.id
    return operation.legs.some(({ target }) => target.kind === 'number') ? 'busy' : 'unregistered'
  })
  const { reason, sipStatus } = call.ended ?? {}
  const trace = call.trace.length > 0 ? seen(call.trace) : [`ends ${reason} ${sipStatus}`]
  const wanted = call.trace.flatMap((event) =>
    event.kind === 'operation' && event.operation.kind === 'dial' ? event.operation.legs : [],
  )
  return {
    seen: trace,
    asked: wanted.flatMap(({ target, callerNumber: number }) =>
      target.kind === 'number' ? [`${target.number.replace(/^\+/, '')} from ${number}`] : [],
    ),
  }
}

async function live({ by, dialled }: Row): Promise<{ readonly seen: string[]; readonly asked: string[] }> {
  asked.length = 0
  const known = new Set((await engine.control.cdrs({})).map(({ callId }) => callId))
  const session = (by === 'phone' ? phone : carrier).invite({
    target: `sip:${dialled}@127.0.0.1:${engine.sipPort}`,
    from:
      by === 'phone' ? { uri: `sip:1001@${realm}` } : { uri: `sip:${callerNumber}@carrier.test`, displayName: 'Kim' },
    to: { uri: `sip:${dialled}@${realm}` },
    sdpOffer: sampleSdp(40_000),
    ...(by === 'phone' ? { credentials: { username: '1001', password: passwordOf('1001') } } : {}),
  })
  await new Promise<void>((resolve) => session.on({ onFailed: () => resolve(), onEnded: () => resolve() }))
  const cdr = await until('the call record', async () =>
    (await engine.control.cdrs({})).find(({ callId }) => !known.has(callId)),
  )
  return { seen: seen(await traceOf(engine, cdr.callId)), asked: [...asked] }
}

const rows: readonly Row[] = [
  ...dialledByPhone.map((dialled) => ({ by: 'phone', dialled }) as const),
  ...dialledByCarrier.map((dialled) => ({ by: 'carrier', dialled }) as const),
]

/** A carrier whose trunk is off is nobody: it is asked for a password, and there is no call. */
const rowsOf = (what: string) => (what === 'a trunk that is off' ? rows.filter(({ by }) => by === 'phone') : rows)

describe('what was rehearsed is what runs, at the door', () => {
  it('is tried on 300 rows', () => {
    expect(designs.flatMap(([what]) => rowsOf(what)).length).toBeGreaterThanOrEqual(300)
  })

  it.each(designs)('%s', { timeout: 120_000 }, async (what, make) => {
    const documents = make()
    await engine.activate(documents)
    for (const row of rowsOf(what)) {
      const planned = rehearsed(documents, row)
      const happened = await live(row)
      const about = `${what}: ${row.by} dials ${row.dialled}`
      expect({ about, seen: happened.seen }).toEqual({ about, seen: planned.seen })
      const prefix = what === 'a prefix for the carrier' ? '7' : ''
      const bare = happened.asked.map((text) => text.replace(/^\+/, ''))
      const plain = planned.asked.map((text) => (/^(?:911|112|110|988) /.test(text) ? text : prefix + text))
      expect({ about, asked: bare }).toEqual({ about, asked: plain })
    }
  })
})
