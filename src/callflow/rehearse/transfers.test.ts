import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { choose, rerun, stepBack } from './rehearsal.ts'
import { call, carrier, colleague, company, drawFlow, insideCaller, operations, outsideCaller } from './small-design.ts'

/** A number without a mailbox behind it. */
const lineOf = (extension: string) => `3${extension.slice(1)}`
const desk = (extension: string) =>
  drawFlow({
    id: `flow-${extension}`,
    numbers: [lineOf(extension)],
    nodes: { user: { userId: `user-${extension}`, timeoutSec: 20 } },
  })
const flows = ['1001', '1002', '1003'].map(desk)
const outside = '+16045550199'
const documents = [company(), carrier]

/** Somebody calls 1001, who answers. */
const talking = (choices: readonly string[], about: Parameters<typeof call>[2] = {}) =>
  call(flows, ['answer:0', ...choices], { documents, ...about })

const shownTo = (rehearsal: ReturnType<typeof call>) =>
  operations(rehearsal, 'dial').map(({ legs }) => legs.map(({ callerNumber, target }) => [callerNumber, target]))

const kinds = ({ trace }: ReturnType<typeof call>) => trace.map(({ kind }) => kind)

describe('a call that is sent on while it is rehearsed (RFC 5589)', () => {
  it('goes on there, and the new phone shows who called', () => {
    const sent = talking(['callee-transfers:3002'])
    expect(sent.question).toMatchObject({ operation: { kind: 'dial' }, callflowId: 'flow-1002' })
    expect(shownTo(sent)[1]).toEqual([[outsideCaller.number, { kind: 'device', deviceId: 'device-1002' }]])
    const event = sent.trace.find(({ kind }) => kind === 'transferred')
    expect(event).toMatchObject({ by: { number: '1001' }, dialled: '3002', caller: { number: outsideCaller.number } })
    const over = ['answer:0', 'callee-hangs-up'].reduce(choose, sent)
    expect(over.ended?.reason).toBe('talked')
    expect(kinds(over).filter((kind) => kind === 'call-ended')).toHaveLength(1)
  })

  it('by the caller sends on who was called', () => {
    const sent = talking(['caller-transfers:3003'], { caller: insideCaller('1002') })
    expect(shownTo(sent)[1]).toEqual([['1001', { kind: 'device', deviceId: 'device-1003' }]])
  })

  it('rings whoever sent it when nobody answers there, once, and ends as that failed', () => {
    const recalled = talking(['callee-transfers:3002', 'busy'])
    expect(recalled.trace.find(({ kind }) => kind === 'recalled')).toMatchObject({
      deviceId: 'device-1001',
      sipStatus: 486,
    })
    expect(shownTo(recalled)[2]).toEqual([[outsideCaller.number, { kind: 'device', deviceId: 'device-1001' }]])
    expect(['answer:0', 'callee-hangs-up'].reduce(choose, recalled).ended?.reason).toBe('talked')
    expect(choose(recalled, 'no-answer').ended).toMatchObject({ reason: 'responded', sipStatus: 486 })
  })

  it('rings nobody again once something answered, a mailbox or a message', () => {
    const line = drawFlow({ id: 'line', numbers: ['2000'], nodes: { 'play-media': { mediaId: 'sound' } } })
    const sound = makeDocument('media', { id: 'sound', name: 'sound' })
    const sent = call([...flows, line], ['answer:0', 'callee-transfers:2000', 'finished'], {
      documents: [...documents, sound],
    })
    expect(sent.ended?.reason).toBe('dead-end')
    expect(kinds(sent)).not.toContain('recalled')
  })

  it('is no more than whoever sends it on may call', () => {
    const sent = talking([`callee-transfers:${outside}`])
    expect(shownTo(sent)[1]?.[0]?.[1]).toMatchObject({ kind: 'number', number: outside })
    const denied = talking([], {
      documents: [...documents, colleague('user', '1001', { deniedClasses: ['domestic'] })],
    })
    expect(choose(denied, `callee-transfers:${outside}`)).toBe(denied)
    expect(choose(denied, 'callee-transfers:9999')).toBe(denied)
    expect(choose(denied, 'callee-transfers:30 02')).toBe(denied)
  })

  it('is for those at a phone of the house alone', () => {
    expect(talking([]).question?.transferors).toMatchObject({ callee: { number: '1001' } })
    expect(talking([]).question?.transferors.caller).toBeUndefined()
    const asked = talking([])
    expect(choose(asked, 'caller-transfers:3002')).toBe(asked)
  })

  it('takes along what was learnt of the call, but not how it was shown', () => {
    const prepended = drawFlow({
      id: 'front',
      numbers: ['8000'],
      nodes: { prepend: { namePrefix: 'SALES ' }, privacy: { mode: 'full' }, user: { userId: 'user-1001' } },
      wires: ['prepend _ privacy', 'privacy _ user'],
    })
    const sent = call([prepended, ...flows], ['answer:0', 'callee-transfers:3002'], { documents })
    const [leg] = operations(sent, 'dial')[1]?.legs ?? []
    expect(leg).toMatchObject({ callerName: 'SALES Customer', callerNumber: outsideCaller.number })
  })

  it('can be taken back, and played again on an edited design', () => {
    const sent = talking(['callee-transfers:3002', 'answer:0'])
    expect(stepBack(stepBack(sent)).question?.operation.kind).toBe('talk')
    expect(rerun(sent, sent.design).question?.operation.kind).toBe('talk')
  })

  it('from one to the next ends after ten times', () => {
    let rehearsal = talking([])
    for (let round = 0; round < 30 && rehearsal.question; round++) {
      const to = round % 2 === 0 ? '1002' : '1001'
      rehearsal = choose(choose(rehearsal, `callee-transfers:${lineOf(to)}`), 'answer:0')
    }
    expect(rehearsal.ended).toMatchObject({ reason: 'step-limit', message: 'more than 10 transfers in one call' })
  })
})
