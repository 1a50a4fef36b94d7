import { expect, it } from 'vitest'
import { type Document, makeDocument } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { choose, startRehearsal } from '../../src/callflow/rehearse/rehearsal.ts'
import { pathOf } from '../../src/callflow/run/trace.ts'
import { company, seat } from '../harness/design.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr, heardMs, livePath, untilOperation, untilTalking } from '../harness/observe.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { pause, until } from '../harness/until.ts'
import { durationMs, readWav, toneMs } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

const A_TONE_HZ = toneOf('1001')
const B_TONE_HZ = toneOf('1002')

describeWith(['baresip'], 'two baresip phones and an engine', ({ baresip }) => {
  const { engineWith, phone } = officeOf(baresip)

  it('talk to each other with audio both ways', async () => {
    const engine = await engineWith([...company(), ...seat('1001'), ...seat('1002')])
    const a = await phone(engine, '1001')
    const b = await phone(engine, '1002', { answer: 'auto' })
    await a.dial('1002')
    await a.waitFor('CALL_ESTABLISHED')
    await untilTalking(engine)
    await pause(2_000)
    await a.hangUp()
    await b.waitFor('CALL_CLOSED')
    const cdr = await firstCdr(engine)
    expect(cdr).toMatchObject({
      direction: 'internal',
      callerNumber: '1001',
      callerName: 'Person 1001',
      dialled: '1002',
      answeredBy: 'device-1002',
      endReason: 'caller-gone',
    })
    expect(heardMs(a, B_TONE_HZ)).toBeGreaterThan(1_000)
    expect(heardMs(b, A_TONE_HZ)).toBeGreaterThan(1_000)
  })

  it('leave a message when nobody answers, and its WAV holds the caller’s voice', async () => {
    const engine = await engineWith([...company(), ...seat('1001'), ...seat('1002', { ringSec: 1 })])
    const a = await phone(engine, '1001')
    await phone(engine, '1002')
    await a.dial('1002')
    await a.waitFor('CALL_ESTABLISHED')
    await untilOperation(engine, 'record')
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
    expect(await livePath(engine)).toEqual(
      rehearsedPath([...company(), ...seat('1001'), ...seat('1002', { ringSec: 1 })], '1002', [
        'no-answer',
        'finished',
        'hang-up',
      ]),
    )
  })

  it('go through a menu by DTMF to a ring group, along the rehearsed path', async () => {
    const documents = [
      ...company(),
      ...seat('1001'),
      ...seat('1002'),
      makeDocument('menu', { id: 'menu', name: 'Main menu', timeoutSec: 20 }),
      flow('main', {
        numbers: ['8000'],
        nodes: {
          menu: { type: 'menu', settings: { menuId: 'menu' }, wires: { 2: 'group', _: 'end' } },
          group: { type: 'ring-group', settings: { members: [{ id: 'user-1002' }] }, wires: { _: 'end' } },
          end: { type: 'hang-up' },
        },
      }),
    ]
    const engine = await engineWith(documents)
    const a = await phone(engine, '1001')
    const b = await phone(engine, '1002')
    await a.dial('8000')
    await a.waitFor('CALL_ESTABLISHED')
    await untilOperation(engine, 'collect')
    await pause(300) // baresip starts its audio a moment after the answer
    await a.keys('2')
    await b.waitFor('CALL_INCOMING')
    await b.command('accept')
    await untilTalking(engine)
    await pause(2_000)
    await b.hangUp()
    await a.waitFor('CALL_CLOSED')
    const cdr = await firstCdr(engine)
    expect(cdr).toMatchObject({ dialled: '8000', answeredBy: 'device-1002', endReason: 'talked' })
    const choices = ['keys:2', 'answer:0', 'callee-hangs-up']
    expect(await livePath(engine)).toEqual(rehearsedPath(documents, '8000', choices))
    expect(heardMs(a, B_TONE_HZ)).toBeGreaterThan(1_000)
    expect(heardMs(b, A_TONE_HZ)).toBeGreaterThan(1_000)
  })

  it('are told busy when the other declines and nothing follows', async () => {
    const engine = await engineWith([...company(), ...seat('1001'), ...seat('1002'), justRing('1002')])
    const a = await phone(engine, '1001')
    const b = await phone(engine, '1002')
    await a.dial('7002')
    await b.waitFor('CALL_INCOMING')
    await b.hangUp()
    await a.waitFor('CALL_CLOSED')
    expect(await firstCdr(engine)).toMatchObject({ answeredMs: null, sipStatus: 486, endReason: 'dead-end' })
  })

  it('stop ringing when the caller gives up', async () => {
    const engine = await engineWith([...company(), ...seat('1001'), ...seat('1002')])
    const a = await phone(engine, '1001')
    const b = await phone(engine, '1002')
    await a.dial('1002')
    await b.waitFor('CALL_INCOMING')
    await a.hangUp()
    await b.waitFor('CALL_CLOSED')
    expect(await firstCdr(engine)).toMatchObject({ answeredMs: null, sipStatus: 487, endReason: 'caller-gone' })
  })
})

function justRing(extension: string): Document {
  const settings = { userId: `user-${extension}`, timeoutSec: 20 }
  return flow(`ring-${extension}`, { numbers: [`7${extension.slice(1)}`], nodes: { user: { type: 'user', settings } } })
}

/** What the rehearsal does with the same design, number and inputs. */
function rehearsedPath(documents: readonly Document[], dialled: string, choiceIds: readonly string[]) {
  const origin = { kind: 'device', deviceId: 'device-1001', userId: 'user-1001' } as const
  const caller = { name: 'Person 1001', number: '1001', origin }
  let rehearsal = startRehearsal(snapshotOf(documents), { dialled, caller, startMs: 0 })
  for (const choiceId of choiceIds) {
    const next = choose(rehearsal, choiceId)
    if (next === rehearsal) throw new Error(`"${choiceId}" is not offered at ${JSON.stringify(rehearsal.question)}`)
    rehearsal = next
  }
  expect(rehearsal.ended).toBeDefined()
  return pathOf(rehearsal.trace)
}
