import { describe, expect, it } from 'vitest'
import { sampleDesign } from '../design/sample.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { choose, rerun, type RehearsalSetup, startRehearsal, step, stepBack } from './rehearsal.ts'
import { call, drawFlow, heard, insideCaller, operations, outsideCaller, path } from './small-design.ts'

const sample = snapshotOf(sampleDesign({ sipPassword: () => 'secret' }))

/** Thursday 19 November 2026, 18:00 UTC: late morning in Vancouver, where the sample's company is. */
const setup = (fields: Partial<RehearsalSetup> = {}): RehearsalSetup => ({
  dialled: '+16045550100',
  caller: outsideCaller,
  startMs: Date.UTC(2026, 10, 19, 18, 0),
  ...fields,
})

const play = (choices: string[], fields: Partial<RehearsalSetup> = {}) =>
  choices.reduce(choose, startRehearsal(sample, setup(fields)))

describe('rehearsing the sample design', () => {
  it('an open-hours call to support: nobody answers, nor does Alex, so the department gets a message (M55, M62, M63)', () => {
    const left = play(['keys:2', 'no-answer', 'no-answer', 'finished', 'finished', 'keys:#', 'keys:1', 'finished'])
    expect(path(left)).toEqual([
      'hours rule-open-hours',
      'open call-flow',
      'menu 2',
      'support _',
      'support-alex _',
      'support-mailbox end',
    ])
    expect(left.world.messages).toMatchObject([{ mailboxId: 'mailbox-support' }])
    expect(left.atMs).toBeGreaterThan(40_000)
  })

  it('the general line shows where the call came in (M64)', () => {
    const [dialled] = operations(play(['keys:4']), 'dial')
    expect(dialled?.legs.map(({ callerName }) => callerName)).toEqual(['GEN Customer', 'GEN Customer', 'GEN Customer'])
  })

  it('1 leads to the directory, and a spelled name to its extension; who gives up starts over (M20, M59, M61)', () => {
    // 667 is Mor(eau).
    const found = play(['keys:1', 'keys:667', 'finished', 'keys:1', 'finished'])
    expect(found.question).toMatchObject({ callflowId: 'callflow-1001', nodeId: 'user' })
    expect(path(play(['keys:1', 'keys:0'])).at(-1)).toBe('directory-back call-flow')
  })

  it('8200 is a room whose PIN decides the role, 8300 a fax, *98 the own mailbox (M76, M40, A6, B3)', () => {
    const inside = { caller: insideCaller('1002') }
    const moderating = play(['keys:8642#', 'finished'], { ...inside, dialled: '8200' })
    expect(moderating.question?.operation).toMatchObject({ kind: 'join-conference', role: 'moderator' })
    const faxing = play([], { dialled: '+16045550101' })
    expect(faxing.question?.operation).toMatchObject({ kind: 'receive-fax', owner: { id: 'fax-box-office' } })
    expect(heard(play([], { ...inside, dialled: '*98' }))).toEqual(['vm-setup_intro'])
  })

  it('pressing nothing starts the flow over, until 50 jumps end the call (M58)', () => {
    let rehearsal = play([])
    for (let round = 0; round < 200 && rehearsal.question; round++) rehearsal = choose(rehearsal, 'silence')
    expect(rehearsal.ended?.reason).toBe('jump-limit')
  })

  it('on Saturday the closed message leads to the general mailbox (M57)', () => {
    const closed = play([], { startMs: Date.UTC(2026, 10, 21, 20, 0) })
    expect(path(closed)).toEqual(['hours _', 'closed call-flow'])
    expect(heard(closed)).toEqual(['media-closed'])
  })

  it('a number that nobody answers is a 404', () => {
    expect(play([], { dialled: '999' }).ended).toMatchObject({ reason: 'responded', sipStatus: 404 })
  })

  it('an extension rings its owner, then takes a message (M53, M87)', () => {
    const declined = play(['rejected'], { dialled: '1002', caller: insideCaller('1001') })
    expect(path(declined)).toEqual(['user _'])
    expect(declined.question?.nodeId).toBe('voicemail')
  })
})

describe('stepping', () => {
  it('takes the likeliest choice, and back again', () => {
    const start = play([])
    const one = step(start)
    const two = step(one)
    expect(two.answers).toHaveLength(2)
    expect(stepBack(two)).toEqual(one)
    expect(stepBack(one)).toEqual(start)
    expect(stepBack(start)).toEqual(start)
  })

  it('refuses a choice that is not offered and leaves the rehearsal as it is', () => {
    const start = play([])
    expect(choose(start, 'answer:0')).toBe(start)
    expect(choose(start, 'keys:abc')).toBe(start)
  })

  it('takes any digits where keys are collected', () => {
    expect(play([]).question).toMatchObject({ takesKeys: true })
    expect(play(['keys:1003', 'silence']).trace.length).toBeGreaterThan(play([]).trace.length)
  })

  it('offers the keys that lead somewhere first, with where they lead', () => {
    const [first, second] = play([]).question?.choices ?? []
    expect(first).toMatchObject({ id: 'keys:1', label: 'Press 1 · Directory (Staff)' })
    expect(second).toMatchObject({ id: 'keys:2', label: 'Press 2 · Ring group (Ring 3 at once · 20 s)' })
  })

  it('names who may answer', () => {
    expect(play(['keys:3']).question?.choices.map(({ label }) => label)).toEqual([
      'Blair Okafor: desk phone answers',
      'Casey Lindgren: desk phone answers',
      'Let it ring',
      'All decline',
      'All busy',
      'Not registered',
      'Unavailable',
      'The caller hangs up',
    ])
  })

  it('offers nobody whose turn to ring never comes', () => {
    const members = [{ id: 'user-1001' }, { id: 'user-1002', delaySec: 15 }]
    const ringing = call([drawFlow({ nodes: { 'ring-group': { members, timeoutSec: 10 } } })], [])
    const ids = ringing.question?.choices.map(({ id }) => id) ?? []
    expect(ids.filter((id) => id.startsWith('answer'))).toEqual(['answer:0'])
  })

  it('is the same every time: answers are the whole state', () => {
    const twice = [play(['keys:2', 'answer:0']), play(['keys:2', 'answer:0'])]
    expect(twice[0]?.trace).toEqual(twice[1]?.trace)
    expect(JSON.parse(JSON.stringify(twice[0]?.answers))).toEqual(twice[0]?.answers)
  })
})

describe('on an edited design', () => {
  const flow = drawFlow({
    nodes: { user: { userId: 'user-1001' }, voicemail: { mailboxId: 'mailbox-1001' } },
    wires: ['user _ voicemail'],
  })
  const missed = call([flow], ['no-answer', 'finished'])

  it('the same answers go on as far as they fit', () => {
    const longer = {
      ...flow,
      nodes: { ...flow.nodes, user: { ...node('user'), settings: { userId: 'user-1001', timeoutSec: 30 } } },
    }
    const again = rerun(missed, withFlow(longer))
    expect(again.answers).toEqual(missed.answers)
    expect(again.atMs).toBe(missed.atMs + 10_000)
  })

  it('says where they stop fitting', () => {
    const again = rerun(missed, withFlow({ ...flow, entry: 'voicemail' }))
    expect(again.answers).toEqual([])
    expect(again.stale).toBe('Answer 1 ("no-answer") no longer fits what the call asks for.')
  })

  it('says when the call ends earlier', () => {
    const again = rerun(missed, withFlow({ ...flow, entry: null }))
    expect(again).toMatchObject({ ended: { reason: 'dead-end' }, stale: 'The call now ends earlier than it did.' })
  })

  function node(id: string) {
    const found = flow.nodes[id]
    if (!found) throw new Error(id)
    return found
  }

  function withFlow(edited: typeof flow) {
    return snapshotOf([...missed.design.documents(), edited])
  }
})
