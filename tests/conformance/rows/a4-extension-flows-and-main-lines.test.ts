import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { type Document, parseDocument } from '../../../src/callflow/design/document.ts'
import { makeExtension } from '../../../src/callflow/design/extension.ts'
import { sampleDesign } from '../../../src/callflow/design/sample.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { timeOfDay } from '../../../src/callflow/modules/time-of-day/time-of-day.ts'
import { lookupNumber } from '../../../src/callflow/numbering/lookup.ts'
import { type Conduct, playThrough } from '../../../src/callflow/rehearse/play-through.ts'
import type { Rehearsal } from '../../../src/callflow/rehearse/rehearsal.ts'
import { call, drawFlow, heard, operations, outsideCaller, path } from '../../../src/callflow/rehearse/small-design.ts'
import type { Caller } from '../../../src/callflow/run/script.ts'
import { pathOf } from '../../../src/callflow/run/trace.ts'

const sample = sampleDesign({ sipPassword: () => 'secret' })
const design = snapshotOf(sample)
/** By the clocks of Northwind, which is in Vancouver. */
const on = (day: number, hour: number, minute = 0) =>
  Temporal.PlainDateTime.from({ year: 2026, month: 11, day, hour, minute }).toZonedDateTime('America/Vancouver')
    .epochMilliseconds
const friday = (hour: number, minute = 0) => on(20, hour, minute)
const monday = on(16, 10)

interface About {
  readonly dialled?: string
  readonly startMs?: number
  readonly keys?: readonly string[]
  readonly phones?: Conduct['phones']
  readonly otherPhones?: Conduct['otherPhones']
}

/** A call into the sample, to an extension from a colleague, else from outside, played through without anybody deciding. */
const rung = ({
  dialled = '+16045550100',
  startMs = friday(10),
  keys = [],
  phones = {},
  otherPhones = 'no-answer',
}: About = {}) =>
  playThrough(
    design,
    { dialled, caller: dialled.startsWith('1') ? someColleague : outsideCaller, startMs },
    { keys, phones, otherPhones },
  )

const someColleague: Caller = { name: '', number: '1099', origin: { kind: 'device', deviceId: '' } }

const stepsOf = ({ trace }: Rehearsal) =>
  pathOf(trace).map(({ callflowId, nodeId, branch }) => `${callflowId.slice(9)} ${nodeId} ${branch}`)
const mailboxOf = (rehearsal: Rehearsal) => operations(rehearsal, 'save-message').map(({ mailboxId }) => mailboxId)
const dials = (rehearsal: Rehearsal) => operations(rehearsal, 'dial')

const ids = { user: 'u', device: 'd', mailbox: 'm', callflow: 'c' }
const extension = (fields = {}) =>
  makeExtension({
    extension: '1001',
    firstName: 'Alex',
    lastName: 'Moreau',
    sipUsername: 'x',
    sipPassword: 'y',
    ids,
    ...fields,
  })

describe('A4 extension flows', () => {
  it('M51: given a new extension 1001 of Alex Moreau, when its callflow is made, then it is named "1001 Alex Moreau"', () => {
    expect(extension()[3].name).toBe('1001 Alex Moreau')
    expect(extension({ lastName: '' })[3].name).toBe('1001 Alex')
  })

  it('M51: given an extension flow, when it is renamed, then any name of up to 128 characters is taken, an empty one refused', () => {
    const flow = extension()[3]
    expect(parseDocument({ ...flow, name: 'Front desk' })).toMatchObject({ ok: true, document: { name: 'Front desk' } })
    expect(parseDocument({ ...flow, name: 'x'.repeat(128) }).ok).toBe(true)
    expect(parseDocument({ ...flow, name: ' ' }).ok).toBe(false)
    expect(parseDocument({ ...flow, name: 'x'.repeat(129) }).ok).toBe(false)
  })

  it('M52: given a flow with an internal extension and outside numbers, when any of them is dialled, then it is that flow', () => {
    const numbers = ['1001', '+16045550110', '+16045550111', '+16045550112']
    const flow = { ...extension()[3], numbers }
    const found = snapshotOf([flow])
    expect(numbers.map((number) => lookupNumber(found, number, { isInternal: false })?.callflowId)).toEqual(
      numbers.map(() => 'c'),
    )
  })

  it('M52: given a number another flow has, when the design is checked, then it is an error that names both', () => {
    const [first, second] = [extension()[3], { ...extension()[3], id: 'd', name: 'Other' }]
    const findings = checkDesign(snapshotOf([first, second])).filter(({ code }) => code === 'duplicate-number')
    expect(findings).toMatchObject([
      { severity: 'error', message: 'The number 1001 of "Other" already belongs to "1001 Alex Moreau".' },
    ])
  })

  it.each(['no-answer', 'rejected'] as const)(
    'M53: given a new extension, when its phone says %s, then the caller leaves a message in the mailbox of the same person',
    (state) => {
      const missed = rung({ dialled: '1001', otherPhones: state })
      expect(stepsOf(missed)).toEqual(['1001 user _', '1001 voicemail end'])
      expect(dials(missed)).toMatchObject([{ timeoutMs: 20_000, legs: [{ timeoutMs: 20_000 }] }])
      expect(mailboxOf(missed)).toEqual(['mailbox-1001'])
    },
  )

  it('M53: given a new extension, when its phone is answered, then the mailbox is not come to', () => {
    const answered = rung({ dialled: '1001', otherPhones: 'answer' })
    expect(answered.ended?.reason).toBe('talked')
    expect(mailboxOf(answered)).toEqual([])
  })
})

describe('A4 main lines', () => {
  it('M54: given a main line, when it is dialled by its extension or from outside, then the same flow answers', () => {
    for (const dialled of ['8000', '+16045550100'])
      expect(stepsOf(rung({ dialled }))[0]).toBe('8000 hours rule-open-hours')
  })

  it('M54: given a flow with outside numbers only, when the design is checked, then a note says so, and a free extension is offered', () => {
    const flow = drawFlow({ nodes: { 'hang-up': {} }, numbers: ['+16045550188'] })
    const findings = checkDesign(snapshotOf([...sample, flow])).filter(({ code }) => code === 'no-internal-number')
    expect(findings).toMatchObject([{ severity: 'info', fix: { label: 'Give it 8003' } }])
  })

  it.each([
    ['in the open hours', friday(10), '8000 open call-flow', '8001'],
    ['at any other time', friday(20), '8000 closed call-flow', '8002'],
    ['in the Covid hours', friday(12, 30), '8000 covid call-flow', '8002'],
  ])(
    'M55: given Time of Day first, when a call comes in %s, then it goes by its own branch to the right flow',
    (_when, startMs, second, flow) => {
      const steps = stepsOf(rung({ startMs }))
      expect(steps[1]).toBe(second)
      expect(steps[2]).toMatch(new RegExp(`^${flow} `))
    },
  )

  it('M55: given two branches to the same flow, when the design is checked, then several branches may point there and nothing is said', () => {
    const targets = ['callflow-8001', 'callflow-8002', 'callflow-8002']
    const flow = design.find('callflow', 'callflow-8000')
    expect(['open', 'covid', 'closed'].map((id) => flow?.nodes[id]?.settings['callflowId'])).toEqual(targets)
    const findings = checkDesign(design).filter(({ documentId }) => documentId === 'callflow-8000')
    expect(findings).toEqual([])
  })

  it('M55: given two branches wired to one and the same step, when calls come by either, then both get there', () => {
    const flow = drawFlow({
      nodes: {
        'time-of-day': { routes: ['rule-open-hours', 'rule-covid-hours'] },
        'play-media:open': {},
        'hang-up': {},
      },
      wires: [
        'time-of-day rule-open-hours play-media:open',
        'time-of-day rule-covid-hours hang-up',
        'time-of-day _ hang-up',
        'play-media:open _ hang-up',
      ],
    })
    const lineAt = (startMs: number) => path(call([flow], [], { documents: sample, startMs }))
    expect(lineAt(friday(12, 30))).toEqual(['time-of-day rule-covid-hours', 'hang-up end'])
    expect(lineAt(friday(20))).toEqual(['time-of-day _', 'hang-up end'])
  })

  it('M56: given Covid hours on M/W/F 12-13 within open hours M-F 9-17, when a call comes in on a Friday at 12:30, then the more specific win', () => {
    expect(stepsOf(rung({ startMs: friday(12, 30) }))[0]).toBe('8000 hours rule-covid-hours')
    expect(stepsOf(rung({ startMs: on(19, 12, 30) }))[0]).toBe('8000 hours rule-open-hours')
  })

  it('M57: given after hours, when a call comes in, then the announcement plays and the general mailbox takes a message', () => {
    const night = rung({ startMs: friday(20) })
    expect(heard(night)[0]).toBe('media-closed')
    expect(mailboxOf(night)).toEqual(['mailbox-general'])
    expect(night.ended?.reason).toBe('left-message')
  })

  it.each([
    ['1', 'directory'],
    ['2', 'support'],
    ['3', 'sales'],
    ['4', 'general'],
    ['5', 'alex'],
  ])('M58: given the open-hours menu, when the caller keys %s, then "%s" is next', (key, next) => {
    const steps = stepsOf(rung({ keys: [key] }))
    expect(steps.slice(2, 4)).toEqual([`8001 menu ${key}`, expect.stringContaining(`8001 ${next}`)])
  })

  it('M58: given the open-hours menu, when the caller keys nothing, then the same flow runs again and the caller may still choose', () => {
    const steps = stepsOf(rung({ keys: ['', '', '5'] }))
    expect(steps).toContain('8001 again call-flow')
    expect(steps.indexOf('8001 menu 5')).toBeGreaterThan(steps.indexOf('8001 again call-flow'))
  })

  it('M58: given a caller who never keys anything, when the menu has run 50 times, then the call is ended by the limit of jumps', () => {
    const silent = rung()
    expect(silent.ended).toMatchObject({ reason: 'jump-limit', message: 'more than 50 callflow jumps in one call' })
    expect(silent.trace.filter(({ kind }) => kind === 'flow-entered')).toHaveLength(51)
  })

  it('M58: given a flow that starts over, when the design is checked, then it is allowed and a note says after how many times the call ends', () => {
    const findings = checkDesign(design).filter(({ code }) => code === 'self-loop')
    expect(findings.length).toBeGreaterThan(0)
    for (const finding of findings) {
      expect(finding).toMatchObject({
        severity: 'info',
        message: expect.stringContaining('after 50 times the call ends'),
      })
    }
  })

  it('M58: given a flow that starts over at once, when the design is checked, then it is an error, and a call ends by the limit', () => {
    const flow = drawFlow({ nodes: { callflow: { callflowId: 'flow' } }, numbers: ['8009'] })
    expect(checkDesign(snapshotOf([flow])).map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'error loop-without-pause',
    ])
    expect(call([flow], []).ended?.reason).toBe('jump-limit')
  })

  it('M62: given a ring group of three, when nobody answers in 20 s, then Alex is rung, and at last the mailbox of the department answers', () => {
    const missed = rung({ keys: ['2'], startMs: monday })
    expect(stepsOf(missed).slice(3)).toMatchObject([
      '8001 support _',
      '8001 support-alex _',
      expect.stringContaining('8001 support-mailbox'),
    ])
    expect(dials(missed)).toMatchObject([
      { timeoutMs: 20_000, legs: [{ userId: 'user-1001' }, { userId: 'user-1002' }, { userId: 'user-1003' }] },
      { timeoutMs: 20_000, legs: [{ userId: 'user-1001' }] },
    ])
  })

  it('M62: given the fail-safe, when one of the three answers, then Alex is not rung again', () => {
    const answered = rung({ keys: ['2'], phones: { '1002': 'answer' } })
    expect(dials(answered)).toHaveLength(1)
    expect(answered.ended?.reason).toBe('talked')
  })

  it.each([
    ['2', 'mailbox-support'],
    ['3', 'mailbox-sales'],
    ['4', 'mailbox-general'],
    ['5', 'mailbox-1001'],
  ])(
    "M63: given option %s, when nobody answers, then the message is in %s: a shared box of the department, or somebody's own",
    (key, mailbox) => {
      expect(mailboxOf(rung({ keys: [key] }))).toEqual([mailbox])
      const box = design.find('mailbox', mailbox)
      expect(box?.ownerId).toBe(mailbox === 'mailbox-1001' ? 'user-1001' : null)
    },
  )

  it('M64: given GEN before the mixed group, when its phones ring, then they show it before the name of the caller', () => {
    const general = rung({ keys: ['4'] })
    const shown = dials(general).flatMap(({ legs }) => legs.map(({ callerName }) => callerName))
    expect(shown).toEqual(['GEN Customer', 'GEN Customer', 'GEN Customer'])
  })

  it('M64: given another option, when its phones ring, then nothing stands before the name', () => {
    const support = rung({ keys: ['2'] })
    expect(dials(support)[0]?.legs.map(({ callerName }) => callerName)).toEqual(['Customer', 'Customer', 'Customer'])
  })
})

describe('A4 ends and branches', () => {
  it('M50: given a flow whose last step goes on to nothing, when a call comes there, then it is hung up on, and the design says so before', () => {
    const flow = drawFlow({ nodes: { user: { userId: 'user-1001' } }, numbers: ['8009'] })
    const missed = call([flow], ['no-answer'])
    expect(missed.ended?.reason).toBe('dead-end')
    const finding = checkDesign(snapshotOf([...sample, flow])).find(({ code }) => code === 'dead-end')
    expect(finding).toMatchObject({ severity: 'warning', nodeId: 'user', message: expect.stringContaining('mailbox') })
    const [fixed] = finding?.fix?.put ?? []
    expect(fixed?.kind === 'callflow' && path(call([fixed], ['no-answer']))).toEqual(['user _', 'hang-up end'])
  })

  it('M50: given every flow of the sample, when the design is checked, then each has a definite end', () => {
    expect(checkDesign(design).filter(({ code }) => code === 'dead-end')).toEqual([])
  })

  it('M55: given a time-of-day step, when its branches are listed, then each rule is one by its name, and the last is "All other times"', () => {
    const routes = ['rule-open-hours', 'rule-covid-hours']
    const labels = timeOfDay.dataBranches?.(timeOfDay.settings.parse({ routes }), design).map(({ label }) => label)
    expect(labels).toEqual(['Open hours', 'Covid hours'])
    expect(timeOfDay.branches).toEqual([{ name: '_', label: 'All other times' }])
  })
})

describe('A4 every design', () => {
  it('M53: given every extension of the sample, when each is missed, then each message is in the box of the person called', () => {
    const flows = sample.filter(
      (document: Document) => document.kind === 'callflow' && document.id.startsWith('callflow-100'),
    )
    expect(flows.length).toBeGreaterThan(2)
    for (const { id } of flows) {
      const number = id.slice(9)
      expect(mailboxOf(rung({ dialled: number }))).toEqual([`mailbox-${number}`])
    }
  })
})
