import { expect, it } from 'vitest'
import type { Baresip } from '../harness/baresip.ts'
import { company, seat } from '../harness/design.ts'
import type { TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { heardMs } from '../harness/observe.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { until } from '../harness/until.ts'
import { toneMs } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

const step = (number: string, type: string, settings: Readonly<Record<string, unknown>>) =>
  flow(`flow-${number}`, { numbers: [number], nodes: { only: { type, settings } } })

const documents = [
  ...company(),
  ...['1001', '1002', '1003'].flatMap((extension) => seat(extension)),
  step('8702', 'group-pickup', { targetId: 'user-1002' }),
  step('6683', 'pull-call', {}),
  step('9000', 'page-group', { members: [{ id: 'user-1002' }, { id: 'user-1003' }], audio: 'two-way' }),
]

describeWith(['baresip'], 'calls that move (baresip)', ({ baresip }) => {
  const office = officeOf(baresip)

  async function open(...answering: readonly string[]) {
    const engine = await office.engineWith(documents)
    const phone = (extension: string) =>
      office.phone(engine, extension, answering.includes(extension) ? { answer: 'auto' } : {})
    return { engine, a: await phone('1001'), b: await phone('1002'), c: await phone('1003') }
  }

  async function stillHear(one: Baresip, other: Baresip, [oneHz, otherHz]: readonly [number, number]): Promise<void> {
    const [before, and] = [heardMs(one, otherHz), heardMs(other, oneHz)]
    await until('they hear each other', () => heardMs(one, otherHz) > before + 500 && heardMs(other, oneHz) > and + 500)
  }

  /** One tone of several at once. */
  const mixedMs = (phone: Baresip, hz: number) => phone.heard().reduce((sum, wav) => sum + toneMs(wav, hz, 0.2), 0)

  const untilAlone = (engine: TestEngine, state: string) =>
    until(`one call is left, ${state}`, async () => {
      const calls = await engine.control.calls.list()
      return calls.length === 1 && calls[0]?.state === state
    })

  it('a call that rings at B is picked up by C, who talks to A, and B rings no longer', async () => {
    const { engine, a, b, c } = await open()
    await a.dial('1002')
    await b.waitFor('CALL_INCOMING')
    await c.dial('8702')
    await c.waitFor('CALL_ESTABLISHED')
    await b.waitFor('CALL_CLOSED')
    await stillHear(a, c, [toneOf('1001'), toneOf('1003')])
    await untilAlone(engine, 'talking')
    expect(heardMs(b, toneOf('1003'))).toBe(0)
  })

  it('a page of two rings nobody: both answer by themselves, and all hear each other', async () => {
    const { a, b, c } = await open('1002', '1003')
    await a.dial('9000')
    await a.waitFor('CALL_ESTABLISHED')
    const tones = ['1001', '1002', '1003'].map(toneOf)
    await until('each hears the two others', () =>
      [a, b, c].every((phone, at) => tones.every((hz, of) => at === of || mixedMs(phone, hz) > 500)),
    )
    for (const [at, phone] of [a, b, c].entries()) expect(mixedMs(phone, tones[at] ?? 0)).toBe(0)
    await a.hangUp()
    await Promise.all([b.waitFor('CALL_CLOSED'), c.waitFor('CALL_CLOSED')])
  })
})
