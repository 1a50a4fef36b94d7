import { expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import type { Baresip } from '../harness/baresip.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { heardMs, untilTalking } from '../harness/observe.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { until } from '../harness/until.ts'
import { describeWith } from '../tools.ts'

describeWith(['baresip'], 'being called back from a queue (baresip)', ({ baresip }) => {
  const office = officeOf(baresip)

  /** 1002 serves the queue that 7000 leads to. */
  const documents = [
    ...company(),
    ...['1001', '1002'].flatMap((extension) => seat(extension)),
    makeDocument('queue', { id: 'queue', name: 'Sales', agentIds: ['user-1002'], callbackOffer: 'always' }),
    flow('queue-flow', { numbers: ['7000'], nodes: { wait: { type: 'queue', settings: { queueId: 'queue' } } } }),
  ]
  const asks = async (engine: TestEngine, kind: string, nth: number) => {
    const [call] = await engine.control.calls.list()
    const trace = call ? await engine.control.calls.trace({ callId: call.callId }) : []
    const of = trace.filter(
      ({ kind: event, ...rest }) => event === 'operation' && JSON.stringify(rest).includes(`"kind":"${kind}"`),
    )
    return of.length >= nth
  }
  const waiting = async (engine: TestEngine) => (await engine.control.queues.boards())[0]?.callbacks ?? []

  async function askedBy(engine: TestEngine, caller: Baresip): Promise<void> {
    await caller.dial('7000')
    await until('the caller waits', () => asks(engine, 'await-agent', 1))
    await caller.keys('1')
    await until('the number is read out', () => asks(engine, 'collect', 1))
    await caller.keys('1')
    await until('the place is kept', async () => (await waiting(engine)).length === 1)
    await caller.waitFor('CALL_CLOSED')
  }

  it('A9: given a caller who asked for it, when the engine is killed and an agent comes, then the agent is rung, then the caller, and they hear each other', async () => {
    const first = await office.engineWith(documents)
    const caller = await office.phone(first, '1001')
    await askedBy(first, caller)
    await until('it is on the disk', async () => (await first.control.health()).disk.waitingWrites === 0)
    await first.kill()
    const engine = office.keep(await startTestEngine({ dataDir: first.dataDir, sip: `127.0.0.1:${first.sipPort}` }))
    expect(await waiting(engine)).toMatchObject([{ number: '1001', state: 'in-line', tries: 0 }])
    const agent = await office.phone(engine, '1002')
    await agent.waitFor('CALL_INCOMING')
    expect(caller.events.some(({ type }) => type === 'CALL_INCOMING')).toBe(false)
    await agent.command('accept')
    await caller.waitFor('CALL_INCOMING')
    await caller.command('accept')
    await untilTalking(engine)
    await until(
      'they hear each other',
      () => heardMs(caller, toneOf('1002')) > 400 && heardMs(agent, toneOf('1001')) > 400,
    )
    expect((await engine.control.queues.boards())[0]).toMatchObject({
      callbacks: [],
      agents: [{ state: 'talking' }],
      today: { callbacks: 1, calledBack: 1 },
    })
  })
})
