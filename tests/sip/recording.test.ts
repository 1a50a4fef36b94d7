import { readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TraceEvent } from '../../src/callflow/run/trace.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow, type NodeSketch } from '../harness/flow.ts'
import { firstCdr, traceOf, untilTalking } from '../harness/observe.ts'
import { type SoftPhone, startSoftPhone } from '../harness/soft-phone.ts'
import { pause, until } from '../harness/until.ts'
import { durationMs, readWav, toneMs, type Wav } from '../harness/wav.ts'
import { opusPieces } from '../../src/audio/coded/opus.ts'

const [CALLER_HZ, CALLEE_HZ] = [440, 1_000]

interface Received {
  readonly method: string
  readonly url: string
  readonly body: Buffer
}

describe('recordings of live calls (M44)', () => {
  const running: { stop(): Promise<void> }[] = []
  let archive: Server
  let received: Received[]
  /** Refuses this many first. */
  let refusals: number

  beforeEach(async () => {
    received = []
    refusals = 0
    archive = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        if (refusals-- > 0) {
          response.writeHead(503).end()
          return
        }
        received.push({ method: request.method ?? '', url: request.url ?? '', body: Buffer.concat(chunks) })
        response.writeHead(201).end()
      })
    })
    await new Promise<void>((resolve) => {
      archive.listen(0, '127.0.0.1', resolve)
    })
  })

  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
    archive.close()
  })

  const address = (path: string) => `http://127.0.0.1:${(archive.address() as AddressInfo).port}${path}` // it listens on a port

  /** 1001 and 1002, and a flow 7000 that records and rings 1002. */
  async function recorded(
    settings: Readonly<Record<string, unknown>>,
    {
      privacy = 'none',
      recordingForm = 'wav',
    }: { privacy?: 'none' | 'full'; recordingForm?: 'wav' | 'opus-apart' } = {},
  ): Promise<{ engine: TestEngine; caller: SoftPhone; callee: SoftPhone }> {
    const engine = await startTestEngine()
    running.push(engine)
    const nodes: Record<string, NodeSketch> = {
      hide: { type: 'privacy', settings: { mode: privacy }, wires: { _: 'record' } },
      record: { type: 'start-recording', settings, wires: { _: 'ring' } },
      ring: { type: 'user', settings: { userId: 'user-1002' } },
    }
    await engine.activate([
      ...company({ allowsPrivateWeb: true, recordingForm }),
      ...seat('1001'),
      ...seat('1002'),
      flow('recorded', { numbers: ['7000'], nodes }),
    ])
    const at = { enginePort: engine.sipPort }
    const caller = await startSoftPhone({ ...at, username: '1001', speaksHz: CALLER_HZ })
    const callee = await startSoftPhone({ ...at, username: '1002', speaksHz: CALLEE_HZ })
    running.push(caller, callee)
    return { engine, caller, callee }
  }

  async function talk({ engine, caller, callee }: Awaited<ReturnType<typeof recorded>>, forMs: number): Promise<void> {
    const [a, b] = await Promise.all([caller.dial('7000'), callee.nextCall()])
    await untilTalking(engine)
    await pause(forMs)
    await a.hangUp()
    await b.hangUp()
  }

  const outcomes = (trace: readonly TraceEvent[]) =>
    trace.flatMap((event) =>
      event.kind === 'result' && event.operation === 'start-recording' && 'outcome' in event.result
        ? [event.result.outcome]
        : [],
    )

  it('given an address, when the call is over, then the whole file is put there, tried again once, and gone from here', async () => {
    refusals = 1
    const call = await recorded({ label: 'sales', url: address('/in/{label}/{dialled}.wav') })
    await talk(call, 1_500)
    const [{ method, url, body }] = await until('the recording arrives', () =>
      received.length > 0 ? (received as [Received]) : undefined,
    )
    expect({ method, url }).toEqual({ method: 'PUT', url: '/in/sales/7000.wav' })
    const wav = readWav(body)
    expect(wav.sampleRateHz).toBe(8_000)
    expect(toneMs(wav, CALLER_HZ, 0.25)).toBeGreaterThan(800)
    expect(toneMs(wav, CALLEE_HZ, 0.25)).toBeGreaterThan(800)
    const { callId } = await firstCdr(call.engine)
    const told = await until('the trace says that it was sent', async () => {
      const all = outcomes(await traceOf(call.engine, callId))
      return all.includes('sent') ? all : undefined
    })
    expect(told).toEqual(['started', 'sent'])
    expect(readdirSync(join(call.engine.dataDir, 'recordings'))).toEqual([])
  })

  it('given it begins when people talk, in Opus at 16 kHz with its sides apart, by POST, then only the talk is in it, each on their side', async () => {
    const call = await recorded(
      {
        url: address('/calls/{name}'),
        method: 'post',
        startsOn: 'bridge',
        sampleRateHz: '16000',
        mediaName: 'talk of the day',
      },
      { recordingForm: 'opus-apart' },
    )
    await talk(call, 1_500)
    const [{ method, url, body }] = await until('the recording arrives', () =>
      received.length > 0 ? (received as [Received]) : undefined,
    )
    expect({ method, url }).toEqual({ method: 'POST', url: '/calls/talk%20of%20the%20day' })
    const [left, right] = await sidesOf(body)
    expect(toneMs(left, CALLER_HZ)).toBeGreaterThan(800)
    expect(toneMs(right, CALLEE_HZ)).toBeGreaterThan(800)
    expect([toneMs(left, CALLEE_HZ), toneMs(right, CALLER_HZ)]).toEqual([0, 0])
    expect(durationMs(left)).toBeLessThan(3_000)
    const { callId } = await firstCdr(call.engine)
    expect(outcomes(await traceOf(call.engine, callId)).slice(0, 2)).toEqual(['waiting', 'started'])
  })

  it('given a caller who asked for privacy, then the address does not say their number', async () => {
    const call = await recorded({ url: address('/in/from-{caller-number}.wav') }, { privacy: 'full' })
    await talk(call, 500)
    await until('the recording arrives', () => received.length > 0)
    expect(received.map(({ url }) => url)).toEqual(['/in/from-.wav'])
  })

  it('given a shortest recording, when the call is shorter, then nothing is kept or sent', async () => {
    const call = await recorded({ url: address('/in'), minDurationSec: 30 })
    await talk(call, 500)
    const { callId } = await firstCdr(call.engine)
    await until('the trace says that it was deleted', async () =>
      outcomes(await traceOf(call.engine, callId)).includes('deleted'),
    )
    expect(received).toEqual([])
    expect(readdirSync(join(call.engine.dataDir, 'recordings'))).toEqual([])
  })

  it('given a server that refuses it, then the file stays here and the trace says why', async () => {
    const call = await recorded({ url: address('/in'), mediaName: 'kept' })
    archive.removeAllListeners('request').on('request', (request, response) => {
      request.resume()
      response.writeHead(403).end()
    })
    await talk(call, 500)
    const { callId } = await firstCdr(call.engine)
    await until('the trace says that it was not sent', async () =>
      outcomes(await traceOf(call.engine, callId)).includes('not-sent'),
    )
    expect(readdirSync(join(call.engine.dataDir, 'recordings'))).toEqual(['kept.wav'])
  })
})

/** The channels of a recording in Opus. */
async function sidesOf(body: Buffer): Promise<readonly [Wav, Wav]> {
  const sides: [number[], number[]] = [[], []]
  for await (const { channels } of opusPieces(body)) {
    for (const [index, side] of sides.entries()) for (const sample of channels[index] ?? []) side.push(32_767 * sample)
  }
  const [left, right] = sides.map((side) => ({ samples: Int16Array.from(side), sampleRateHz: 48_000 }))
  if (!left || !right) throw new Error('a recording without two sides')
  return [left, right]
}
