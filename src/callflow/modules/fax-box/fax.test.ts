import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { call, drawFlow, operations, path } from '../../rehearse/small-design.ts'

const faxBox = (t38: boolean) => makeDocument('fax-box', { id: 'fax', name: 'Fax', t38 })

describe('fax box (A7, M40, M65, M71)', () => {
  const faxing = (choices: readonly string[], settings = {}, boxT38 = true) => {
    const nodes = { 'fax-box': { faxBoxId: 'fax', ...settings }, 'hang-up': {} }
    return call([drawFlow({ nodes, wires: ['fax-box _ hang-up'] })], choices, { documents: [faxBox(boxT38)] })
  }

  it('answers and receives for the box, then goes on, received or not', () => {
    const asked = faxing([])
    expect(operations(asked, 'answer')).toHaveLength(1)
    expect(asked.question?.operation).toMatchObject({ kind: 'receive-fax', owner: { kind: 'fax-box', id: 'fax' } })
    for (const choice of ['received', 'failed']) {
      expect(path(faxing([choice]))).toEqual(['fax-box _', 'hang-up end'])
    }
  })

  it('takes T.38 from the step, else from the box', () => {
    const t38 = (settings: object, boxT38: boolean) => operations(faxing([], settings, boxT38), 'receive-fax')[0]?.t38
    expect([t38({}, true), t38({}, false), t38({ t38: 'on' }, false), t38({ t38: 'off' }, true)]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })
})

describe('receive fax (M75b)', () => {
  it('receives for a person', () => {
    const asked = call([drawFlow({ nodes: { 'receive-fax': { userId: 'user-1001' } } })], [])
    expect(asked.question?.operation).toMatchObject({ owner: { kind: 'user', id: 'user-1001' }, t38: true })
  })
})

describe('fax detect (M75b)', () => {
  it('listens 5 s and leaves by fax or voice', () => {
    const nodes = { 'fax-detect': {}, 'hang-up:fax': {}, 'hang-up:voice': {} }
    const wires = ['fax-detect fax hang-up:fax', 'fax-detect voice hang-up:voice']
    const detecting = (choices: readonly string[]) => call([drawFlow({ nodes, wires })], choices)
    expect(detecting([]).question?.operation).toMatchObject({ kind: 'detect-fax', timeoutMs: 5_000 })
    expect(path(detecting(['fax']))).toEqual(['fax-detect fax', 'hang-up-fax end'])
    expect(path(detecting(['voice']))).toEqual(['fax-detect voice', 'hang-up-voice end'])
  })
})
