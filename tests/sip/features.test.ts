import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Document, makeDocument } from '../../src/callflow/design/document.ts'
import { company, seat } from '../harness/design.ts'
import type { TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr, heardMs, livePath, traceOf, untilOperation, untilTalking } from '../harness/observe.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { pause, until } from '../harness/until.ts'
import { readWav, toneMs } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

describeWith(['baresip'], 'what calls can do (baresip)', ({ baresip }) => {
  const office = officeOf(baresip)
  const { phone } = office

  function engineWith(documents: readonly Document[]): Promise<TestEngine> {
    const seats = ['1001', '1002', '1003'].flatMap((extension) => seat(extension))
    return office.engineWith([...company(), ...seats, ...documents])
  }

  const everybody = { members: [{ id: 'user-1002' }, { id: 'user-1003' }] }

  it('rings a whole group, and the others stop when one answers', async () => {
    const engine = await engineWith([
      flow('group', { numbers: ['7000'], nodes: { ring: { type: 'ring-group', settings: everybody } } }),
    ])
    const [a, b, c] = [await phone(engine, '1001'), await phone(engine, '1002'), await phone(engine, '1003')]
    await a.dial('7000')
    await Promise.all([b, c].map((each) => each.waitFor('CALL_INCOMING')))
    await c.command('accept')
    await b.waitFor('CALL_CLOSED')
    await untilTalking(engine)
    await pause(700)
    await a.hangUp()
    expect(await firstCdr(engine)).toMatchObject({ answeredBy: 'device-1003', endReason: 'caller-gone' })
    expect(heardMs(a, toneOf('1003'))).toBeGreaterThan(300)
    expect(heardMs(c, toneOf('1001'))).toBeGreaterThan(300)
  })

  it('goes on when the whole group lets it ring', async () => {
    const members = everybody.members.map((member) => ({ ...member, timeoutSec: 1 }))
    const engine = await engineWith([
      flow('group', {
        numbers: ['7000'],
        nodes: {
          ring: { type: 'ring-group', settings: { members }, wires: { _: 'end' } },
          end: { type: 'hang-up' },
        },
      }),
    ])
    const [a, b] = [await phone(engine, '1001'), await phone(engine, '1002')]
    await a.dial('7000')
    await a.waitFor('CALL_CLOSED')
    await b.waitFor('CALL_CLOSED')
    expect((await livePath(engine)).map(({ nodeId, branch }) => `${nodeId} ${branch}`)).toEqual(['ring _', 'end end'])
  })

  it.each([
    ['joins who presses 1', '1', 'device-1002'],
    ['lets nobody in who presses something else', '5', ''],
  ])('asks for a key where it is required, and %s (M80)', async (_what, key, answeredBy) => {
    const strict = seat('1002', { device: { requireKeypress: true } })
    const engine = await engineWith([
      ...strict,
      flow('strict', { numbers: ['7000'], nodes: { ring: { type: 'user', settings: { userId: 'user-1002' } } } }),
    ])
    const a = await phone(engine, '1001')
    const b = await phone(engine, '1002', { answer: 'auto' })
    await a.dial('7000')
    await b.waitFor('CALL_ESTABLISHED')
    await pause(1_000)
    expect((await engine.control.calls.list())[0]?.state).toBe('ringing')
    await b.keys(key)
    if (answeredBy !== '') {
      await untilTalking(engine)
      await a.hangUp()
    }
    expect(await firstCdr(engine)).toMatchObject({ answeredBy })
  })

  it('records both sides of a call', async () => {
    const engine = await engineWith([
      flow('recorded', {
        numbers: ['7000'],
        nodes: {
          record: { type: 'start-recording', settings: { label: 'sales' }, wires: { _: 'ring' } },
          ring: { type: 'user', settings: { userId: 'user-1002' } },
        },
      }),
    ])
    const a = await phone(engine, '1001')
    await phone(engine, '1002', { answer: 'auto' })
    await a.dial('7000')
    await untilTalking(engine)
    await pause(2_000)
    await a.hangUp()
    const { callId } = await firstCdr(engine)
    const folder = join(engine.dataDir, 'recordings')
    const name = await until('the recording', () => readdirSync(folder).find((each) => each.endsWith('.wav')))
    expect(name).toBe(`${callId}-1-sales.wav`)
    await until('the recording is complete', () => statSync(join(folder, name)).size > 16_000)
    await pause(200)
    const { samples, sampleRateHz } = readWav(join(folder, name))
    // Both tones at once: neither has most of the energy, so each is looked for with the other as noise.
    expect(samples.length / sampleRateHz).toBeGreaterThan(1.5)
    expect(toneMs({ samples, sampleRateHz }, 440, 0.25)).toBeGreaterThan(1_000)
    expect(toneMs({ samples, sampleRateHz }, 1_000, 0.25)).toBeGreaterThan(1_000)
  })

  it('keeps callers in a queue with music until an agent is there', async () => {
    const engine = await engineWith([
      makeDocument('queue', { id: 'queue', name: 'Sales', agentIds: ['user-1002'], agentRingSec: 10 }),
      flow('queue-flow', { numbers: ['7000'], nodes: { wait: { type: 'queue', settings: { queueId: 'queue' } } } }),
    ])
    const a = await phone(engine, '1001')
    await a.dial('7000')
    await untilOperation(engine, 'await-agent')
    await pause(500)
    expect((await engine.control.calls.list())[0]?.state).toBe('answered')
    const agent = await phone(engine, '1002', { answer: 'auto' })
    await untilTalking(engine)
    await pause(700)
    await agent.hangUp()
    await a.waitFor('CALL_CLOSED')
    expect(await firstCdr(engine)).toMatchObject({ answeredBy: 'device-1002', endReason: 'talked' })
  })

  it('reaches phones that registered over TCP', async () => {
    const engine = await engineWith([])
    const a = await phone(engine, '1001', { transport: 'tcp', enginePort: engine.sipTcpPort })
    const b = await phone(engine, '1002', { transport: 'tcp', enginePort: engine.sipTcpPort, answer: 'auto' })
    expect((await engine.control.registrations()).map(({ transport }) => transport)).toEqual(['tcp', 'tcp'])
    await a.dial('1002')
    await untilTalking(engine)
    await pause(700)
    await a.hangUp()
    await b.waitFor('CALL_CLOSED')
    expect(heardMs(b, toneOf('1001'))).toBeGreaterThan(300)
  })

  it('survives a call that breaks: its own end is a failure, the others go on', async () => {
    const engine = await engineWith([
      flow('box', {
        numbers: ['7000'],
        nodes: { box: { type: 'voicemail', settings: { mailboxId: 'box-1002' } } },
      }),
    ])
    const [a, b, c] = [
      await phone(engine, '1001'),
      await phone(engine, '1002', { answer: 'auto' }),
      await phone(engine, '1003'),
    ]
    await a.dial('1002')
    await untilTalking(engine)
    await c.dial('7000')
    await until('a recording runs', async () => {
      const calls = await engine.control.calls.list()
      const traces = await Promise.all(calls.map(({ callId }) => traceOf(engine, callId)))
      return traces.flat().some((event) => event.kind === 'operation' && event.operation.kind === 'record')
    })
    await pause(2_000)
    rmSync(join(engine.dataDir, 'messages'), { recursive: true })
    await c.hangUp()
    expect(await firstCdr(engine)).toMatchObject({ dialled: '7000', endReason: 'failed' })
    expect((await engine.control.calls.list()).map(({ dialled, state }) => [dialled, state])).toEqual([
      ['1002', 'talking'],
    ])
    await a.hangUp()
    await b.waitFor('CALL_CLOSED')
  })

  it('says goodbye to both sides when the engine is ended', async () => {
    const engine = await engineWith([])
    const a = await phone(engine, '1001')
    const b = await phone(engine, '1002', { answer: 'auto' })
    await a.dial('1002')
    await untilTalking(engine)
    engine.process.kill('SIGTERM')
    await Promise.all([a, b].map((each) => each.waitFor('CALL_CLOSED')))
    expect([a, b].map(({ events }) => events.at(-1)?.type)).toEqual(['CALL_CLOSED', 'CALL_CLOSED'])
  })
})
