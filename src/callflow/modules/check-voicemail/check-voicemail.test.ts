import { describe, expect, it } from 'vitest'
import { type Mailbox, makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { startRehearsal } from '../../rehearse/rehearsal.ts'
import {
  call,
  type CallAbout,
  colleagues,
  drawFlow,
  fridayNoonMs,
  heard,
  insideCaller,
  operations,
  outsideCaller,
  path,
} from '../../rehearse/small-design.ts'
import type { Caller } from '../../run/script.ts'

const owner = insideCaller('1001')
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
}

/** A call to a check-voicemail step, by default from the owner to the box chosen. */
function checking(choices: readonly string[], about: Checking = {}) {
  const flow = drawFlow({ nodes: { 'check-voicemail': { mailboxId: 'box', ...about.settings }, 'hang-up': {} } })
  const [newMessages = 0, savedMessages = 0] = about.messages ?? []
  const wires = [{ from: 'check-voicemail', branch: '_', to: 'hang-up' }]
  return call([{ ...flow, wires }], choices, {
    caller: about.caller ?? owner,
    documents: [mailbox(about.fields)],
    world: { mailboxes: [{ mailboxId: 'box', newMessages, savedMessages }], ...about.world },
  })
}

/** The prompts heard since the first one of that name, it included. */
const since = (sounds: readonly string[], from: string) => sounds.slice(sounds.indexOf(from))

describe('checking voicemail: who gets in (A6)', () => {
  it('the owner on an own phone needs no PIN', () => {
    expect(heard(checking([]))).toEqual(['vm-no_messages', 'vm-main_menu'])
  })

  it('the owner needs it where the box asks for it always', () => {
    const asked = checking([], { fields: { requirePin: true } })
    expect(heard(asked)).toEqual(['vm-enter_pass'])
    expect(asked.question?.operation).toMatchObject({ kind: 'collect', maxDigits: 6, terminators: '#' })
  })

  it('others need the PIN, and have three tries', () => {
    expect(heard(checking(['keys:4711#'], { caller: outsideCaller })).at(-1)).toBe('vm-main_menu')
    const wrong = ['keys:1#', 'finished', 'keys:2#', 'finished', 'silence', 'finished']
    const refused = checking([...wrong, 'finished'], { caller: outsideCaller })
    const thrice = ['vm-enter_pass', 'vm-fail_auth']
    expect(heard(refused)).toEqual([...thrice, ...thrice, ...thrice, 'vm-abort'])
    expect(path(refused)).toEqual(['check-voicemail _', 'hang-up end'])
  })

  it('nobody but the owner gets into a box without a PIN', () => {
    const refused = checking(['finished'], { fields: { pin: '' }, caller: outsideCaller })
    expect(heard(refused)).toEqual(['vm-no_access'])
    expect(path(refused)[0]).toBe('check-voicemail _')
  })

  it('asks for the box number when it is not known, three times at most', () => {
    const settings = { mailboxId: null }
    const asked = checking([], { settings })
    expect(asked.question?.operation).toMatchObject({ kind: 'collect', maxDigits: 15 })
    expect(heard(checking(['keys:8102#'], { settings })).at(-1)).toBe('vm-main_menu')
    const wrong = ['keys:9#', 'finished', 'keys:9#', 'finished', 'silence', 'finished', 'finished']
    expect(heard(checking(wrong, { settings })).at(-1)).toBe('vm-abort')
  })

  it('gets callers with one mailbox into it without asking, when told to log in by phone', () => {
    const settings = { mailboxId: null, singleMailbox: true }
    // user-1002 has mailbox-1002 alone; user-1001 has two.
    expect(heard(checking([], { settings, caller: insideCaller('1002') }))).toEqual(['vm-setup_intro'])
    expect(heard(checking([], { settings }))).toEqual(['vm-enter_id'])
  })

  it('takes the number dialled behind the feature code (B3 *97)', () => {
    const flow = { ...drawFlow({ nodes: { 'check-voicemail': {} } }), patterns: ['^\\*97([0-9]*)$'] }
    const asked = startRehearsal(snapshotOf([...colleagues, mailbox(), flow]), {
      dialled: '*978102',
      caller: owner,
      startMs: fridayNoonMs,
    })
    expect(heard(asked).at(-1)).toBe('vm-main_menu')
  })
})

describe('checking voicemail: the first time (A6)', () => {
  const fields = { isSetUp: false, pin: '' }
  const pinChosen = ['finished', 'keys:2580#', 'keys:2580#', 'finished']
  const greeting = ['finished', 'finished', 'keys:#', 'keys:1', 'finished', 'finished']

  it('leads the owner through PIN and greeting, and then to the menu', () => {
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
    const read = (name: string) => ready.world.readState({ scope: 'mailbox', id: 'box', name })
    expect([read('pin'), read('set-up'), read('greeting')]).toEqual(['2580', true, true])
    expect(ready.world.isKept({ kind: 'mailbox-greeting', id: 'box' })).toBe(true)
  })

  it('takes no PIN that is said differently twice or has fewer than four digits, and gives up after three', () => {
    const wrong = ['keys:2580#', 'keys:2581#', 'finished', 'keys:12#', 'keys:12#', 'finished', 'silence', 'silence']
    const gaveUp = checking(['finished', ...wrong, 'finished', 'finished'], { fields })
    expect(heard(gaveUp).filter((id) => id === 'vm-pin_invalid')).toHaveLength(3)
    expect(heard(gaveUp).at(-1)).toBe('vm-goodbye')
    expect(gaveUp.world.readState({ scope: 'mailbox', id: 'box', name: 'set-up' })).toBeUndefined()
  })
})

describe('checking voicemail: main menu (A6)', () => {
  it('says how many messages there are', () => {
    expect(heard(checking([], { messages: [1, 22] }))).toEqual([
      'vm-you_have',
      'digits/1',
      'vm-new_message',
      'vm-and',
      'digits/20',
      'digits/2',
      'vm-saved_messages',
      'vm-main_menu',
    ])
  })

  it('# says goodbye and leaves', () => {
    const left = checking(['keys:#', 'finished'])
    expect(heard(left).at(-1)).toBe('vm-goodbye')
    expect(path(left)).toEqual(['check-voicemail _', 'hang-up end'])
  })

  it('leaves after three keys that mean nothing', () => {
    const left = checking(['keys:9', 'finished', 'silence', 'keys:4', 'finished', 'finished'])
    expect(heard(left).at(-1)).toBe('vm-goodbye')
  })

  it('1 plays new messages, 2 saved ones, and says when there are none', () => {
    expect(heard(checking(['keys:1', 'finished'], { messages: [1, 0] }))).toContain('message')
    expect(heard(checking(['keys:2'], { messages: [1, 0] })).at(-1)).toBe('vm-no_messages')
    expect(heard(checking(['keys:2', 'finished'], { messages: [1, 1] }))).toContain('message')
  })

  it('5 leads to the settings, unless they are not for the phone', () => {
    expect(heard(checking(['keys:5'])).at(-1)).toBe('vm-settings_menu')
    expect(heard(checking(['keys:5'], { fields: { isConfigurable: false } })).at(-1)).toBe('menu-invalid_entry')
  })
})

describe('checking voicemail: messages (A6)', () => {
  const two = { messages: [2, 0], fields: { skipEnvelope: true, seek: false } } as const
  const playedIds = (choices: readonly string[], about: Checking = two) =>
    operations(checking(['keys:1', ...choices], about), 'play').flatMap(({ sounds }) =>
      sounds.flatMap((sound) => (sound.kind === 'message' ? [sound.messageId] : [])),
    )

  it('are played newest first, or oldest first when the box says so', () => {
    expect(playedIds(['keys:6'])).toEqual(['box-2', 'box-1'])
    expect(playedIds(['keys:6'], { ...two, fields: { ...two.fields, oldestFirst: true } })).toEqual(['box-1', 'box-2'])
  })

  it('come with number, caller and time, unless the envelope is skipped', () => {
    const full = checking(['keys:1', 'finished', 'finished'], { messages: [2, 0], fields: { seek: false } })
    expect(since(heard(full), 'vm-message_number')).toEqual([
      'vm-message_number',
      'digits/1',
      'vm-from',
      'digits +16045550123',
      'message',
      'vm-received',
      'time-yesterday',
      'digits/12',
      'digits/30',
      'time-pm',
      'vm-message_menu',
    ])
    const bare = heard(checking(['keys:1', 'finished'], two))
    expect(bare.slice(-2)).toEqual(['message', 'vm-message_menu'])
  })

  it('1 keeps: the message is saved and the next one follows', () => {
    const kept = checking(['keys:1', 'keys:1', 'finished'], two)
    expect(kept.world.messagesOf('box').map(({ isNew }) => isNew)).toEqual([true, false])
    expect(playedIds(['keys:1', 'finished'])).toEqual(['box-2', 'box-1'])
  })

  it('2 plays it again, 4 goes back, 6 goes on', () => {
    expect(playedIds(['keys:2'])).toEqual(['box-2', 'box-2'])
    expect(playedIds(['keys:6', 'keys:4'])).toEqual(['box-2', 'box-1', 'box-2'])
    expect(playedIds(['keys:4'])).toEqual(['box-2', 'box-2'])
  })

  it('3 forwards a copy to another box and stays with the message', () => {
    const forwarded = checking(['keys:1', 'keys:3', 'keys:1002#', 'silence', 'finished'], two)
    expect(forwarded.world.messagesOf('mailbox-1002')).toMatchObject([{ isNew: true, callerNumber: '+16045550123' }])
    expect(heard(forwarded).slice(-2)).toEqual(['vm-forwarded', 'vm-message_menu'])
    const nowhere = checking(['keys:1', 'keys:3', 'keys:9#'], two)
    expect(heard(nowhere).at(-1)).toBe('vm-forward_abort')
  })

  it('7 deletes and goes on; after the last one the main menu follows', () => {
    const deleted = checking(['keys:1', 'keys:7', 'finished', 'keys:7', 'finished', 'finished'], two)
    expect(deleted.world.messagesOf('box')).toEqual([])
    expect(heard(deleted).slice(-3)).toEqual(['vm-end_of_messages', 'vm-no_messages', 'vm-main_menu'])
  })

  it('9 calls back: through the trunk, and the call is over when they have talked', () => {
    const talked = checking(['keys:1', 'keys:9', 'finished', 'answer:0', 'callee-hangs-up'], two)
    expect(operations(talked, 'dial')[0]?.legs).toMatchObject([{ target: { number: '+16045550123' } }])
    expect(talked.ended?.reason).toBe('talked')
    const failed = checking(['keys:1', 'keys:9', 'finished', 'busy', 'finished'], two)
    expect(heard(failed).slice(-2)).toEqual(['fault-can_not_be_completed_at_this_time', 'vm-message_menu'])
  })

  it('9 from outside reaches no number that the owner may not call', () => {
    const flow = drawFlow({ nodes: { 'check-voicemail': { mailboxId: 'box' } } })
    const restricted = { ...makeDocument('user', { id: 'owner', name: 'Owner' }), deniedClasses: ['domestic' as const] }
    const refused = call([flow], ['keys:4711#', 'keys:1', 'keys:9', 'finished'], {
      caller: outsideCaller,
      documents: [mailbox({ ownerId: 'owner' }), restricted],
      world: { mailboxes: [{ mailboxId: 'box', newMessages: 1, savedMessages: 0 }] },
    })
    expect(heard(refused)).toContain('cf-unauthorized_call')
    expect(operations(refused, 'dial')).toEqual([])
  })

  it('0 leads back to the main menu, and three silences to goodbye', () => {
    expect(heard(checking(['keys:1', 'keys:0'], two)).at(-1)).toBe('vm-main_menu')
    const silent = checking(['keys:1', 'finished', 'silence', 'silence', 'silence'], two)
    expect(heard(silent).at(-1)).toBe('vm-goodbye')
  })
})

describe('checking voicemail: settings (A6)', () => {
  const recorded = ['finished', 'keys:#', 'keys:1', 'finished']

  it.each([
    ['1', 'greeting', 'vm-record_greeting', 'mailbox-greeting'],
    ['2', 'name', 'vm-record_name', 'mailbox-name'],
    ['4', 'temporary greeting', 'vm-record_temp_greeting', 'mailbox-temporary-greeting'],
  ] as const)('%s records a %s', (key, _what, promptId, kind) => {
    const done = checking(['keys:5', `keys:${key}`, ...recorded])
    expect(heard(done)).toContain(promptId)
    expect(done.world.isKept({ kind, id: 'box' })).toBe(true)
    expect(heard(done).at(-1)).toBe('vm-settings_menu')
  })

  it('a recording is heard with 2, said again with 3, and dropped when the caller hangs up', () => {
    const again = checking(['keys:5', 'keys:1', 'finished', 'keys:#', 'keys:2', 'finished', 'keys:3', 'finished'])
    expect(again.question?.operation.kind).toBe('record')
    expect(operations(again, 'discard-recording')).toMatchObject([{ recordingId: 'recording-1' }])
    const gone = checking(['keys:5', 'keys:1', 'finished', 'keys:#', 'hang-up'])
    expect(operations(gone, 'discard-recording')).toHaveLength(1)
    expect(operations(gone, 'keep-recording')).toEqual([])
  })

  it('what was kept counts even for a caller who hangs up during the confirmation', () => {
    const gone = checking(['keys:5', 'keys:1', 'finished', 'keys:#', 'keys:1', 'hang-up'])
    expect(gone.world.readState({ scope: 'mailbox', id: 'box', name: 'greeting' })).toBe(true)
    expect(operations(gone, 'discard-recording')).toEqual([])
  })

  it('3 changes the PIN, which the next log-in asks for', () => {
    const changed = checking(['keys:5', 'keys:3', 'keys:2580#', 'keys:2580#', 'finished'])
    expect(heard(changed).at(-1)).toBe('vm-settings_menu')
    const state = ['pin', 'pin-instead-of'].map((name) => {
      const key = { scope: 'mailbox', id: 'box', name } as const
      return { key, value: changed.world.readState(key) ?? '' }
    })
    const next = { caller: outsideCaller, world: { state } }
    expect(heard(checking(['keys:2580#'], next)).at(-1)).toBe('vm-main_menu')
    expect(heard(checking(['keys:4711#'], next)).at(-1)).toBe('vm-fail_auth')
    // An administrator's new PIN counts more than the owner's older one.
    expect(heard(checking(['keys:1234#'], { ...next, fields: { pin: '1234' } })).at(-1)).toBe('vm-main_menu')
  })

  it('5 deletes the temporary greeting', () => {
    const kept = [{ kind: 'mailbox-temporary-greeting', id: 'box' }] as const
    const deleted = checking(['keys:5', 'keys:5', 'finished'], { world: { kept } })
    expect(deleted.world.isKept(kept[0])).toBe(false)
    expect(heard(deleted)).toContain('vm-temporary_greeting_deleted')
  })

  it('6 switches announcement mode on and off', () => {
    const on = checking(['keys:5', 'keys:6', 'finished'])
    expect(heard(on)).toContain('vm-announcement_only_on')
    const off = checking(['keys:5', 'keys:6', 'finished', 'keys:6', 'finished'])
    expect(heard(off)).toContain('vm-announcement_only_off')
  })

  it('0 leads back to the main menu', () => {
    expect(heard(checking(['keys:5', 'keys:0'])).at(-1)).toBe('vm-main_menu')
  })
})
