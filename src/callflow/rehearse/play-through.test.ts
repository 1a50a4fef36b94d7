import { describe, expect, it } from 'vitest'
import { sampleDesign } from '../design/sample.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { pathOf } from '../run/trace.ts'
import { type Conduct, playThrough } from './play-through.ts'

const design = snapshotOf(sampleDesign({ sipPassword: () => 'secret' }))
const caller = { name: 'Ann', number: '1099', origin: { kind: 'device', deviceId: '' } } as const
const nobody: Conduct = { keys: [], phones: {}, otherPhones: 'no-answer' }
const setup = { dialled: '1001', caller, startMs: Date.UTC(2026, 10, 23, 18) }

describe('a call played through', () => {
  it('leaves a message when nobody answers', () => {
    const { ended, trace } = playThrough(design, setup, nobody)
    expect(ended).toMatchObject({ reason: 'left-message' })
    expect(pathOf(trace)).toHaveLength(2)
  })

  it('talks to the phone that is said to answer', () => {
    const { ended } = playThrough(design, setup, { ...nobody, phones: { 1001: 'answer' } })
    expect(ended).toMatchObject({ reason: 'talked' })
  })

  it('keys what it was given, in order, at prompts that wait for keys', () => {
    const { trace } = playThrough(
      design,
      { ...setup, dialled: '8001' },
      { ...nobody, keys: ['5'], otherPhones: 'answer' },
    )
    expect(trace.at(-1)).toMatchObject({ kind: 'call-ended', reason: 'talked' })
    expect(pathOf(trace)[0]?.branch).toBe('5')
  })

  it('ends within its bounds when the flow re-runs itself and nobody does anything (M58)', () => {
    const { ended } = playThrough(design, { ...setup, dialled: '8001' }, nobody)
    expect(ended).toMatchObject({ reason: 'jump-limit' })
  })
})
