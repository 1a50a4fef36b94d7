import { z } from 'zod'
import { audioCodecs } from '../../callflow/design/kinds/codecs.ts'
import { keyWays } from '../../callflow/design/kinds/people.ts'
import type { KeptParked, ParkedRows } from '../calls/moving/kept-parked.ts'
import type { EngineLog } from '../engine-log.ts'
import { transportKinds } from '../sip/transport/transports.ts'
import type { EngineDatabase } from './engine-database.ts'
import { type Writes, writeThrough } from './writes.ts'

const id = z.string().max(128)
const text = z.string().max(2_000)
const sdp = z.string().max(65_536)
const int = z.number().int()
const epochMs = z.number().nonnegative()

const callerSchema = z.object({
  name: text,
  number: text,
  isWithheld: z.literal(true).optional(),
  asserted: text.optional(),
  attestation: z.enum(['A', 'B', 'C']).optional(),
  origin: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('device'), deviceId: id, userId: id.optional() }),
    z.object({ kind: z.literal('trunk'), trunkId: id.optional() }),
  ]),
})

const nameAndNumber = z.object({ name: text, number: text })

const callStateSchema = z.object({
  prefixes: nameAndNumber,
  rewrite: nameAndNumber,
  dynamic: nameAndNumber,
  privacy: z.enum(['none', 'name', 'number', 'full']),
  variables: z.record(z.string(), z.string()),
  exported: z.array(z.string()),
  language: text,
  alertInfo: text,
  priority: z.number(),
  identity: z.object({ userId: id, name: text, number: text, atPhone: z.string().max(128).optional() }).nullable(),
})

const legSchema = z.object({
  session: z.object({
    dialog: z.object({
      sipCallId: z.string().min(1),
      localTag: z.string().min(1),
      remoteTag: z.string(),
      localAddress: z.string().min(1),
      remoteAddress: z.string().min(1),
      remoteTarget: z.string().min(1),
      routeSet: z.array(z.string()).max(50),
      localCseq: int.nonnegative(),
      remoteCseq: int.nonnegative().optional(), // it has asked for nothing yet
    }),
    flow: z.object({
      transport: z.enum(transportKinds),
      address: z.string().min(1),
      port: int.min(1).max(65_535),
      certifiedAs: z.string().optional(),
    }),
    isCallIdOwner: z.boolean(),
    timer: z
      .object({ intervalSec: z.number().int().min(90).max(1_000_000), isOurs: z.boolean(), takesUpdate: z.boolean() })
      .optional(),
    heardFrom: z.string().optional(),
  }),
  audio: z.object({
    codecs: z.array(z.enum(audioCodecs)),
    encryption: z.enum(['offered', 'required']).optional(),
    dtmf: z.enum(keyWays).optional(),
    isForBrowser: z.boolean(),
    sessionId: z.string().regex(/^[0-9]+$/),
    version: int.nonnegative(),
    ours: sdp,
    theirs: sdp.optional(),
  }),
})

const durationMs = z.number().nonnegative()

const recordingSchema = z.object({
  order: z.object({
    label: text,
    mediaName: text,
    format: z.enum(['wav', 'mp3']),
    maxDurationMs: durationMs,
    minDurationMs: durationMs,
    url: text,
    method: z.enum(['put', 'post']),
    sampleRateHz: z.literal([8_000, 16_000]),
    startsOn: z.enum(['now', 'answer', 'bridge']),
    followsTransfer: z.boolean(),
  }),
  isPaused: z.boolean(),
  beganAtMs: epochMs.nullable(),
  nodeId: z.string(),
})

const parkedSchema = z.object({
  callId: id.min(1),
  slot: z.string().regex(/^[0-9*#]{1,8}$/),
  ringBackAtMs: epochMs,
  ringBackMs: epochMs,
  ringBackForMs: epochMs,
  caller: callerSchema,
  dialled: text,
  callflowId: id,
  direction: z.enum(['internal', 'inbound', 'outbound']),
  before: z.object({
    who: callerSchema,
    payer: callerSchema,
    wasTransferred: z.boolean(),
    state: callStateSchema,
    history: z.object({
      startedMs: epochMs,
      answeredMs: epochMs.nullable(),
      answeredBy: text,
      forwardedBy: text,
      transferredBy: text,
      callerName: text.nullable(),
      chargedTo: text,
      numberClass: text,
    }),
  }),
  whereabouts: z.object({
    path: z.array(z.object({ callflowId: id, nodeId: z.string(), type: z.string() })).max(100),
    afterPreflow: id.nullable(),
    dialled: text,
    captures: z.array(text).max(20),
    transferredBy: callerSchema.nullable(),
    state: callStateSchema,
  }),
  leg: legSchema,
  label: text,
  recording: recordingSchema.optional(),
})

interface ParkedRow {
  readonly call_id: string
  readonly parked_json: string
}

/** The table `parked_call` of engine.db. */
const PUT = 'INSERT OR REPLACE INTO parked_call VALUES (@callId, @json)'
const REMOVE = 'DELETE FROM parked_call WHERE call_id = @callId'

export function createParkedRows(
  db: EngineDatabase,
  { writes = writeThrough(db), log }: { readonly writes?: Writes; readonly log: EngineLog },
): ParkedRows {
  const all = db.prepare<[], ParkedRow>('SELECT call_id, parked_json FROM parked_call')
  const remove = (callId: string) =>
    writes.put({ kind: 'parked call', key: callId, sql: REMOVE, parameters: { callId } })
  const read = ({ call_id: callId, parked_json }: ParkedRow): KeptParked[] => {
    try {
      const parked = parkedSchema.parse(JSON.parse(parked_json)) as KeptParked // JSON has no keys without values
      if (parked.callId !== callId) throw new Error(`it says that it is ${parked.callId}`)
      return [parked]
    } catch (error) {
      log.error({ callId, err: error }, 'a parked call of the run before cannot be read: it is given up')
      remove(callId)
      return []
    }
  }
  return {
    all: () =>
      all
        .all()
        .flatMap(read)
        .sort((a, b) => a.before.history.startedMs - b.before.history.startedMs),
    put(parked) {
      const { callId } = parked
      const { flowId: _gone, ...flow } = parked.leg.session.flow // connections end with the process
      const leg = { ...parked.leg, session: { ...parked.leg.session, flow } }
      const json = JSON.stringify({ ...parked, leg })
      writes.put({ kind: 'parked call', key: callId, sql: PUT, parameters: { callId, json } })
    },
    remove,
  }
}
