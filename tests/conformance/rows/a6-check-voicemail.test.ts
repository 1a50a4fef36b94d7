import { describe, expect, it } from 'vitest'
import { type Document, type Mailbox, makeDocument } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import {
  call,
  type CallAbout,
  drawFlow,
  fridayNoonMs,
  heard,
  insideCaller,
  operations,
  outsideCaller,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'
import { startRehearsal } from '../../../src/callflow/rehearse/rehearsal.ts'
import { hotDeskUsersKey } from '../../../src/callflow/run/state-keys.ts'
import type { Caller } from '../../../src/callflow/run/script.ts'

const owner = insideCaller('1001')
const colleague = { caller: insideCaller('1002') }
const stranger = { caller: outsideCaller }

const mailbox = (fields: Partial<Mailbox> = {}) =>
  makeDocument('mailbox', {
    id: 'box',
    name: 'Box',
    number: '8102',
    pin: '4711',
    ownerId: 'user-1001',
    isSetUp: true,
    ...fields,
  })

interface Checking {
  readonly fields?: Partial<Mailbox>
  readonly settings?: Readonly<Record<string, unknown>>
  readonly caller?: Caller
  /** New and saved messages of the box. */
  readonly messages?: readonly [number, number]
  readonly world?: CallAbout['world']
  readonly documents?: readonly Document[]
}

/** A call to a check-voicemail step, by default from the owner to the box chosen. */
function checking(choices: readonly string[], about: Checking = {}) {
  const nodes = { 'check-voicemail': { mailboxId: 'box', ...about.settings }, 'hang-up': {} }
  const [newMessages = 0, savedMessages = 0] = about.messages ?? []
  return call([drawFlow({ nodes, wires: ['check-voicemail _ hang-up'] })], choices, {
    caller: about.caller ?? owner,
    documents: [mailbox(about.fields), ...(about.documents ?? [])],
    world: { mailboxes: [{ mailboxId: 'box', newMessages, savedMessages }], ...about.world },
  })
}

const lastHeard = (rehearsal: ReturnType<typeof checking>) => heard(rehearsal).at(-1)
const asked = (rehearsal: ReturnType<typeof checking>) => rehearsal.question?.operation
const stateOf = (rehearsal: ReturnType<typeof checking>, name: string) =>
  rehearsal.world.readState({ scope: 'mailbox', id: 'box', name })

describe('A6: who gets in', () => {
  it('A6: given a box that is known, when its owner calls from an own phone, then the main menu follows without a PIN', () => {
    expect(heard(checking([]))).toEqual(['vm-no_messages', 'vm-main_menu'])
  })

  it("M88c: given a guest logged in at the owner's phone, when they check the box, then the PIN is asked for; at a phone they are the guest of, their own box opens", () => {
    const guest = { state: [{ key: hotDeskUsersKey('device-1001'), value: 'user-1002' }] }
    expect(heard(checking([], { world: guest }))).toEqual(['vm-enter_pass'])
    const away = { state: [{ key: hotDeskUsersKey('device-1002'), value: 'user-1001' }] }
    expect(lastHeard(checking([], { ...colleague, world: away }))).toBe('vm-main_menu')
  })

  it('A6: given a box that always wants its PIN, when its owner calls, then it is asked for, six digits at most', () => {
    const pin = checking([], { fields: { requirePin: true } })
    expect(heard(pin)).toEqual(['vm-enter_pass'])
    expect(asked(pin)).toMatchObject({ kind: 'collect', maxDigits: 6, terminators: '#', secret: true })
  })

  it('A6: given somebody else, when the PIN is right, then they are in', () => {
    expect(lastHeard(checking(['keys:4711#'], stranger))).toBe('vm-main_menu')
    expect(lastHeard(checking(['keys:4711#'], colleague))).toBe('vm-main_menu')
  })

  it('A6: given somebody else, when the PIN is wrong three times, then the step is left', () => {
    const wrong = ['keys:1#', 'finished', 'keys:2#', 'finished', 'silence', 'finished', 'finished']
    const refused = checking(wrong, stranger)
    const once = ['vm-enter_pass', 'vm-fail_auth']
    expect(heard(refused)).toEqual([...once, ...once, ...once, 'vm-abort'])
    expect(path(refused)).toEqual(['check-voicemail _', 'hang-up end'])
  })

  it('A6: given a box without a PIN, when somebody but the owner calls, then there is no access', () => {
    const refused = checking(['finished'], { fields: { pin: '' }, ...stranger })
    expect(heard(refused)).toEqual(['vm-no_access'])
    expect(path(refused)[0]).toBe('check-voicemail _')
    expect(lastHeard(checking([], { fields: { pin: '' } }))).toBe('vm-main_menu')
  })

  it('A6: given no box chosen, when a call comes in, then its number is asked for, 15 digits at most, three times', () => {
    const settings = { mailboxId: null }
    expect(asked(checking([], { settings }))).toMatchObject({ kind: 'collect', maxDigits: 15 })
    expect(lastHeard(checking(['keys:8102#'], { settings }))).toBe('vm-main_menu')
    const wrong = ['keys:9#', 'finished', 'keys:9#', 'finished', 'silence', 'finished', 'finished']
    expect(lastHeard(checking(wrong, { settings }))).toBe('vm-abort')
  })

  it('A6: given log-in by phone, when the caller has one box alone, then it is that one; with two the number is asked for', () => {
    const settings = { mailboxId: null, singleMailbox: true }
    expect(heard(checking([], { settings, ...colleague }))).toEqual(['vm-setup_intro'])
    expect(heard(checking([], { settings }))).toEqual(['vm-enter_id'])
  })

  it('A6: given log-in by caller ID, when the caller has the number of a box, then only the PIN is asked for', () => {
    const settings = { mailboxId: null, callerIdLogin: true }
    const caller: Caller = { name: '', number: '8102', origin: { kind: 'device', deviceId: 'hall' } }
    expect(heard(checking([], { settings, caller }))).toEqual(['vm-enter_pass'])
    const carrier: Caller = { ...outsideCaller, number: '8102' } // a carrier knows no boxes of ours
    expect(heard(checking([], { settings, caller: carrier }))).toEqual(['vm-enter_id'])
    expect(heard(checking([], { settings, ...stranger }))).toEqual(['vm-enter_id'])
    expect(heard(checking([], { settings: { mailboxId: null }, caller }))).toEqual(['vm-enter_id'])
  })

  it('A6: given a feature code, when a box number is dialled behind it, then it is that box', () => {
    const flow = { ...drawFlow({ nodes: { 'check-voicemail': {} } }), patterns: ['^\\*97([0-9]*)$'] }
    const dialled = { dialled: '*978102', caller: outsideCaller, startMs: fridayNoonMs }
    const design = snapshotOf([mailbox(), flow])
    expect(heard(startRehearsal(design, { ...dialled, caller: insideCaller('1003') }))).toEqual(['vm-enter_pass'])
  })
})

describe('A6: the first time', () => {
  const fields = { isSetUp: false, pin: '' }
  const pinChosen = ['finished', 'keys:2580#', 'keys:2580#', 'finished']
  const greeting = ['finished', 'finished', 'keys:#', 'keys:1', 'finished', 'finished']

  it('A6: given a box not set up, when its owner checks it, then PIN twice, greeting and review come before the menu', () => {
    const ready = checking([...pinChosen, ...greeting], { fields })
    expect(heard(ready)).toEqual([
      'vm-setup_intro',
      'vm-enter_new_pin',
      'vm-enter_new_pin_confirm',
      'vm-pin_set',
      'vm-setup_rec_greeting',
      'vm-record_greeting',
      'vm-review_recording',
      'vm-recording_saved',
      'vm-setup_complete',
      'vm-no_messages',
      'vm-main_menu',
    ])
    expect(['pin', 'set-up', 'greeting'].map((name) => stateOf(ready, name))).toEqual(['2580', true, true])
    expect(ready.world.isKept({ kind: 'mailbox-greeting', id: 'box' })).toBe(true)
  })

  it('A6: given PINs that differ or have fewer than four digits, when three were tried, then the box is not set up', () => {
    const wrong = ['keys:2580#', 'keys:2581#', 'finished', 'keys:12#', 'keys:12#', 'finished', 'silence', 'silence']
    const gaveUp = checking(['finished', ...wrong, 'finished', 'finished'], { fields })
    expect(heard(gaveUp).filter((id) => id === 'vm-pin_invalid')).toHaveLength(3)
    expect(lastHeard(gaveUp)).toBe('vm-goodbye')
    expect(stateOf(gaveUp, 'set-up')).toBeUndefined()
  })

  it('A6: given a box not set up, when somebody outside checks it or it is not configurable, then there is no set-up', () => {
    expect(lastHeard(checking(['keys:4711#'], { fields: { isSetUp: false }, ...stranger }))).toBe('vm-main_menu')
    expect(lastHeard(checking([], { fields: { isSetUp: false, isConfigurable: false } }))).toBe('vm-main_menu')
  })
})

describe('A6: the main menu', () => {
  it('A6: given one new and 22 saved messages, when the box is entered, then both counts are said', () => {
    expect(heard(checking([], { messages: [1, 22] }))).toEqual([
      'vm-you_have',
      'digits/1',
      'vm-new_message',
      'vm-and',
      'digits/22',
      'vm-saved_messages',
      'vm-main_menu',
    ])
  })

  it('A6: given new messages alone, when 1 is pressed, then they play; with 2 there are none', () => {
    expect(heard(checking(['keys:1', 'finished'], { messages: [1, 0] }))).toContain('message')
    expect(lastHeard(checking(['keys:2'], { messages: [1, 0] }))).toBe('vm-no_messages')
  })

  it('A6: given saved messages, when 2 is pressed, then they play', () => {
    expect(heard(checking(['keys:2', 'finished'], { messages: [0, 1] }))).toContain('message')
  })

  it('A6: given the main menu, when # is pressed, then the step is left', () => {
    const gone = checking(['keys:#', 'finished'])
    expect(lastHeard(gone)).toBe('vm-goodbye')
    expect(path(gone)).toEqual(['check-voicemail _', 'hang-up end'])
  })

  it('A6: given the main menu, when three keys mean nothing, then the step is left', () => {
    expect(lastHeard(checking(['keys:9', 'finished', 'silence', 'keys:4', 'finished', 'finished']))).toBe('vm-goodbye')
  })

  it('A6: given a configurable box, when 5 is pressed, then the settings follow; otherwise the key means nothing', () => {
    expect(lastHeard(checking(['keys:5']))).toBe('vm-settings_menu')
    expect(lastHeard(checking(['keys:5'], { fields: { isConfigurable: false } }))).toBe('menu-invalid_entry')
  })
})

describe('A6: settings', () => {
  it.each([
    ['1', 'unavailable greeting', 'vm-record_greeting', 'mailbox-greeting'],
    ['2', 'name', 'vm-record_name', 'mailbox-name'],
    ['4', 'temporary greeting', 'vm-record_temp_greeting', 'mailbox-temporary-greeting'],
  ] as const)(
    'A6: given the settings, when %s is pressed, then the %s is recorded and kept',
    (key, _what, promptId, kind) => {
      const done = checking(['keys:5', `keys:${key}`, 'finished', 'keys:#', 'keys:1', 'finished'])
      expect(heard(done)).toContain(promptId)
      expect(done.world.isKept({ kind, id: 'box' })).toBe(true)
      expect(lastHeard(done)).toBe('vm-settings_menu')
    },
  )

  it('A6: given the settings, when 3 is pressed and a PIN keyed twice, then the next log-in asks for that one', () => {
    const changed = checking(['keys:5', 'keys:3', 'keys:2580#', 'keys:2580#', 'finished'])
    expect(lastHeard(changed)).toBe('vm-settings_menu')
    const state = ['pin', 'pin-instead-of'].map((name) => ({
      key: { scope: 'mailbox', id: 'box', name } as const,
      value: stateOf(changed, name) ?? '',
    }))
    const next = { ...stranger, world: { state } }
    expect(lastHeard(checking(['keys:2580#'], next))).toBe('vm-main_menu')
    expect(lastHeard(checking(['keys:4711#'], next))).toBe('vm-fail_auth')
  })

  it('A6: given a temporary greeting, when 5 is pressed, then it is deleted', () => {
    const kept = [{ kind: 'mailbox-temporary-greeting', id: 'box' }] as const
    const deleted = checking(['keys:5', 'keys:5', 'finished'], { world: { kept } })
    expect(deleted.world.isKept(kept[0])).toBe(false)
    expect(heard(deleted)).toContain('vm-temporary_greeting_deleted')
  })

  it('A6: given the settings, when 6 is pressed, then announcement mode goes on, and off again', () => {
    const on = ['keys:5', 'keys:6', 'finished']
    expect(stateOf(checking(on), 'announcement-only')).toBe(true)
    expect(stateOf(checking([...on, 'keys:6', 'finished']), 'announcement-only')).toBe(false)
  })

  it('A6: given the settings, when 0 is pressed, then the main menu follows', () => {
    expect(lastHeard(checking(['keys:5', 'keys:0']))).toBe('vm-main_menu')
  })
})

describe('A6: messages one by one', () => {
  /** The newest is box-2. Without envelope and seeking, a message is one sound and one menu. */
  const plain = { messages: [2, 0], fields: { skipEnvelope: true, seek: false } } as const
  const playedIds = (choices: readonly string[], about: Checking = plain) =>
    operations(checking(['keys:1', ...choices], about), 'play').flatMap(({ sounds }) =>
      sounds.flatMap((sound) => (sound.kind === 'message' ? [sound.messageId] : [])),
    )

  it('A6: given two messages, when they are played, then the newest comes first, or the oldest when the box says so', () => {
    expect(playedIds(['keys:6'])).toEqual(['box-2', 'box-1'])
    expect(playedIds(['keys:6'], { ...plain, fields: { ...plain.fields, oldestFirst: true } })).toEqual([
      'box-1',
      'box-2',
    ])
  })

  const envelopeOf = (about: Omit<Checking, 'messages'>) => {
    const sounds = heard(checking(['keys:1', 'finished', 'finished'], { messages: [1, 0], ...about }))
    return sounds.slice(sounds.indexOf('vm-message_number'), sounds.indexOf('vm-message_menu'))
  }

  it('A6: given an envelope, when a message plays, then number and caller come before it and its time after it', () => {
    const before = ['vm-message_number', 'digits/1', 'vm-from', 'digits +16045550123']
    const after = ['vm-received', 'time-yesterday', 'digits/12', 'digits/30', 'time-pm']
    expect(envelopeOf({})).toEqual([...before, 'message', ...after])
  })

  it('A6: given a time zone, when the envelope is said, then its time is that of the box, else of the account', () => {
    const account = makeDocument('account', { id: 'account', name: 'Company', timezone: 'Asia/Tokyo' })
    const hour = (about: Omit<Checking, 'messages'>) => envelopeOf(about).slice(-3, -2)
    expect(hour({ documents: [account] })).toEqual(['digits/9'])
    expect(hour({ documents: [account], fields: { timezone: 'America/New_York' } })).toEqual(['digits/7'])
  })

  it('A6: given the envelope is skipped, when a message plays, then only the menu follows it', () => {
    expect(heard(checking(['keys:1', 'finished'], plain)).slice(-2)).toEqual(['message', 'vm-message_menu'])
  })

  it('A6: given a message, when 1 is pressed, then it is kept as saved and the next one plays', () => {
    const kept = checking(['keys:1', 'keys:1', 'finished'], plain)
    expect(kept.world.messagesOf('box').map(({ isNew }) => isNew)).toEqual([true, false])
    expect(playedIds(['keys:1', 'finished'])).toEqual(['box-2', 'box-1'])
  })

  it('A6: given a message, when 2, 4 or 6 is pressed, then it plays again, the previous or the next one does', () => {
    expect(playedIds(['keys:2'])).toEqual(['box-2', 'box-2'])
    expect(playedIds(['keys:6', 'keys:4'])).toEqual(['box-2', 'box-1', 'box-2'])
    expect(playedIds(['keys:4'])).toEqual(['box-2', 'box-2'])
  })

  it('A6: given a message, when 7 is pressed, then it is gone, and 4 does not lead back to it', () => {
    const deleted = checking(['keys:1', 'keys:7', 'finished', 'keys:7', 'finished', 'finished'], plain)
    expect(deleted.world.messagesOf('box')).toEqual([])
    expect(heard(deleted).slice(-3)).toEqual(['vm-end_of_messages', 'vm-no_messages', 'vm-main_menu'])
    expect(playedIds(['keys:7', 'finished', 'keys:4'])).toEqual(['box-2', 'box-1', 'box-1'])
  })

  it('A6: given a message, when it is kept or deleted, then MWI shows what is left', () => {
    const kept = checking(['keys:1', 'keys:1', 'finished', 'keys:7', 'finished'], plain)
    expect(operations(kept, 'publish-mwi')).toMatchObject([
      { newMessages: 1, savedMessages: 1 },
      { newMessages: 0, savedMessages: 1 },
    ])
  })

  it('A6: given a message, when 9 is pressed, then whoever left it is rung', () => {
    const talked = checking(['keys:1', 'keys:9', 'finished', 'answer:0', 'callee-hangs-up'], plain)
    expect(operations(talked, 'dial')[0]?.legs).toMatchObject([{ target: { number: '+16045550123' } }])
    expect(talked.ended?.reason).toBe('talked')
    const failed = checking(['keys:1', 'keys:9', 'finished', 'busy', 'finished'], plain)
    expect(heard(failed).slice(-2)).toEqual(['fault-can_not_be_completed_at_this_time', 'vm-message_menu'])
  })

  it('A6: given a call from outside, when 9 is pressed, then it reaches no number that the owner may not call', () => {
    const restricted = makeDocument('user', { id: 'owner', name: 'Owner', deniedClasses: ['domestic'] })
    const fields = { ...plain.fields, ownerId: 'owner' }
    const about = { ...plain, ...stranger, fields, documents: [restricted] }
    const refused = checking(['keys:4711#', 'keys:1', 'keys:9', 'finished'], about)
    expect(heard(refused)).toContain('cf-unauthorized_call')
    expect(operations(refused, 'dial')).toEqual([])
  })

  it('A6: given an owner whose groups are closed, when 9 is pressed for a colleague outside of them, then nobody is rung', () => {
    const colleagueOutside = makeDocument('user', { id: 'far', name: 'Far', extension: '+16045550123' })
    const documents = [
      colleagueOutside,
      makeDocument('user', { id: 'owner', name: 'Owner', closedGroups: true }),
      drawFlow({ id: 'theirs', numbers: ['+16045550123'], nodes: { user: { userId: 'far' } } }),
    ]
    const about = { ...plain, ...stranger, fields: { ...plain.fields, ownerId: 'owner' }, documents }
    const refused = checking(['keys:4711#', 'keys:1', 'keys:9', 'finished'], about)
    expect(heard(refused)).toContain('cf-unauthorized_call')
    expect(path(refused)).toEqual([])
  })

  it('A6: given a message, when 0 is pressed, then the main menu follows; after three silences goodbye', () => {
    expect(lastHeard(checking(['keys:1', 'keys:0'], plain))).toBe('vm-main_menu')
    expect(lastHeard(checking(['keys:1', 'finished', 'silence', 'silence', 'silence'], plain))).toBe('vm-goodbye')
  })
})
