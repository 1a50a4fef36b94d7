import { describe, expect, it } from 'vitest'
import { checkDesign, type Finding, type FindingCode } from '../../../src/callflow/check/check-design.ts'
import { findingWords } from '../../../src/callflow/check/finding-words.ts'
import { type Document, makeDocument, parseDocument } from '../../../src/callflow/design/document.ts'
import { sampleDesign } from '../../../src/callflow/design/sample.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { boxDesigns } from '../findings/box-designs.ts'
import { flowDesigns } from '../findings/flow-designs.ts'
import { hourDesigns } from '../findings/hour-designs.ts'
import { peopleDesigns } from '../findings/people-designs.ts'
import { phoneDesigns } from '../findings/phone-designs.ts'
import { ringingDesigns } from '../findings/ringing-designs.ts'
import { serviceDesigns } from '../findings/service-designs.ts'
import {
  type Case,
  connected,
  drawFlow,
  HOUR,
  hours,
  landline,
  number,
  sound,
  today,
  trunk,
} from '../findings/small-designs.ts'

const all = (documents: readonly Document[]) => checkDesign(snapshotOf(documents), { today })
const found = (code: FindingCode, documents: readonly Document[]) =>
  all(documents).filter((finding) => finding.code === code)

const cases: readonly Case[] = [
  ...flowDesigns,
  ...ringingDesigns,
  ...serviceDesigns,
  ...hourDesigns,
  ...peopleDesigns,
  ...phoneDesigns,
  ...boxDesigns,
]

describe('each finding', () => {
  it('has a small design of its own', () => {
    const shown = new Set(cases.map(({ code }) => code))
    expect(Object.keys(findingWords).filter((code) => !shown.has(code as FindingCode))).toEqual([]) // keys of a record of codes
    expect(cases.length).toBeGreaterThanOrEqual(60)
  })

  it.each(cases)(
    'check $code: given $given, when the design is checked, then it is found as $severity, in plain words and in its place, and nothing else is',
    ({ code, severity, says, bad, node, beside = [] }) => {
      const [finding] = found(code, bad)
      const place = node === undefined ? {} : { nodeId: node }
      expect(finding).toMatchObject({ code, severity, message: expect.stringContaining(says), ...place })
      expect(bad.map(({ id }) => id)).toContain(finding?.documentId)
      expect(finding?.message).toMatch(/^[A-Z0-9"+].*\.$/)
      expect(finding?.message).not.toMatch(/undefined|null|\[object|\s\s/)
      expect(codesOf(bad).filter((other) => other !== code && !beside.includes(other))).toEqual([])
    },
  )

  it.each(cases)(
    'check $code: given a design without "$given", when it is checked, then nothing is found',
    ({ code, good, beside = [] }) => {
      expect(found(code, good)).toEqual([])
      expect(codesOf(good).filter((other) => !beside.includes(other))).toEqual([])
    },
  )

  it.each(cases.filter(({ fix }) => fix !== undefined))(
    'check $code: given $given, when its quick fix "$fix" is applied as one change, then it is gone and nothing new is found',
    ({ code, fix, bad }) => {
      const quickFix = found(code, bad)[0]?.fix
      const put = quickFix?.put ?? []
      expect(quickFix?.label).toBe(fix)
      expect(put.map((document) => parseDocument(document)).filter(({ ok }) => !ok)).toEqual([])
      const after = all([...bad, ...put])
      expect(after.filter((each) => each.code === code).length).toBeLessThan(found(code, bad).length)
      expect(newIn(after, all(bad))).toEqual([])
    },
  )

  it.each(cases.filter(({ fix }) => fix === undefined))(
    'check $code: given $given, when the design is checked, then no quick fix is offered that would have to guess',
    ({ code, bad }) => {
      expect(found(code, bad)[0]?.fix).toBeUndefined()
    },
  )
})

const codesOf = (documents: readonly Document[]) => [...new Set(all(documents).map(({ code }) => code))]

/** Findings in places where there were none of the kind. */
const newIn = (after: readonly Finding[], before: readonly Finding[]) =>
  after
    .map(({ code, documentId, nodeId }) => `${code} ${documentId} ${nodeId ?? ''}`)
    .filter((place) => !before.some((each) => place === `${each.code} ${each.documentId} ${each.nodeId ?? ''}`))

describe('checks as a whole', () => {
  it('check: given the sample design, when it is checked, then nothing is wrong with it', () => {
    const files = sampleDesign({ sipPassword: () => 'kT7vm2Qx' }).map((each) =>
      each.kind === 'media' ? { ...each, sha256: sound.sha256 } : each,
    )
    const findings = all(files)
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  it('check: given an overnight rule in a step, a set and a switch, when it is split, then the new rule stands beside the old one everywhere', () => {
    const night = hours('night', 22, 6)
    const set = makeDocument('schedule-set', { id: 'set', name: 'Set', ruleIds: ['night'] })
    const flow = drawFlow({
      nodes: { 'time-of-day': { routes: ['night'] }, 'time-of-day-switch': { rules: ['night'] }, 'hang-up': {} },
      wires: ['time-of-day night time-of-day-switch', 'time-of-day _ hang-up', 'time-of-day-switch _ hang-up'],
    })
    const put = found('overnight-rule', [night, set, flow])[0]?.fix?.put ?? []
    const after = snapshotOf([night, set, flow, ...put])
    expect(after.find('schedule-rule', 'night')).toMatchObject({ fromSec: 22 * HOUR, untilSec: 24 * HOUR })
    expect(after.find('schedule-rule', 'night-morning')).toMatchObject({
      name: 'night (after midnight)',
      fromSec: 0,
      untilSec: 6 * HOUR,
      weekdays: ['tuesday', 'wednesday'],
    })
    expect(after.find('schedule-set', 'set')?.ruleIds).toEqual(['night', 'night-morning'])
    expect(after.find('callflow', 'flow')).toMatchObject({
      nodes: {
        'time-of-day': { settings: { routes: ['night', 'night-morning'] } },
        'time-of-day-switch': { settings: { rules: ['night', 'night-morning'] } },
      },
      wires: expect.arrayContaining([{ from: 'time-of-day', branch: 'night-morning', to: 'time-of-day-switch' }]),
    })
  })

  it('check: given ringing that is only lived through when nobody answers, when a phone is busy, then what follows does not count', () => {
    const flow = drawFlow({
      nodes: {
        'user:a': { userId: 'user-1001', timeoutSec: 50 },
        'user:b': { userId: 'user-1001', timeoutSec: 50 },
        voicemail: {},
      },
      wires: ['user:a busy user:b', 'user:a _ voicemail', 'user:b _ voicemail'],
    })
    expect(found('rings-too-long', [flow])).toEqual([])
  })

  it('check: given a greeting between two people who are rung, when the design is checked, then the wait begins anew', () => {
    const flow = drawFlow({
      nodes: {
        'user:a': { userId: 'user-1001', timeoutSec: 50 },
        'play-media': { mediaId: 'hello' },
        'user:b': { userId: 'user-1001', timeoutSec: 50 },
      },
      wires: ['user:a _ play-media', 'play-media _ user:b'],
    })
    expect(found('rings-too-long', [flow])).toEqual([])
  })

  it('check: given ringing that goes round for ever, when the design is checked, then once round counts', () => {
    const flow = drawFlow({
      nodes: { 'user:a': { userId: 'user-1001', timeoutSec: 40 }, 'user:b': { userId: 'user-1001', timeoutSec: 40 } },
      wires: ['user:a _ user:b', 'user:b _ user:a'],
    })
    expect(found('rings-too-long', [flow])[0]?.message).toContain('ring one after another for 80 s')
  })

  it('check: given a circle through a step that sets a variable, when the design is checked, then it may end and nothing is said', () => {
    const flow = drawFlow({
      nodes: { 'branch-on-variable': { variable: 'x' }, 'callflow-variables': { variable: 'x', value: '1' } },
      wires: ['branch-on-variable _ callflow-variables', 'callflow-variables _ branch-on-variable'],
    })
    expect(found('loop-without-pause', [flow])).toEqual([])
  })

  it('M81: given a land line made by hand that asks for a key press, when the design is checked, then it is a warning, and one click stops the asking', () => {
    const [finding] = found('landline-key-press', [connected, trunk, { ...landline, requireKeypress: true }])
    expect(finding).toMatchObject({ severity: 'warning', documentId: 'home' })
    expect(finding?.fix?.put).toMatchObject([{ id: 'home', requireKeypress: false }])
  })

  it('M81: given a cell phone that asks for a key press, when the design is checked, then that is as it should be', () => {
    const cell = { ...landline, type: 'cell-phone' as const, requireKeypress: true }
    expect(found('landline-key-press', [connected, trunk, cell])).toEqual([])
  })

  it('M89: given two numbers of which one is in a callflow, when the design is checked, then only the spare one is listed as leading nowhere', () => {
    const spare = { ...number, id: 'spare', name: 'Spare', number: '+16045550199' }
    const main = drawFlow({ nodes: { 'hang-up': {} }, numbers: ['8000', '+16045550100'] })
    expect(found('number-without-flow', [number, spare, main]).map(({ documentId }) => documentId)).toEqual(['spare'])
  })
})
