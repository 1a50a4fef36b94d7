import { describe, expect, it } from 'vitest'
import { type Mailbox, makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { startRehearsal } from '../../rehearse/rehearsal.ts'
import {
  call,
  type CallAbout,
  drawFlow,
  fridayNoonMs,
  heard,
  insideCaller,
  operations,
} from '../../rehearse/small-design.ts'

/** What its row promises is in tests/conformance/rows/a6-voicemail.test.ts; here is what lies between. */

const box = (fields: Partial<Mailbox> = {}) =>
  makeDocument('mailbox', { id: 'box', name: 'Box', number: '8102', ...fields })
const greeting = makeDocument('media', { id: 'hello', name: 'Hello', durationMs: 4_000 })

function voicemailCall(choices: string[], fields: Partial<Mailbox> = {}, about: CallAbout = {}) {
  const flow = drawFlow({ nodes: { voicemail: { mailboxId: 'box' } } })
  return call([flow], choices, { ...about, documents: [box(fields), greeting, ...(about.documents ?? [])] })
}

const untilTone = ['finished', 'finished']

describe('greetings', () => {
  const kept = (kind: 'mailbox-greeting' | 'mailbox-temporary-greeting') => ({ kind, id: 'box' }) as const
  const state = (name: string, value: string | boolean) =>
    ({ key: { scope: 'mailbox', id: 'box', name }, value }) as const

  it('the generic one is heard when the file of the box is gone', () => {
    expect(heard(voicemailCall(['missing'], { greetingId: 'gone' })).slice(0, 2)).toEqual(['gone', 'vm-person'])
  })

  it('the last change wins: one recorded by phone, then one chosen in the design', () => {
    const recorded = [state('greeting', true), state('greeting-instead-of', 'hello')]
    const world = { state: recorded, kept: [kept('mailbox-greeting')] }
    expect(heard(voicemailCall(['finished'], { greetingId: 'hello' }, { world }))[0]).toBe('kept')
    const chosenSince = makeDocument('media', { id: 'newer', name: 'Newer' })
    const about = { world, documents: [chosenSince] }
    expect(heard(voicemailCall(['finished'], { greetingId: 'newer' }, about))[0]).toBe('newer')
  })

  it('a lost recording falls back to the next greeting', () => {
    const world = { state: [state('temporary-greeting', true)] }
    const played = heard(voicemailCall(['missing'], { greetingId: 'hello' }, { world }))
    expect(played.slice(0, 2)).toEqual(['kept', 'hello'])
  })

  it('a box that only announces says so when it has none', () => {
    expect(heard(voicemailCall(['finished'], { announcementOnly: true })).at(-1)).toBe('vm-announcement_mode')
  })
})

it('takes the box number behind a feature code when no box is chosen, as imported flows do', () => {
  const flow = { ...drawFlow({ nodes: { voicemail: {} } }), patterns: ['^\\*\\*([0-9]*)$'] }
  const asked = startRehearsal(snapshotOf([box(), flow]), {
    dialled: '**8102',
    caller: insideCaller('1001'),
    startMs: fridayNoonMs,
  })
  expect(heard(asked).slice(0, 2)).toEqual(['vm-person', 'digits 8102'])
})

describe('when the caller hangs up', () => {
  it('while speaking, the call ends as one that left a message', () => {
    expect(voicemailCall([...untilTone, 'hang-up']).ended?.reason).toBe('left-message')
  })

  it('while reviewing, it ends as one whose caller is gone', () => {
    expect(voicemailCall([...untilTone, 'keys:#', 'hang-up']).ended?.reason).toBe('caller-gone')
  })

  it('while recording again, the first message is kept unless the second is worth keeping', () => {
    const recordAgain = [...untilTone, 'keys:#', 'keys:3']
    expect(operations(voicemailCall([...recordAgain, 'hang-up']), 'save-message')[0]?.recordingId).toBe('recording-2')
    const nothingSaid = voicemailCall([...recordAgain, 'hang-up-at-once'])
    expect(operations(nothingSaid, 'save-message')[0]?.recordingId).toBe('recording-1')
  })

  it('during the greeting or without a word, there is no message', () => {
    expect(voicemailCall(['hang-up']).world.messages).toEqual([])
    const silent = voicemailCall([...untilTone, 'hang-up-at-once'])
    expect(silent.world.messages).toEqual([])
    expect(silent.ended?.reason).toBe('caller-gone')
  })
})
