import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { makeDocument, type Queue } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { type Baresip, type BaresipOptions, startBaresip } from '../harness/baresip.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr, heardMs, traceOf, untilTalking } from '../harness/observe.ts'
import { pause, until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

const tones: Readonly<Record<string, number>> = { 1001: 440, 1002: 1_000, 1003: 1_300 }

describeWith(['baresip'], 'a queue on live calls (baresip)', ({ baresip }) => {
  const running: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
  })

  /** 1002 and 1003 serve the queue that 7000 leads to. */
  async function engineWith(fields: Partial<Queue>): Promise<TestEngine> {
    const engine = await startTestEngine()
    running.push(engine)
    const agentIds = ['user-1002', 'user-1003']
    const documents = [
      ...company(),
      ...['1001', '1002', '1003'].flatMap((extension) => seat(extension)),
      makeDocument('queue', { id: 'queue', name: 'Sales', agentIds, ...fields }),
      flow('queue-flow', { numbers: ['7000'], nodes: { wait: { type: 'queue', settings: { queueId: 'queue' } } } }),
    ]
    await engine.activate([...snapshotOf(documents).documents()])
    return engine
  }

  async function phone(engine: TestEngine, username: string, more: Partial<BaresipOptions> = {}): Promise<Baresip> {
    const started = await startBaresip({
      program: baresip,
      username,
      password: passwordOf(username),
      enginePort: engine.sipPort,
      speaks: toneWav(tones[username] ?? 440),
      ...more,
    })
    running.push(started)
    return started
  }

  it('A9: given two agents are rung at once, when one answers, then the other stops ringing and the conversation is recorded', async () => {
    const engine = await engineWith({ ringAtOnce: 2, recordCalls: true })
    const [caller, ann, ben] = [await phone(engine, '1001'), await phone(engine, '1002'), await phone(engine, '1003')]
    await caller.dial('7000')
    await Promise.all([ann, ben].map((agent) => agent.waitFor('CALL_INCOMING')))
    await ben.command('accept')
    await ann.waitFor('CALL_CLOSED')
    await untilTalking(engine)
    await pause(1_200)
    await caller.hangUp()
    const cdr = await firstCdr(engine)
    expect(cdr).toMatchObject({ answeredBy: 'device-1003', endReason: 'caller-gone', numberClass: '' })
    expect(heardMs(caller, tones['1003'] ?? 0)).toBeGreaterThan(500)
    expect(heardMs(ben, tones['1001'] ?? 0)).toBeGreaterThan(500)
    const folder = join(engine.dataDir, 'recordings')
    const name = await until('the recording', () => readdirSync(folder)[0])
    expect(name).toContain('Sales')
    await until('what was said is in it', () => statSync(join(folder, name)).size > 8_000)
    const reports = (await traceOf(engine, cdr.callId)).flatMap((event) =>
      event.kind === 'operation' && event.operation.kind === 'report-agents'
        ? [[event.operation.agentIds, event.operation.outcome]]
        : [],
    )
    expect(reports).toEqual([
      [['user-1002', 'user-1003'], 'ringing'],
      [['user-1003'], 'answered'],
      [['user-1002'], 'spared'],
      [['user-1003'], 'finished'],
    ])
  })
})
