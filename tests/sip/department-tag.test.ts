import { expect, it } from 'vitest'
import { company, seat } from '../harness/design.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr } from '../harness/observe.ts'
import { officeOf } from '../harness/office.ts'
import { describeWith } from '../tools.ts'

describeWith(['baresip'], 'calls counted by department (baresip)', ({ baresip }) => {
  const { engineWith, phone } = officeOf(baresip)

  it('M64: given GEN before a mixed group, when a live call has come by it, then its record in the history carries GEN as its tag', async () => {
    const general = flow('general', {
      numbers: ['7000'],
      nodes: {
        tag: { type: 'prepend', settings: { namePrefix: 'GEN ' }, wires: { _: 'ring' } },
        ring: { type: 'ring-group', settings: { members: [{ id: 'user-1002' }] }, wires: { _: 'end' } },
        end: { type: 'hang-up' },
      },
    })
    const engine = await engineWith([...company(), ...seat('1001'), ...seat('1002'), general])
    const caller = await phone(engine, '1001')
    await caller.dial('7000')
    expect(await firstCdr(engine)).toMatchObject({ dialled: '7000', tag: 'GEN ', endReason: 'hung-up' })
  })
})
