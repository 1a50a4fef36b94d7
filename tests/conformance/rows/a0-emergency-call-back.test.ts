import { describe, expect, it } from 'vitest'
import {
  call,
  carrier,
  colleague,
  company,
  drawFlow,
  insideCaller,
  outsideCaller,
  path,
  rung,
} from '../../../src/callflow/rehearse/small-design.ts'
import { CALL_BACK_MS } from '../../../src/callflow/scripts/emergency-call-back.ts'

const NUMBER = '+16045550100'
const account = company({ callerIds: { ...company().callerIds, emergency: { name: 'Northwind', number: NUMBER } } })
/** Closed: whoever calls the main number is hung up on. */
const closed = drawFlow({ id: 'main', numbers: [NUMBER], nodes: { 'hang-up': {} } })
const documents = [account, { ...carrier, fromOutside: true }]

const calledBack = (agoMs: number, choices: readonly string[], about: Parameters<typeof call>[2] = {}) =>
  call([closed], choices, {
    documents,
    byNumber: true,
    dialled: NUMBER,
    world: { calledForHelp: [{ deviceId: 'device-1002', agoMs }] },
    ...about,
  })

describe('M92: a number that a call for help has shown', () => {
  it('given a call for help ten minutes ago, when emergency services call back, then its phone rings whatever the callflow says', () => {
    const rehearsal = calledBack(600_000, ['answer:0', 'callee-hangs-up'])
    expect(rung(rehearsal)).toEqual([['1002']])
    expect(
      rehearsal.trace.some(
        (event) =>
          event.kind === 'operation' &&
          event.operation.kind === 'note' &&
          event.operation.message.includes('30 minutes'),
      ),
    ).toBe(true)
    expect(rehearsal.ended?.reason).toBe('talked')
  })

  it('given nobody answers there, when it has rung, then the call goes on as it would have', () => {
    const rehearsal = calledBack(600_000, ['no-answer'])
    expect(path(rehearsal).at(-1)).toContain('hang-up')
  })

  it('given do not disturb and a disabled forward, when it is called back, then it rings all the same', () => {
    const quiet = colleague('user', '1002', { doNotDisturb: true })
    expect(rung(calledBack(0, [], { documents: [...documents, quiet] }))).toEqual([['1002']])
  })

  it('given half an hour is over, another number, or a colleague, then nothing rings first', () => {
    expect(rung(calledBack(CALL_BACK_MS - 1, []))).toHaveLength(1)
    expect(rung(calledBack(CALL_BACK_MS, []))).toEqual([])
    expect(rung(calledBack(0, [], { dialled: '+16045550101' }))).toEqual([])
    expect(rung(calledBack(0, [], { caller: insideCaller('1001') }))).toEqual([])
    expect(rung(calledBack(0, [], { caller: { ...outsideCaller, number: '' } }))).toEqual([['1002']])
  })

  it('given a number that nothing answers, when it is called back, then the phone rings before the call is turned away', () => {
    const nothing = drawFlow({ id: 'main', numbers: ['8000'], nodes: { 'hang-up': {} } })
    const about = {
      documents,
      byNumber: true,
      dialled: NUMBER,
      world: { calledForHelp: [{ deviceId: 'device-1002', agoMs: 0 }] },
    }
    const rehearsal = call([nothing], ['no-answer'], about)
    expect([rung(rehearsal), rehearsal.ended?.sipStatus]).toEqual([[['1002']], 404])
  })
})
