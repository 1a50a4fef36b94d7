import { describe, expect, it } from 'vitest'
import { checkDesign } from '../check/check-design.ts'
import type { Callflow, Document } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { moduleFor } from '../modules/registry.ts'
import { lookupNumber } from '../numbering/lookup.ts'
import { call, drawFlow, heard, insideCaller } from '../rehearse/small-design.ts'
import { availableFeatureCodes, featureCodeTypes } from './catalogue.ts'
import { conflictsOf, disable, enable, type FeatureCodeEdit, flowOfCode, renumber } from './feature-codes.ts'

const activate = 'call_forward[action=activate]'
const toggle = 'call_forward[action=toggle]'

const flowsOf = (edit: FeatureCodeEdit): readonly Callflow[] => {
  if (!edit.ok) throw new Error(edit.why)
  return edit.put
}

/** All codes of this version at their defaults. */
const allOn = availableFeatureCodes.reduce<Document[]>(
  (documents, { type }) => [...documents, ...flowsOf(enable(snapshotOf(documents), type))],
  [],
)

describe('feature codes (M10, B3)', () => {
  it.each(featureCodeTypes.map((each) => [each.name, each] as const))(
    '%s: its step exists and takes its settings',
    (_name, about) => {
      const definition = moduleFor(about.module)
      if (!definition) return // a step of another release: the code is not offered
      expect(definition.settings.safeParse(about.settings)).toMatchObject({ success: true })
    },
  )

  it('given the default codes, then all can be on together, each answers its own, and nothing is wrong with them', () => {
    const design = snapshotOf(allOn)
    for (const { type, prefix, defaultCode, followedBy } of availableFeatureCodes) {
      const dialled = prefix + defaultCode + (followedBy === 'nothing' ? '' : '1001')
      expect(lookupNumber(design, dialled, { isInternal: true })?.callflowId).toBe(flowOfCode(design, type)?.id)
      expect(conflictsOf(design, type, defaultCode)).toEqual([])
    }
    expect(checkDesign(design).filter(({ code }) => code !== 'not-live-yet')).toEqual([])
  })

  it('given *72 switched on, when a colleague dials it, then their calls are forwarded and the call ends', () => {
    const flows = flowsOf(enable(snapshotOf([]), activate))
    const dialled = call(flows, ['keys:6045550123', 'finished'], {
      caller: insideCaller('1001'),
      dialled: '*72',
      byNumber: true,
    })
    expect(heard(dialled)).toContain('cf-now_forwarded_to')
    expect(dialled.ended?.reason).toBe('hung-up')
  })

  it('digits behind the code reach the step', () => {
    const flows = flowsOf(enable(snapshotOf([]), toggle))
    const match = lookupNumber(snapshotOf(flows), '*741003', { isInternal: true })
    expect(match?.captures).toEqual(['1003'])
  })

  it('switching off takes the flow away', () => {
    const flows = flowsOf(enable(snapshotOf([]), activate))
    expect(disable(snapshotOf(flows), activate)).toEqual({ ok: true, put: [], remove: [flows[0]?.id] })
    expect(disable(snapshotOf([]), activate)).toMatchObject({ ok: false })
    expect(enable(snapshotOf(flows), activate)).toMatchObject({ ok: false })
  })

  it('another code: number, pattern and name change, steps somebody added stay', () => {
    const [flow] = flowsOf(enable(snapshotOf([]), toggle))
    const edited = { ...flow, numbers: ['7474'] } as Callflow
    const [moved] = flowsOf(renumber(snapshotOf([edited]), toggle, '75'))
    expect(moved).toMatchObject({
      name: '*75 Toggle call forwarding',
      numbers: ['7474'],
      patterns: ['^\\*75([0-9]*)$'],
      featureCode: { type: toggle, code: '75' },
      nodes: flow?.nodes,
    })
  })

  describe('conflicts', () => {
    it('with a number of another flow', () => {
      const other = drawFlow({ nodes: { 'hang-up': {} }, numbers: ['*72'] })
      expect(enable(snapshotOf([other]), activate)).toEqual({ ok: false, why: '*72 is already answered by "flow".' })
    })

    it('with the pattern of another flow', () => {
      const other = { ...drawFlow({ nodes: { 'hang-up': {} } }), patterns: ['^\\*7([0-9]+)$'] }
      expect(conflictsOf(snapshotOf([other]), toggle, '74')).toHaveLength(1)
      expect(conflictsOf(snapshotOf([other]), activate, '72')).toEqual([]) // numbers come before patterns
    })

    it('with each other: a longer code behind a shorter one would never be reached', () => {
      expect(renumber(snapshotOf(allOn), toggle, '97')).toMatchObject({ ok: false })
      expect(conflictsOf(snapshotOf(allOn), toggle, '9')).toHaveLength(5) // *94 to *98
      expect(conflictsOf(snapshotOf(allOn), toggle, '971')).toHaveLength(1)
    })
  })

  it('refuses codes that cannot be dialled', () => {
    for (const code of ['', 'abc', '1234567'])
      expect(enable(snapshotOf([]), activate, code)).toMatchObject({ ok: false })
  })
})
