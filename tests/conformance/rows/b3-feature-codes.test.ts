import { describe, expect, it } from 'vitest'
import type { Document } from '../../../src/callflow/design/document.ts'
import { makeDocument } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { availableFeatureCodes, featureCodeTypes } from '../../../src/callflow/feature-codes/catalogue.ts'
import {
  conflictsOf,
  disable,
  enable,
  flowOfCode,
  renumber,
} from '../../../src/callflow/feature-codes/feature-codes.ts'
import {
  call,
  type CallAbout,
  colleagues,
  heard,
  insideCaller,
  operations,
} from '../../../src/callflow/rehearse/small-design.ts'
import { forwardToKey } from '../../../src/callflow/run/state-keys.ts'

/** Every code at its default, as one switches them on one after another. */
const codes = availableFeatureCodes.reduce<Document[]>((documents, { type }) => {
  const edit = enable(snapshotOf([...colleagues, ...documents]), type)
  if (!edit.ok) throw new Error(edit.why)
  return [...documents, ...edit.put]
}, [])

/** Alex (1001) dials this on their own phone. */
const dial = (dialled: string, choices: readonly string[] = [], about: CallAbout = {}) =>
  call([], choices, {
    caller: insideCaller('1001'),
    dialled,
    byNumber: true,
    ...about,
    documents: [...codes, ...(about.documents ?? [])],
  })

const forwarded = (rehearsal: ReturnType<typeof call>) => rehearsal.world.readState(forwardToKey('user', 'user-1001'))
const on = { state: [{ key: forwardToKey('user', 'user-1001'), value: '1003' }] }

describe('B3: call forwarding', () => {
  it('B3 *72: given a colleague, when they dial it, then they are asked for a number and calls go there', () => {
    const done = dial('*72', ['keys:6045550123#', 'finished'])
    expect(heard(done)).toEqual(['cf-enter_number', 'cf-now_forwarded_to', 'digits 6045550123'])
    expect(forwarded(done)).toBe('6045550123')
    expect(done.ended?.reason).toBe('hung-up')
  })

  it('B3 *73: given forwarding, when it is dialled, then it is off', () => {
    const done = dial('*73', ['finished'], { world: on })
    expect(heard(done)).toEqual(['cf-disabled'])
    expect(forwarded(done)).toBe('')
  })

  it.each([
    ['given forwarding is off, when *74 with a number is dialled, then calls go there', '*741002', {}, '1002'],
    ['given forwarding is on, when *74 alone is dialled, then it is off', '*74', { world: on }, ''],
  ])('B3 *74: %s', (_what, dialled, about, number) => {
    expect(forwarded(dial(dialled, ['finished'], about))).toBe(number)
  })

  it('B3 *56: given it is dialled, when a number is asked for, then up to 20 digits, 8 s for the first', () => {
    expect(operations(dial('*56'), 'collect')).toMatchObject([{ maxDigits: 20, firstDigitTimeoutMs: 8_000 }])
  })

  it('B3 *56: given fewer than 3 digits that are nobody’s extension, when they are keyed, then they are refused and asked again', () => {
    const refused = dial('*56', ['keys:12#', 'finished'])
    expect(heard(refused)).toEqual(['cf-enter_number', 'cf-invalid_number', 'cf-enter_number'])
    expect(forwarded(dial('*56', ['keys:123#', 'finished']))).toBe('123')
  })
})

describe('B3: hot desk', () => {
  it.each([
    ['*11', 'log-in', 'hotdesk-enter_id'],
    ['*13', 'toggle', 'hotdesk-enter_id'],
  ])('B3 %s: given nobody is logged in, when it is dialled, then %s asks for the id', (dialled, _action, prompt) => {
    expect(heard(dial(dialled))).toEqual([prompt])
  })

  it('B3 *12: given nobody is logged in, when it is dialled, then the phone is free', () => {
    expect(heard(dial('*12'))).toEqual(['hotdesk-logged_out'])
  })
})

describe('B3: voicemail', () => {
  /** Boxes with a PIN, so that somebody is asked for it. */
  const boxes = colleagues.flatMap((each) => (each.kind === 'mailbox' ? [{ ...each, pin: '4711' }] : []))

  it('B3 *97: given a box behind the code, when it is dialled, then its PIN is asked for', () => {
    const asked = dial('*971002', [], { documents: boxes })
    expect(operations(asked, 'collect')).toMatchObject([{ prompt: [{ promptId: 'vm-enter_pass' }], secret: true }])
  })

  it('B3 *97: given nothing behind the code, when it is dialled by somebody without a box, then the box is asked for', () => {
    const other = call([], [], {
      caller: { name: '', number: '9', origin: { kind: 'device', deviceId: 'x' } },
      dialled: '*97',
      byNumber: true,
      documents: codes,
    })
    expect(heard(other)).toContain('vm-enter_id')
  })

  it('B3 *98: given nothing behind the code, when the owner of one box dials it, then that box opens by itself', () => {
    const own = dial('*98', [], { documents: boxes })
    expect(heard(own)).not.toContain('vm-enter_id')
    expect(operations(own, 'read-state').flatMap(({ keys }) => keys.map(({ id }) => id))).toContain('mailbox-1001')
  })

  it('B3 **: given a box behind the code, when it is dialled, then a message is taken and nobody is rung', () => {
    const taken = dial('**1002', ['finished', 'keys:#'])
    expect(operations(taken, 'dial')).toEqual([])
    expect(operations(taken, 'record')).toHaveLength(1)
  })
})

describe('B3: calls', () => {
  it('B3 *0: given an extension behind the code, when it is dialled, then that phone answers by itself', () => {
    expect(operations(dial('*01002'), 'dial')).toMatchObject([
      { autoAnswer: true, legs: [{ target: { kind: 'device', deviceId: 'device-1002' } }] },
    ])
  })

  it('B3 *67: given a number behind the code, when it is dialled, then it is called without showing who calls', () => {
    const [leg] = operations(dial('*671002'), 'dial')[0]?.legs ?? []
    expect(leg).toMatchObject({ target: { deviceId: 'device-1002' }, callerName: 'Anonymous', callerNumber: '' })
  })

  it('B3 *87: given an extension behind the code, when it is dialled, then the call that rings there is taken', () => {
    const taken = dial('*871003', ['picked-up', 'callee-hangs-up'])
    expect(operations(taken, 'pick-up')).toMatchObject([{ deviceIds: ['device-1003'] }])
    expect(taken.ended?.reason).toBe('talked')
  })

  it('B3 *87: given nothing behind the code, when it is dialled, then it is no feature code', () => {
    expect(dial('*87').ended).toMatchObject({ reason: 'responded', sipStatus: 404 })
  })

  it('B3 6683: given a call on another phone of theirs, when it is dialled without a star, then it comes here', () => {
    const moved = dial('6683', ['pulled'])
    expect(operations(moved, 'pull-call')).toMatchObject([{ userId: 'user-1001' }])
    expect(moved.ended?.reason).toBe('moved')
  })

  it.each([
    ['no-call', 'cf-move-no_channel'],
    ['too-many', 'cf-move-too_many_channels'],
  ])('B3 6683: given %s, when it is dialled, then they hear so', (choice, prompt) => {
    expect(heard(dial('6683', [choice]))).toEqual([prompt])
  })
})

describe('B3: parking', () => {
  it('B3 *3: given an empty slot, when it is dialled, then the call is parked there, rings back after 120 s, for 30 s', () => {
    const parked = dial('*37', ['empty', 'parked'])
    expect(operations(parked, 'park')).toMatchObject([{ slot: '7', ringBackMs: 120_000, callBackMs: 30_000 }])
  })

  it('B3 *3: given an occupied slot, when it is dialled, then the call there is taken', () => {
    const taken = dial('*37', ['retrieved', 'callee-hangs-up'])
    expect(operations(taken, 'park')).toEqual([])
    expect(taken.ended?.reason).toBe('talked')
  })

  it('B3 *4: given it is dialled, when the call is parked, then the free slot from 101 up is said', () => {
    const parked = dial('*4', ['parked', 'finished'])
    expect(operations(parked, 'park')).toMatchObject([{ slot: '', ringBackMs: 120_000, callBackMs: 30_000 }])
    expect(heard(parked)).toEqual(['park-call_placed_in_spot', 'digits 101'])
  })

  it('B3 *5: given a call in the slot, when it is dialled, then it is taken; given none, then they hear park-no_caller', () => {
    expect(dial('*57', ['retrieved', 'callee-hangs-up']).ended?.reason).toBe('talked')
    expect(heard(dial('*57', ['empty']))).toEqual(['park-no_caller'])
  })

  it.each(['*3', '*5'])(
    'B3 %s: given more than eight digits behind the code, when it is dialled, then there is no such slot',
    (code) => {
      const asked = (rehearsal: ReturnType<typeof dial>) => [
        ...operations(rehearsal, 'park'),
        ...operations(rehearsal, 'retrieve'),
      ]
      expect(asked(dial(`${code}12345678`, [])).length).toBe(1)
      expect(asked(dial(`${code}123456789`, []))).toEqual([])
    },
  )
})

describe('B3: the table', () => {
  it.each([
    ['*72', '*73', '*74', '*56', '*11', '*12', '*13', '*97', '*98', '**', '*0', '*67', '*3', '*4', '*5', '*87', '6683'],
  ])(
    'B3 all: given the defaults, when they are listed, then they are those of the table, and behind them ours to listen in by',
    (...table) => {
      const own = ['*94', '*95', '*96']
      expect(featureCodeTypes.map(({ prefix, defaultCode }) => prefix + defaultCode)).toEqual([...table, ...own])
      expect(availableFeatureCodes).toHaveLength(table.length + own.length)
    },
  )

  it.each(['*90', '*91', '*78', '*79', '*76', '*411', '*60', '*70', '*71', '*43'])(
    'B3 %s: given the defaults, when it is dialled, then nothing answers: it does not ship',
    (dialled) => {
      expect(dial(dialled).ended).toMatchObject({ reason: 'responded', sipStatus: 404 })
    },
  )

  it.each(['*53', '*52'])(
    'B3 %s: given the defaults, when it is dialled, then it is no code of its own but a slot of *5',
    (dialled) => {
      expect(dial(dialled).question?.operation).toMatchObject({ kind: 'retrieve', slot: dialled.slice(2) })
    },
  )

  it('B3 *72, M10: given it is switched off, when it is dialled, then nothing answers; on again, then it does', () => {
    const type = 'call_forward[action=activate]'
    const off = disable(snapshotOf(codes), type)
    if (!off.ok) throw new Error(off.why)
    const without = codes.filter(({ id }) => !off.remove.includes(id))
    const about = { caller: insideCaller('1001'), dialled: '*72', byNumber: true, documents: without }
    expect(call([], [], about).ended).toMatchObject({ sipStatus: 404 })
    const again = enable(snapshotOf(without), type)
    if (!again.ok) throw new Error(again.why)
    expect(call([], [], { ...about, documents: [...without, ...again.put] }).question).toBeDefined()
  })

  it('B3 *74: given it gets another code, when the pattern is looked at, then what follows is still captured', () => {
    const moved = renumber(snapshotOf(codes), 'call_forward[action=toggle]', '88')
    expect(moved.ok && moved.put[0]?.patterns).toEqual(['^\\*88([0-9]*)$'])
  })

  it('B3 *74, **, *87: given their defaults, when the patterns are looked at, then they are those of the table', () => {
    const patternsOf = (type: string) => flowOfCode(snapshotOf(codes), type)?.patterns
    expect(patternsOf('call_forward[action=toggle]')).toEqual(['^\\*74([0-9]*)$'])
    expect(patternsOf('voicemail[action=direct]')).toEqual(['^\\*\\*([0-9]*)$'])
    expect(patternsOf('directed_ext_pickup')).toEqual(['^\\*87([0-9]+)$'])
  })

  it('B3 *72: given a flow that answers it already, when the code is to be switched on, then it is refused with the name of that flow', () => {
    const taken = makeDocument('callflow', { id: 'taken', name: 'Weather', numbers: ['*72'] })
    const type = 'call_forward[action=activate]'
    expect(conflictsOf(snapshotOf([taken]), type, '72')).toHaveLength(1)
    expect(enable(snapshotOf([taken]), type)).toEqual({ ok: false, why: '*72 is already answered by "Weather".' })
  })
})
