import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { check, checkDesign, recheck } from './check-design.ts'
import { todayIn } from './today.ts'

const rule = makeDocument('schedule-rule', { id: 'rule', name: 'Summer', endDate: '2026-08-31' })
const design = snapshotOf([rule])
const codes = (today?: string) => checkDesign(design, { today }).map(({ code }) => code)

describe('what is over', () => {
  it('is asked of the date that is given, and not at all without one', () => {
    expect([codes(), codes('2026-08-31'), codes('2026-09-01')]).toEqual([[], [], ['rule-over']])
  })

  it('looks again when the date is another, though nothing was edited, and keeps the date where none is given', () => {
    const before = check(design, { today: '2026-08-31' })
    const after = recheck(before, design, design, [], { today: '2026-09-01' })
    expect(after.findings).toMatchObject([{ code: 'rule-over' }])
    expect(recheck(after, design, design, [])).toBe(after)
    const edited = snapshotOf([{ ...rule, name: 'Hot summer' }])
    expect(recheck(after, design, edited, ['rule']).findings).toMatchObject([{ code: 'rule-over' }])
  })

  it('counts hours over midnight until the morning after, and says nothing of those set by hand or that never began', () => {
    const found = (fields: Partial<typeof rule>, today: string) =>
      checkDesign(snapshotOf([{ ...rule, ...fields }]), { today }).filter(({ code }) => code === 'rule-over').length
    const night = { fromSec: 79_200, untilSec: 21_600 }
    expect([found(night, '2026-09-01'), found(night, '2026-09-02')]).toEqual([0, 1])
    expect([found({ forced: 'on' }, '2026-09-02'), found({ forced: 'off' }, '2026-09-02')]).toEqual([0, 0])
    expect(found({ startDate: '2026-09-01' }, '2026-10-01')).toBe(0)
  })

  it('is the date where the account is', () => {
    const at = (timezone: string) =>
      todayIn(snapshotOf([makeDocument('account', { id: 'account', name: 'A', timezone })]), Date.UTC(2026, 0, 1, 3))
    expect([at('America/Vancouver'), at('Europe/Berlin')]).toEqual(['2025-12-31', '2026-01-01'])
    expect(todayIn(snapshotOf([]), Date.UTC(2026, 0, 1, 3))).toBe('2026-01-01')
  })
})
