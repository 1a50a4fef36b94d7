import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toneLevel } from '../../src/engine/media/testing/tone-level.ts'
import type { Document } from '../../src/callflow/design/document.ts'
import { company, seat, sound } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { traceOf } from '../harness/observe.ts'
import { type SoftPhone, startSoftPhone } from '../harness/soft-phone.ts'
import { until } from '../harness/until.ts'
import { toneMs, toneWav, type Wav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

const running: { stop(): Promise<void> }[] = []
let server: Server
let at: string
/** What the server answers, by path. */
let answers: Readonly<Record<string, string | Uint8Array>>
/** What it was asked for. */
let asked: string[]

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', at)
    asked.push(pathname)
    const answer = answers[pathname]
    if (request.url === '/moved') response.writeHead(302, { Location: '/tone.mp3' }).end()
    else response.writeHead(answer === undefined ? 404 : 200, { 'Content-Type': 'application/xml' }).end(answer)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
})

afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.stop()
  server.close()
})

async function engineAndPhone(
  documents: readonly Document[],
  blobs: readonly Uint8Array[] = [],
): Promise<{ engine: TestEngine; phone: SoftPhone }> {
  const engine = await startTestEngine()
  running.push(engine)
  await engine.activate([...documents], blobs)
  const phone = await startSoftPhone({ username: '1001', enginePort: engine.sipPort, speaksHz: 440 })
  running.push(phone)
  return { engine, phone }
}

/** What a phone hears that calls a number and is hung up on, with the results of what was played to it. */
async function heardAt(engine: TestEngine, phone: SoftPhone, number: string) {
  const before = (await engine.control.cdrs({})).length
  const call = await phone.dial(number)
  await until('the call is over', async () => (await engine.control.cdrs({})).length > before)
  const wav = await call.hangUp()
  const [cdr] = await engine.control.cdrs({})
  const trace = await traceOf(engine, cdr?.callId ?? '')
  const results = trace.flatMap((event) =>
    event.kind === 'result' && event.operation === 'play' ? [event.result] : [],
  )
  return { wav, results }
}

/** A flow that asks this server what to do. */
const pivot = () => [
  flow('pivot', {
    numbers: ['7000'],
    nodes: { ask: { type: 'pivot', settings: { url: `${at}/twiml`, format: 'twiml' } } },
  }),
]

describe('sounds from web addresses on live calls', () => {
  const tone = readFileSync(join(import.meta.dirname, '../../src/audio/fixtures/tone.mp3'))

  it('are heard where the account allows the address, MP3 after a redirect and WAV', async () => {
    answers = {
      '/twiml': `<Response><Play>${at}/moved</Play><Play>${at}/tone.wav</Play></Response>`,
      '/tone.mp3': tone,
      '/tone.wav': toneWav(700, 1_000, 16_000),
    }
    const { engine, phone } = await engineAndPhone([
      ...company({ allowsPrivateWeb: true }),
      ...seat('1001'),
      ...pivot(),
    ])
    const { wav, results } = await heardAt(engine, phone, '7000')
    expect(results).toEqual([{ outcome: 'completed' }, { outcome: 'completed' }])
    expect(toneMs(wav, 1_000)).toBeGreaterThan(800)
    expect(toneMs(wav, 700)).toBeGreaterThan(800)
  })

  it('and the pivots that name them are not even asked for otherwise, inside the network', async () => {
    answers = { '/twiml': `<Response><Play>${at}/tone.mp3</Play></Response>`, '/tone.mp3': tone }
    const { engine, phone } = await engineAndPhone([...company(), ...seat('1001'), ...pivot()])
    await expect(phone.dial('7000')).rejects.toThrow('refused with 480') // no step comes after it
    const [cdr] = await until('the call is over', async () => {
      const cdrs = await engine.control.cdrs({})
      return cdrs.length > 0 && cdrs
    })
    const trace = await traceOf(engine, cdr?.callId ?? '')
    expect(asked).toEqual([])
    expect(trace).toContainEqual(
      expect.objectContaining({ kind: 'result', operation: 'http-request', result: { outcome: 'failed' } }),
    )
  })
})

const speaking = (settings: object) =>
  flow('say', { numbers: ['7100'], nodes: { say: { type: 'text-to-speech', settings: { ...settings } } } })

describeWith(['espeak-ng'], 'text to speech on live calls', () => {
  it('is heard, whatever the text looks like', async () => {
    const text = '-f Welcome to Callwright [[slnc 9000]] <b>'
    const { engine, phone } = await engineAndPhone([
      ...company(),
      ...seat('1001'),
      speaking({ text, language: 'en-gb' }),
    ])
    const { wav, results } = await heardAt(engine, phone, '7100')
    expect(results).toEqual([{ outcome: 'completed' }])
    expect(voiceMs(wav)).toBeGreaterThan(1_500)
    expect((await engine.control.health()).speech).toBe('espeak-ng')
  })
})

describe('a text that cannot be spoken', () => {
  it('is replaced by what the step names, and the trace says why', async () => {
    const instead = toneWav(620, 1_000)
    const media = sound('instead', instead)
    const step = speaking({ text: 'Hello', insteadId: 'instead' })
    const { engine, phone } = await engineAndPhone(
      [...company({ speechUrl: `${at}/none` }), ...seat('1001'), step, media],
      [instead],
    )
    const { wav, results } = await heardAt(engine, phone, '7100')
    const why = 'the speech server answered 404'
    expect(results).toEqual([{ outcome: 'missing', what: 'speech', why }, { outcome: 'completed' }])
    expect(toneMs(wav, 620)).toBeGreaterThan(800)
  })
})

describe('the language of prompts', () => {
  it("is the caller's own, the step's over it, and the company's recordings are heard in each", async () => {
    const [german, french] = [toneWav(620, 1_000), toneWav(850, 1_000)]
    const account = {
      language: 'en',
      prompts: { 'de/dnd-activated': 'german', 'fr/dnd-activated': 'french', 'en/dnd-activated': 'gone' },
    }
    const dnd = { type: 'do-not-disturb', settings: { action: 'activate' } }
    const own = flow('own', { numbers: ['7200'], nodes: { dnd } })
    const chosen = { type: 'language', settings: { language: 'fr-CA' }, wires: { _: 'dnd' } }
    const stepped = flow('stepped', { numbers: ['7201'], nodes: { chosen, dnd } })
    const off = { type: 'do-not-disturb', settings: { action: 'deactivate' } }
    const shipped = flow('shipped', { numbers: ['7202'], nodes: { off } })
    const people = seat('1001').map((each) => (each.kind === 'user' ? { ...each, language: 'de-AT' } : each))
    const { engine, phone } = await engineAndPhone(
      [...company(account), ...people, own, stepped, shipped, sound('german', german), sound('french', french)],
      [german, french],
    )
    expect(toneMs((await heardAt(engine, phone, '7200')).wav, 620)).toBeGreaterThan(800)
    expect(toneMs((await heardAt(engine, phone, '7201')).wav, 850)).toBeGreaterThan(800)
    const ours = await heardAt(engine, phone, '7202')
    expect(ours.results).toEqual([{ outcome: 'completed' }])
    expect(voiceMs(ours.wav)).toBeGreaterThan(800)
  })
})

/** How long there is sound between 200 and 3,000 Hz that is no single tone. */
function voiceMs({ samples, sampleRateHz }: Wav): number {
  const step = sampleRateHz / 50
  let found = 0
  for (let from = 0; from + step <= samples.length; from += step) {
    const block = samples.subarray(from, from + step)
    const energy = Math.sqrt(block.reduce((sum, sample) => sum + sample * sample, 0) / step)
    const strongest = Math.max(...[250, 500, 1_000, 2_000].map((hz) => toneLevel(block, hz, sampleRateHz)))
    if (energy > 200 && strongest > 40) found++
  }
  return found * 20
}
