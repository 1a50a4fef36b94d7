import { describe, expect, it } from 'vitest'
import { type Callflow, makeDocument } from '../design/document.ts'
import {
  call,
  company,
  type CallAbout,
  drawFlow,
  heard,
  type FlowDrawing,
  insideCaller,
  operations,
  outsideCaller,
} from '../rehearse/small-design.ts'

const trunk = makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: 'carrier.example' })
const documents = [company(), trunk]
const flow = (drawing: FlowDrawing, fields: Partial<Callflow> = {}): Callflow => ({ ...drawFlow(drawing), ...fields })

/** What the carrier is asked for, and what the call says where it goes on. */
function carried(one: Callflow, dialled: string, about: CallAbout = {}) {
  const rehearsal = call([one], [], { documents, dialled, byNumber: true, ...about })
  const numbers = operations(rehearsal, 'dial').map(({ legs }) => legs.map(({ target }) => target))
  const notes = rehearsal.trace.flatMap((event) =>
    event.kind === 'operation' && event.operation.kind === 'note' ? [event.operation.message] : [],
  )
  return { numbers, notes, ended: rehearsal.ended }
}
const to = (number: string) => [[{ kind: 'number', number, trunkId: 'trunk' }]]
const refusal = (number: string) => [`A caller from outside gets no outside line by digits of their own: ${number}`]
const byPattern = (drawing: FlowDrawing, pattern = '^9([0-9]+)$') =>
  flow(drawing, { patterns: [pattern], patternsFromOutside: true })

describe('an outside line by digits of the caller (ADR 58)', () => {
  const steps = ['account-carrier', 'global-carrier', 'privacy'] as const

  it.each(steps)('from outside, %s refuses what a pattern captured and says so', (step) => {
    const found = carried(byPattern({ nodes: { [step]: {} } }), '9442079460000')
    expect(found).toMatchObject({ numbers: [], notes: refusal('442079460000') })
  })

  it.each(steps)('from a phone of the company, %s calls it', (step) => {
    const found = carried(byPattern({ nodes: { [step]: {} } }), '916045550142', { caller: insideCaller('1001') })
    expect(found.numbers).toMatchObject([[{ number: '+16045550142' }]])
    expect(found.notes).toEqual([])
  })

  it('from outside, what a pattern without groups matched is refused as well', () => {
    const found = carried(byPattern({ nodes: { 'account-carrier': {} } }, '^0'), '0442079460000')
    expect(found).toMatchObject({ numbers: [], notes: refusal('0442079460000') })
  })

  it('a number captured is refused even when the design lists it, for the caller chose it', () => {
    const one = { ...byPattern({ nodes: { 'account-carrier': {} } }), numbers: ['16045550142'] }
    expect(carried(one, '916045550142')).toMatchObject({ numbers: [], notes: refusal('16045550142') })
  })

  it('from outside, privacy goes on inside by exact numbers, and by patterns that are for callers from outside', () => {
    const inside = (fields: Partial<Callflow>) =>
      flow({ id: 'inside', nodes: { response: { sipStatus: 486 } } }, fields)
    const through = (fields: Partial<Callflow>) =>
      call([byPattern({ nodes: { privacy: {} } }), inside(fields)], [], { documents, byNumber: true, dialled: '92000' })
        .ended?.sipStatus
    expect(through({ numbers: ['2000'] })).toBe(486)
    expect(through({ patterns: ['^2'] })).toBeUndefined()
    expect(through({ patterns: ['^2'], patternsFromOutside: true })).toBe(486)
  })

  it('refused, the call goes on by the default way', () => {
    const wired = byPattern({
      nodes: { 'account-carrier': {}, response: { sipStatus: 486 } },
      wires: ['account-carrier _ response'],
    })
    expect(carried(wired, '9442079460000').ended).toMatchObject({ reason: 'responded', sipStatus: 486 })
  })

  it('a number in the step is called, and so is a number that the design lists', () => {
    const given = byPattern({ nodes: { 'account-carrier': { number: '+442079460000' } } })
    expect(carried(given, '91').numbers).toEqual(to('+442079460000'))
    const listed = flow({ nodes: { 'account-carrier': {} } }, { numbers: ['+16045550142'] })
    expect(carried(listed, '+16045550142').numbers).toEqual(to('+16045550142'))
  })

  it('a call for help gets out', () => {
    expect(carried(byPattern({ nodes: { 'account-carrier': {} } }), '9911').numbers).toEqual(to('911'))
  })

  it('somebody recognised by their caller ID, which can be forged, is still a caller from outside', () => {
    const recognised = byPattern({
      nodes: {
        'match-caller-id': {
          mode: 'numbers',
          numbers: [outsideCaller.number],
          userId: 'user-1001',
          callerName: 'Alex',
          callerNumber: '1001',
        },
        'account-carrier': {},
      },
      wires: ['match-caller-id match account-carrier'],
    })
    expect(carried(recognised, '9442079460000')).toMatchObject({ numbers: [], notes: refusal('442079460000') })
    const inside = { caller: { ...insideCaller('1001'), number: outsideCaller.number } }
    expect(carried(recognised, '9442079460000', inside).numbers).toHaveLength(1)
  })
})

describe('limits on outside calls', () => {
  const limited = [company({ outsideCallsAtOnce: 2, outsideMinutesADay: 60 }), { ...trunk, outsideMinutesADay: 5 }]
  const line = byPattern({ nodes: { 'account-carrier': {} } })
  const dialled = (number: string, choices: string[], about: CallAbout = {}) =>
    call([line], choices, {
      documents: limited,
      dialled: number,
      byNumber: true,
      caller: insideCaller('1001'),
      ...about,
    })
  const offered = (rehearsal: ReturnType<typeof call>) =>
    rehearsal.question?.choices.map(({ id }) => id).filter((id) => id.startsWith('limit:'))

  it('are said, and the caller hears that it does not work now', () => {
    const at = dialled('916045550142', ['limit:minutes', 'finished'])
    expect(operations(at, 'note')).toMatchObject([
      { message: 'The call does not go out: Alex Example has used up 60 outside minutes of the day' },
    ])
    expect(heard(at)).toEqual(['fault-can_not_be_completed_at_this_time'])
    expect(operations(at, 'dial')).toHaveLength(1)
  })

  it('can be reached in a rehearsal where the design sets them, by calls that are not for help', () => {
    expect(offered(dialled('916045550142', []))).toEqual([
      'limit:calls-at-once',
      'limit:minutes',
      'limit:trunk-minutes',
    ])
    expect(offered(dialled('916045550142', [], { documents: [company(), trunk] }))).toEqual([])
    const others = makeDocument('trunk', { id: 'other', name: 'Other', host: 'other.example', outsideMinutesADay: 5 })
    expect(offered(dialled('916045550142', [], { documents: [company(), trunk, others] }))).toEqual([])
    expect(offered(dialled('911', []))).toEqual([])
  })

  it('of a trunk leave the call to the next one', () => {
    const second = makeDocument('trunk', { id: 'second', name: 'Second', host: 'second.example', shared: true })
    const documents = [company(), { ...trunk, outsideMinutesADay: 5 }, second]
    const at = dialled('916045550142', ['limit:trunk-minutes'], { documents })
    expect(operations(at, 'dial').map(({ legs }) => legs[0]?.target)).toMatchObject([
      { trunkId: 'trunk' },
      { trunkId: 'second' },
    ])
    const personal = [company({ outsideMinutesADay: 5 }), trunk, second]
    expect(operations(dialled('916045550142', ['limit:minutes'], { documents: personal }), 'dial')).toHaveLength(1)
  })

  it('of a call as dialled end it', () => {
    const at = dialled('+16045550142', ['limit:calls-at-once', 'finished'])
    expect(at.ended).toMatchObject({ reason: 'responded', sipStatus: 603 })
    expect(heard(at)).toEqual(['fault-can_not_be_completed_at_this_time'])
  })

  const closed = company({ outsideAtNight: { ...company().outsideAtNight, manner: 'none' } })

  it('of the night hold for certain at night, and say so', () => {
    const at = (hour: number) =>
      dialled('916045550142', [], { documents: [closed, trunk], startMs: Date.UTC(2026, 10, 21, hour) })
    const says = 'Does not go out: Calls outside of Alex Example are off at night, from 22:00 to 06:00'
    expect(at(23).question?.choices.map(({ label }) => label)).toEqual([says, 'The caller hangs up'])
    expect(at(12).question?.choices[0]?.id).toBe('answer:0')
    expect(offered(at(12))).toEqual([])
  })

  it('hold for whoever is rung outside and whoever forwards, not for phones beside them', () => {
    const cell = makeDocument('device', {
      id: 'cell',
      name: 'Cell',
      ownerId: 'user-1002',
      type: 'cell-phone',
      outsideNumber: '+16045550142',
    })
    const ring = flow({ numbers: ['2000'], nodes: { 'ring-group': { members: [{ id: 'user-1002' }] } } })
    const ringing = (startMs: number, documents = [closed, trunk, cell]) =>
      call([ring], [], { documents, dialled: '2000', byNumber: true, caller: insideCaller('1001'), startMs })
    const labels = (at: ReturnType<typeof call>) => at.question?.choices.slice(0, 2).map(({ label }) => label)
    expect(labels(ringing(Date.UTC(2026, 10, 21, 23)))).toEqual(['Blair Example: desk phone answers', 'Let it ring'])
    expect(labels(ringing(Date.UTC(2026, 10, 21, 12)))?.[1]).toContain('+16045550142')
    const own = makeDocument('user', {
      id: 'user-1002',
      name: 'B',
      extension: '1002',
      outsideLimits: 'own',
      outsideCallsAtOnce: 1,
    })
    const alone = flow({ numbers: ['2000'], nodes: { device: { deviceId: 'cell' } } })
    const limited = call([alone], [], { documents: [company(), trunk, cell, own], dialled: '2000', byNumber: true })
    expect(limited.question?.choices.find(({ id }) => id.startsWith('limit:'))?.label).toBe(
      'Does not go out: B has 1 outside call, as many as may be at once',
    )
  })

  it('of kinds and countries are said by name, wherever somebody may not call', () => {
    const documents = [company({ deniedCountries: ['GB'] }), trunk]
    const says = '"Northwind" may not call 00442079460000: GB is off'
    const straight = dialled('00442079460000', ['finished'], { documents })
    expect(operations(straight, 'note')).toMatchObject([{ message: says }])
    expect(heard(straight)).toEqual(['cf-unauthorized_call'])
    expect(straight.ended).toMatchObject({ sipStatus: 403 })
    const stepped = dialled('900442079460000', ['finished'], { documents })
    expect(operations(stepped, 'note')).toMatchObject([{ message: says }])
    expect(operations(stepped, 'dial')).toEqual([])
  })
})
