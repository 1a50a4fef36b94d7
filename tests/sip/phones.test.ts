import { afterEach, expect, it } from 'vitest'
import { pathOf, type TraceEvent } from '../../src/callflow/run/trace.ts'
import { type Baresip, type BaresipOptions, startBaresip } from '../harness/baresip.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { pause, until } from '../harness/until.ts'
import { durationMs, readWav, toneMs, toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

const A_TONE_HZ = 440
const B_TONE_HZ = 1_000

describeWith(['baresip'], 'two baresip phones and an engine', ({ baresip }) => {
  const running: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
  })

  async function engineWith(documents: Parameters<TestEngine['activate']>[0]): Promise<TestEngine> {
    const engine = await startTestEngine()
    running.push(engine)
    await engine.activate(documents)
    return engine
  }

  async function phone(engine: TestEngine, username: string, more: Partial<BaresipOptions> = {}): Promise<Baresip> {
    const started = await startBaresip({
      program: baresip,
      username,
      password: passwordOf(username),
      enginePort: engine.sipPort,
      speaks: toneWav(username === '1001' ? A_TONE_HZ : B_TONE_HZ),
      ...more,
    })
    running.push(started)
    return started
  }

  it('talk to each other with audio both ways', async () => {
    const engine = await engineWith([...company(), ...seat('1001'), ...seat('1002')])
    const a = await phone(engine, '1001')
    const b = await phone(engine, '1002', { answer: 'auto' })
    await a.dial('1002')
    await a.waitFor('CALL_ESTABLISHED')
    await until('the engine says they talk', async () =>
      (await engine.control.calls.list()).some((call) => call.state === 'talking'),
    )
    await pause(2_000)
    await a.hangUp()
    await b.waitFor('CALL_CLOSED')
    const [cdr] = await until('the CDR', async () => {
      const cdrs = await engine.control.cdrs({})
      return cdrs.length > 0 && cdrs
    })
    expect(cdr).toMatchObject({
      direction: 'internal',
      callerNumber: '1001',
      callerName: 'Person 1001',
      dialled: '1002',
      answeredBy: 'device-1002',
      endReason: 'caller-gone',
    })
    expect(toneMs(a.heard()[0] ?? silence, B_TONE_HZ)).toBeGreaterThan(1_000)
    expect(toneMs(b.heard()[0] ?? silence, A_TONE_HZ)).toBeGreaterThan(1_000)
  })

  it('leave a message when nobody answers, and its WAV holds the caller’s voice', async () => {
    const engine = await engineWith([...company(), ...seat('1001'), ...seat('1002', { ringSec: 1 })])
    const a = await phone(engine, '1001')
    await phone(engine, '1002')
    await a.dial('1002')
    await a.waitFor('CALL_ESTABLISHED')
    await until('a recording runs', async () => {
      const [call] = await engine.control.calls.list()
      const trace = call ? await engine.control.calls.trace({ callId: call.callId }) : []
      return trace.some((event) => JSON.stringify(event).includes('"kind":"record"'))
    })
    await pause(3_000)
    await a.hangUp()
    const [message] = await until('the message', async () => {
      const messages = await engine.control.messages.list({ mailboxId: 'box-1002' })
      return messages.length > 0 && messages
    })
    expect(message).toMatchObject({ mailboxId: 'box-1002', callerNumber: '1001', isNew: true })
    const { base64 } = await engine.control.messages.audio({ messageId: message?.messageId ?? '' })
    const wav = readWav(Buffer.from(base64, 'base64'))
    expect(durationMs(wav)).toBeGreaterThan(1_500)
    expect(toneMs(wav, A_TONE_HZ)).toBeGreaterThan(1_500)
    const [cdr] = await until('the CDR', async () => {
      const cdrs = await engine.control.cdrs({})
      return cdrs.length > 0 && cdrs
    })
    const trace = (await engine.control.calls.trace({ callId: cdr?.callId ?? '' })) as unknown as TraceEvent[]
    expect(pathOf(trace).map(({ nodeId, branch }) => [nodeId, branch])).toEqual([
      ['user', '_'],
      ['voicemail', 'end'],
    ])
  })
})

const silence = { sampleRateHz: 8_000, samples: new Int16Array(0) }
