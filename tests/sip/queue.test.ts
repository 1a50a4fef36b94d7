import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeDocument, type Queue } from '../../src/callflow/design/document.ts'
import { company, seat } from '../harness/design.ts'
import type { TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr, heardMs, traceOf, untilTalking } from '../harness/observe.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { pause, until } from '../harness/until.ts'
import { describeWith } from '../tools.ts'

describeWith(['baresip'], 'a queue on live calls (baresip)', ({ baresip }) => {
  const office = officeOf(baresip)
  const { phone } = office

  /** 1002 and 1003 serve the queue that 7000 leads to. */
  function engineWith(fields: Partial<Queue>): Promise<TestEngine> {
    const agentIds = ['user-1002', 'user-1003']
    const documents = [
      ...company(),
      ...['1001', '1002', '1003'].flatMap((extension) => seat(extension)),
      makeDocument('queue', { id: 'queue', name: 'Sales', agentIds, ...fields }),
      flow('queue-flow', { numbers: ['7000'], nodes: { wait: { type: 'queue', settings: { queueId: 'queue' } } } }),
    ]
    return office.engineWith(documents)
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
    expect(heardMs(caller, toneOf('1003'))).toBeGreaterThan(500)
    expect(heardMs(ben, toneOf('1001'))).toBeGreaterThan(500)
    const folder = join(engine.dataDir, 'recordings')
    const name = await until('the recording', () => readdirSync(folder).find((each) => each.endsWith('.wav')))
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
