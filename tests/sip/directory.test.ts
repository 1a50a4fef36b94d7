import { expect, it } from 'vitest'
import { type Document, makeDocument } from '../../src/callflow/design/document.ts'
import type { Baresip } from '../harness/baresip.ts'
import { company, seat } from '../harness/design.ts'
import type { TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { livePath, traceOf } from '../harness/observe.ts'
import { officeOf } from '../harness/office.ts'
import { pause, until } from '../harness/until.ts'
import { describeWith } from '../tools.ts'

describeWith(['baresip'], 'directory and conference on live calls (baresip)', ({ baresip }) => {
  const office = officeOf(baresip)
  const { phone } = office

  function engineWith(documents: readonly Document[]): Promise<TestEngine> {
    return office.engineWith([...company(), ...seat('1001'), ...seat('1002'), ...documents])
  }

  async function pressAtKey(engine: TestEngine, from: Baresip, nth: number, keys: string) {
    await until(`key ${nth} is asked for`, async () => {
      const [call] = await engine.control.calls.list()
      const trace = call ? await traceOf(engine, call.callId) : []
      return trace.filter((event) => event.kind === 'operation' && event.operation.kind === 'collect').length >= nth
    })
    await pause(300)
    await from.keys(keys)
  }

  it('a name spelled with keys rings that person (M59-M61)', async () => {
    const people = ['1001', '1002'].map((each) => ({ userId: `user-${each}`, callflowId: `flow-${each}` }))
    const engine = await engineWith([
      makeDocument('directory', { id: 'staff', name: 'Staff', entries: people }),
      flow('names', { numbers: ['7000'], nodes: { names: { type: 'directory', settings: { directoryId: 'staff' } } } }),
    ])
    const [caller, called] = [await phone(engine, '1001'), await phone(engine, '1002')]
    await caller.dial('7000')
    // 1002 is the last name of "Person 1002"; nobody recorded it, so the extension is said.
    await pressAtKey(engine, caller, 1, '1002#')
    await pressAtKey(engine, caller, 2, '1')
    await called.waitFor('CALL_INCOMING')
    await caller.hangUp()
    await called.waitFor('CALL_CLOSED')
    expect((await livePath(engine)).map(({ nodeId, branch }) => `${nodeId} ${branch}`)).toEqual(['names call-flow'])
  })
})
