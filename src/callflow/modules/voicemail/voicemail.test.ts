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
  path,
} from '../../rehearse/small-design.ts'

const box = (fields: Partial<Mailbox> = {}) =>
  makeDocument('mailbox', { id: 'box', name: 'Box', number: '8102', ...fields })
const greeting = makeDocument('media', { id: 'hello', name: 'Hello', durationMs: 4_000 })

function voicemailCall(choices: string[], fields: Partial<Mailbox> = {}, about: CallAbout = {}, wires: string[] = []) {
  const flow = drawFlow({ nodes: { voicemail: { mailboxId: 'box' }, 'hang-up': {} }, wires })
  return call([flow], choices, { ...about, documents: [box(fields), greeting, ...(about.documents ?? [])] })
}

const untilTone = ['finished', 'finished']
const saved = [...untilTone, 'keys:#', 'keys:1', 'finished']

describe('voicemail, leaving a message (A6)', () => {
  it("greets with the box's number when it has no greeting, then explains and records", () => {
    const asked = voicemailCall(untilTone)
    expect(heard(asked)).toEqual(['vm-person', 'digits 8102', 'vm-not_available', 'vm-record_message'])
    expect(asked.question?.operation).toMatchObject({ kind: 'record', maxDurationMs: 500_000, beep: true })
  })

  it('prefers the greeting of the box, and falls back when its file is gone', () => {
    expect(heard(voicemailCall(['finished'], { greetingId: 'hello' }))).toEqual(['hello', 'vm-record_message'])
    expect(heard(voicemailCall(['missing'], { greetingId: 'gone' })).slice(0, 2)).toEqual(['gone', 'vm-person'])
  })

  it('skips greeting and instructions when told so', () => {
    expect(heard(voicemailCall([], { skipGreeting: true, skipInstructions: true }))).toEqual([])
  })

  it('saves the message with the caller, thanks and ends the call (M32)', () => {
    const left = voicemailCall(saved)
    expect(left.ended?.reason).toBe('left-message')
    expect(left.world.messages).toEqual([
      {
        messageId: 'message-1',
        mailboxId: 'box',
        durationMs: 10_000,
        callerName: 'Customer',
        callerNumber: '+16045550177',
      },
    ])
    expect(heard(left).slice(-3)).toEqual(['vm-review_recording', 'vm-saved', 'vm-thank_you'])
  })

  it('goes on when something is wired after it', () => {
    expect(path(voicemailCall(saved, {}, {}, ['voicemail _ hang-up']))).toEqual(['voicemail _', 'hang-up end'])
  })

  describe('keys during the greeting', () => {
    const operatorFlow = { operatorNumber: '1002' }

    it('0 leads to the operator', () => {
      const toOperator = voicemailCall(['keys:0'], operatorFlow)
      expect(toOperator.question).toMatchObject({ callflowId: 'callflow-1002', nodeId: 'user' })
      expect(toOperator.world.messages).toEqual([])
    })

    it.each(['5', '#', '0'])('%s starts recording when no operator is set', (key) => {
      const asked = voicemailCall([`keys:${key}`])
      expect(asked.question?.operation.kind).toBe('record')
      expect(heard(asked)).not.toContain('vm-record_message')
    })
  })

  it('* logs in to the box (A6)', () => {
    const asked = voicemailCall(['keys:*'], { pin: '4711' })
    expect(heard(asked).at(-1)).toBe('vm-enter_pass')
    expect(heard(voicemailCall(['keys:*', 'keys:4711#'], { pin: '4711' })).at(-1)).toBe('vm-main_menu')
  })

  describe('greetings changed by phone (A6)', () => {
    const kept = (kind: 'mailbox-greeting' | 'mailbox-temporary-greeting') => ({ kind, id: 'box' }) as const
    const state = (name: string, value: string | boolean) =>
      ({ key: { scope: 'mailbox', id: 'box', name }, value }) as const

    it('a temporary greeting beats the greeting of the box', () => {
      const world = { state: [state('temporary-greeting', true)], kept: [kept('mailbox-temporary-greeting')] }
      expect(heard(voicemailCall(['finished'], { greetingId: 'hello' }, { world }))[0]).toBe('kept')
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
      expect(heard(voicemailCall(['missing'], { greetingId: 'hello' }, { world })).slice(0, 2)).toEqual([
        'kept',
        'hello',
      ])
    })
  })

  describe('announcement only (A6)', () => {
    it('plays the greeting, takes no message and goes on', () => {
      const played = voicemailCall(['finished'], { announcementOnly: true, greetingId: 'hello' }, {}, [
        'voicemail _ hang-up',
      ])
      expect(heard(played)).toEqual(['hello'])
      expect(path(played)).toEqual(['voicemail _', 'hang-up end'])
    })

    it('says so when there is no greeting, and lets the owner log in', () => {
      const fields = { announcementOnly: true, pin: '4711' }
      expect(heard(voicemailCall(['finished'], fields)).at(-1)).toBe('vm-announcement_mode')
      expect(heard(voicemailCall(['keys:*'], fields)).at(-1)).toBe('vm-enter_pass')
    })
  })

  describe('the owner calling the own box (A6)', () => {
    const owner = { caller: insideCaller('1001') }

    it('checks it instead of leaving a message', () => {
      const checking = voicemailCall([], { ownerId: 'user-1001', isSetUp: true, pin: '4711' }, owner)
      expect(heard(checking)).toEqual(['vm-no_messages', 'vm-main_menu'])
    })

    it('leaves a message where the box wants that', () => {
      const leaving = voicemailCall([], { ownerId: 'user-1001', ownerGoesToCheck: false }, owner)
      expect(heard(leaving)[0]).toBe('vm-person')
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

  describe('review', () => {
    const review = [...untilTone, 'keys:#']

    it('2 plays the message back', () => {
      expect(heard(voicemailCall([...review, 'keys:2', 'finished'])).slice(-2)).toEqual([
        'recording',
        'vm-review_recording',
      ])
    })

    it('listening is no failed try: the caller may do it as often as they like', () => {
      const listened = ['keys:2', 'finished', 'keys:2', 'finished', 'keys:2', 'finished', 'keys:2', 'finished']
      expect(voicemailCall([...review, ...listened]).question?.operation.kind).toBe('collect')
    })

    it('3 records again and throws the first one away', () => {
      const again = voicemailCall([...review, 'keys:3', 'silence', 'keys:1', 'finished'])
      expect(operations(again, 'discard-recording')).toMatchObject([{ recordingId: 'recording-1' }])
      expect(again.world.messages).toHaveLength(1)
      expect(operations(again, 'save-message')[0]?.recordingId).toBe('recording-2')
    })

    it('saves when the caller does nothing three times', () => {
      const silent = voicemailCall([...review, 'silence', 'keys:9', 'silence', 'finished'])
      expect(silent.world.messages).toHaveLength(1)
    })
  })

  describe('when the caller hangs up', () => {
    it('while speaking, the message is kept', () => {
      const gone = voicemailCall([...untilTone, 'hang-up'])
      expect(gone.world.messages).toHaveLength(1)
      expect(gone.ended?.reason).toBe('left-message')
    })

    it('while reviewing, the message is kept', () => {
      const gone = voicemailCall([...untilTone, 'keys:#', 'hang-up'])
      expect(gone.world.messages).toHaveLength(1)
      expect(gone.ended?.reason).toBe('caller-gone')
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

  it('asks again when the message is shorter than the box takes', () => {
    const short = voicemailCall([...untilTone, 'keys:#'], { minMessageSec: 30 })
    expect(heard(short).at(-1)).toBe('vm-recording_to_short')
    expect(operations(short, 'discard-recording')).toHaveLength(1)
  })

  it('says so when the box is full, and goes on', () => {
    const world = { mailboxes: [{ mailboxId: 'box', newMessages: 60, savedMessages: 40 }] }
    const full = voicemailCall(['finished'], {}, { world }, ['voicemail _ hang-up'])
    expect(heard(full)).toEqual(['vm-mailbox_full'])
    expect(path(full)).toEqual(['voicemail _', 'hang-up end'])
  })
})
