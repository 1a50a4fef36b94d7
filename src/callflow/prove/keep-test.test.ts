import { describe, expect, it } from 'vitest'
import { sampleDesign } from '../design/sample.ts'
import { snapshotOf, withDocuments } from '../design/snapshot.ts'
import { choose, type RehearsalSetup, startRehearsal } from '../rehearse/rehearsal.ts'
import { insideCaller, outsideCaller } from '../rehearse/small-design.ts'
import { CannotKeepError, testOf } from './keep-test.ts'
import { hasPassed, runCallTest } from './run-test.ts'

const sample = snapshotOf(sampleDesign({ sipPassword: () => 'secret' }))

const setup = (fields: Partial<RehearsalSetup> = {}): RehearsalSetup => ({
  dialled: '+16045550100',
  caller: outsideCaller,
  startMs: Date.UTC(2026, 6, 2, 17, 0),
  ...fields,
})

const play = (choices: string[], fields: Partial<RehearsalSetup> = {}) =>
  choices.reduce(choose, startRehearsal(sample, setup(fields)))

const unanswered = ['keys:2', 'no-answer', 'no-answer', 'finished', 'finished', 'keys:#', 'keys:1', 'finished']

describe('a rehearsal kept as a test', () => {
  it('holds what was decided, not what comes about by itself, and passes', () => {
    const test = testOf(play(unanswered), 'kept')
    expect(hasPassed(runCallTest(test, sample))).toBe(true)
    expect(test.happens.map(({ choice }) => choice)).toEqual(['keys:2', 'no-answer', 'no-answer', 'keys:#', 'keys:1'])
    expect(test.when).toBe('2026-07-02T10:00')
    expect(test.name).toMatch(/^\+16045550100, 2 1, Thursday 10:00: .*a message is left$/)
  })

  it('expects whom it rings and what they are shown, what is heard, the wait and the end', () => {
    const { expects } = testOf(play(unanswered), 'kept')
    expect(expects.map(({ what }) => what)).toEqual(expect.arrayContaining(['rings', 'hears', 'waits-at-most', 'ends']))
    expect(expects.at(-1)).toMatchObject({ what: 'ends', reason: 'left-message', mailboxId: 'mailbox-support' })
  })

  it('names the phone that answered, so that a phone more in the group changes nothing', () => {
    const test = testOf(play(['keys:4', 'answer:1', 'callee-hangs-up']), 'kept')
    expect(test.happens).toContainEqual({ choice: 'answer', deviceId: 'device-1002', number: '' })
  })

  it('holds every decision where some would otherwise come too early', () => {
    const gaveUp = play(['keys:2', 'no-answer', 'hang-up'])
    const test = testOf(gaveUp, 'kept')
    expect(runCallTest(test, sample).rehearsal?.answers).toEqual(gaveUp.answers)
  })

  it('fails once the design does otherwise', () => {
    const test = testOf(play(unanswered), 'kept')
    const flow = sample.find('callflow', 'callflow-8001')
    const without = flow && { ...flow, wires: flow.wires.filter(({ branch }) => branch !== '2') }
    const { failures } = runCallTest(test, withDocuments(sample, without ? [without] : []))
    expect(failures.length).toBeGreaterThan(1)
  })

  it('remembers who called', () => {
    const inside = testOf(
      play(
        ['callee-hangs-up'].flatMap((last) => ['answer:0', last]),
        { dialled: '1001', caller: insideCaller('1002') },
      ),
      'kept',
    )
    expect(inside.callerDeviceId).toBe('device-1002')
    const withheld = { ...outsideCaller, number: '', name: 'Anonymous', isWithheld: true } as const
    expect(testOf(play(unanswered, { caller: withheld }), 'kept')).toMatchObject({ callerNumber: '', callerName: '' })
  })

  it('is not to be had of a call that goes on, nor of one whose world no test can ask for', () => {
    expect(() => testOf(play(['keys:2']), 'kept')).toThrow(CannotKeepError)
    const full = { mailboxes: [{ mailboxId: 'mailbox-support', newMessages: 500, savedMessages: 500 }] }
    const refused = play(['keys:2', 'no-answer', 'no-answer', 'finished'], { world: full })
    expect(refused.ended).toBeDefined()
    expect(() => testOf(refused, 'kept')).toThrow(CannotKeepError)
  })
})
