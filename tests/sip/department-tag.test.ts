import { afterEach, expect, it } from 'vitest'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { startBaresip } from '../harness/baresip.ts'
import { company, passwordOf, seat } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr } from '../harness/observe.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

describeWith(['baresip'], 'calls counted by department (baresip)', ({ baresip }) => {
  const running: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of running.splice(0).toReversed()) await each.stop()
  })

  it('M64: given GEN before a mixed group, when a live call has come by it, then its record in the history carries GEN as its tag', async () => {
    const engine = await startTestEngine()
    running.push(engine)
    const general = flow('general', {
      numbers: ['7000'],
      nodes: {
        tag: { type: 'prepend', settings: { namePrefix: 'GEN ' }, wires: { _: 'ring' } },
        ring: { type: 'ring-group', settings: { members: [{ id: 'user-1002' }] }, wires: { _: 'end' } },
        end: { type: 'hang-up' },
      },
    })
    await engine.activate([...snapshotOf([...company(), ...seat('1001'), ...seat('1002'), general]).documents()])
    const caller = await startBaresip({
      program: baresip,
      username: '1001',
      password: passwordOf('1001'),
      enginePort: engine.sipPort,
      speaks: toneWav(440),
    })
    running.push(caller)
    await caller.dial('7000')
    expect(await firstCdr(engine)).toMatchObject({ dialled: '7000', tag: 'GEN ', endReason: 'hung-up' })
  })
})
