import { describe, expect, it } from 'vitest'
import { snapshotOf } from '../../design/snapshot.ts'
import { writeKazoo } from '../../exchange/kazoo/export.ts'
import { matchesRegex } from '../../numbering/linear-regex.ts'
import { drawFlow } from '../../rehearse/small-design.ts'

/** The expression Kazoo gets for callers without a number, which it calls `anonymous` and the like. */
function expression(settings: object): string {
  const flow = drawFlow({ nodes: { 'match-caller-id': { mode: 'no-number', ...settings } } })
  const texts = writeKazoo(snapshotOf([flow])).files.map(({ text }) => text)
  const found = /"regex": ?("(?:[^"\\]|\\.)*")/.exec(texts.join('\n'))?.[1]
  return JSON.parse(found ?? '""') as string // a string, as the expression above says
}

describe('callers without a number at Kazoo (M38)', () => {
  it.each(['', 'anonymous', 'Anonymous', 'RESTRICTED', 'unavailable', '0000000000'])('"%s" is one', (number) => {
    expect(matchesRegex(expression({}), number)).toBe(true)
  })

  it('a number is none, and zeros are as the design says', () => {
    expect(matchesRegex(expression({}), '+16045550100')).toBe(false)
    expect(matchesRegex(expression({ placeholderNumbers: false }), '0000000000')).toBe(false)
    expect(matchesRegex(expression({ placeholderNumbers: false }), 'anonymous')).toBe(true)
  })
})
