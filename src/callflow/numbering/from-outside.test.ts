import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { drawFlow, colleague, company } from '../rehearse/small-design.ts'
import { answersFromOutside } from './from-outside.ts'
import { lookupNumber } from './lookup.ts'

const flow = (first: string, fields: Partial<Callflow>, id = 'flow'): Callflow => ({
  ...drawFlow({ id, nodes: { [first]: {} } }),
  ...fields,
})
const answering = (documents: readonly Document[], dialled: string, country = 'CA') =>
  answersFromOutside(snapshotOf([company({ country }), ...documents]), dialled)?.id

describe('who answers a caller from outside (ADR 58)', () => {
  it.each(['+16045550100', '6045550100', '8000'])('a flow that lists %s answers it', (number) => {
    expect(answering([flow('menu', { numbers: [number] })], number)).toBe('flow')
  })

  it('an extension of a person does not, whatever it rings, and the full number beside it does', () => {
    const numbers = ['1001', '+16045550100']
    const documents = [colleague('user', '1001'), flow('menu', { numbers })]
    expect(numbers.map((number) => answering(documents, number))).toEqual([undefined, 'flow'])
  })

  it.each(['*97', '5*', '#9'])('a code such as %s does not, in any flow', (number) => {
    expect(answering([flow('menu', { numbers: [number] })], number)).toBeUndefined()
  })

  it('a feature code of plain digits does not, a full number listed for it does', () => {
    const featureCode = { type: 'move', code: '6683' }
    const numbers = ['6683', '+16045550100', '6045550101']
    const documents = [flow('menu', { numbers, featureCode })]
    expect(numbers.map((number) => answering(documents, number))).toEqual([undefined, 'flow', 'flow'])
  })

  it.each(['check-voicemail', 'call-forwarding', 'hot-desk', 'page-group', 'time-of-day-switch'])(
    'a short number that leads straight to %s does not, a full one does',
    (first) => {
      const documents = [flow(first, { numbers: ['8500', '+16045550100'] })]
      expect(['8500', '+16045550100'].map((number) => answering(documents, number))).toEqual([undefined, 'flow'])
    },
  )

  it('the flow for whatever nothing else answers does not', () => {
    expect(answering([flow('menu', { numbers: ['no_match'] })], 'no_match')).toBeUndefined()
  })

  it('a number that is owned answers as the national plan writes it, short plans and extensions alike', () => {
    const owned = makeDocument('phone-number', { id: 'did', name: 'Main', number: '+299201234' })
    const documents = [
      colleague('user', '1001', { extension: '201234' }),
      flow('menu', { numbers: ['201234', '299201234'] }),
    ]
    expect(answering(documents, '201234', 'GL')).toBeUndefined()
    expect(answering([...documents, owned], '201234', 'GL')).toBe('flow')
  })

  it('a number that is owned answers as its digits alone, which carriers send', () => {
    const owned = makeDocument('phone-number', { id: 'did', name: 'Main', number: '+49301234567' })
    const moved = [flow('menu', { numbers: ['49301234567'], featureCode: { type: 'move', code: '6683' } })]
    expect(answering(moved, '49301234567', 'DE')).toBeUndefined()
    expect(answering([...moved, owned], '49301234567', 'DE')).toBe('flow')
  })

  it('an extension and a code listed for callers from outside answer them, and colleagues go on reaching whom they did', () => {
    const documents = [
      colleague('user', '1001'),
      flow('user', { numbers: ['1001', '*97'] }),
      flow('menu', { numbers: ['8000'], numbersFromOutside: ['1001', '*97'] }, 'main'),
    ]
    const design = snapshotOf([company(), ...documents])
    for (const dialled of ['1001', '*97']) {
      expect(lookupNumber(design, dialled, { isInternal: false })).toMatchObject({ callflowId: 'main', by: 'number' })
      expect(lookupNumber(design, dialled, { isInternal: true })?.callflowId).toBe('flow')
    }
    expect(lookupNumber(design, '8000', { isInternal: true })?.callflowId).toBe('main')
  })

  it('what is listed for callers from outside alone is not dialled inside', () => {
    const design = snapshotOf([flow('menu', { numbersFromOutside: ['0100'] })])
    expect(lookupNumber(design, '0100', { isInternal: false })?.callflowId).toBe('flow')
    expect(lookupNumber(design, '0100', { isInternal: true })).toBeUndefined()
  })

  it('patterns answer them when the flow says so, their extensions included', () => {
    const pattern = flow('menu', { patterns: ['^(1[0-9]{3})$'] })
    const reached = (patternsFromOutside: boolean) =>
      lookupNumber(snapshotOf([colleague('user', '1001'), { ...pattern, patternsFromOutside }]), '1001', {
        isInternal: false,
      })
    expect(reached(false)).toBeUndefined()
    expect(reached(true)).toEqual({ callflowId: 'flow', captures: ['1001'], by: 'pattern' })
  })
})
