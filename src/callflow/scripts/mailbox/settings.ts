import { perform, play } from '../../run/script.ts'
import { askKey, askPin } from '../ask.ts'
import { anyKey, type Does } from '../does.ts'
import { type PromptId, prompt } from '../prompts.ts'
import { readBoxState, writeBoxState, writeSpokenName } from './box-state.ts'
import type { LoggedIn } from './log-in.ts'
import { recordKept } from './record-kept.ts'

const TRIES = 3
const MIN_PIN_DIGITS = 4
const MAX_PIN_DIGITS = 6

/** Settings of a box by phone (A6), until 0 or three keys that mean nothing. */
export function* mailboxSettings(box: LoggedIn): Does<void> {
  for (let tries = TRIES; tries > 0; ) {
    const key = yield* askKey([prompt('vm-settings_menu')])
    if (key === '0') return
    const isDone = yield* change(box, key)
    tries = isDone ? TRIES : tries - 1
  }
}

/** False for a key that means nothing. */
function* change(box: LoggedIn, key: string): Does<boolean> {
  const { mailbox } = box
  switch (key) {
    case '1':
      yield* recordGreeting(box)
      return true
    case '2':
      yield* recordKept('vm-record_name', { kind: 'mailbox-name', id: mailbox.id }, () => writeSpokenName(mailbox.id))
      return true
    case '3':
      yield* choosePin(box)
      return true
    case '4':
      yield* recordKept('vm-record_temp_greeting', { kind: 'mailbox-temporary-greeting', id: mailbox.id }, () =>
        writeBoxState(mailbox, 'temporary-greeting', true),
      )
      return true
    case '5':
      yield* writeBoxState(mailbox, 'temporary-greeting', undefined)
      yield* perform({ kind: 'forget-kept', what: { kind: 'mailbox-temporary-greeting', id: mailbox.id } })
      yield* say('vm-temporary_greeting_deleted')
      return true
    case '6':
      yield* toggleAnnouncementOnly(box)
      return true
    default:
      if (key !== '') yield* say('menu-invalid_entry')
      return false
  }
}

function* recordGreeting({ mailbox }: LoggedIn): Does<void> {
  yield* recordKept('vm-record_greeting', { kind: 'mailbox-greeting', id: mailbox.id }, () =>
    writeBoxState(mailbox, 'greeting', true),
  )
}

/** Twice the same four to six digits; three tries. False: the PIN is what it was. */
function* choosePin({ mailbox }: LoggedIn): Does<boolean> {
  for (let tries = 0; tries < TRIES; tries++) {
    const first = yield* askPin([prompt('vm-enter_new_pin')], MAX_PIN_DIGITS)
    const second = yield* askPin([prompt('vm-enter_new_pin_confirm')], MAX_PIN_DIGITS)
    if (first === second && first.length >= MIN_PIN_DIGITS && /^[0-9]+$/.test(first)) {
      yield* writeBoxState(mailbox, 'pin', first)
      yield* say('vm-pin_set')
      return true
    }
    yield* say('vm-pin_invalid')
  }
  return false
}

function* toggleAnnouncementOnly({ mailbox }: LoggedIn): Does<void> {
  const { announcementOnly } = yield* readBoxState(mailbox)
  yield* writeBoxState(mailbox, 'announcement-only', !announcementOnly)
  yield* say(announcementOnly ? 'vm-announcement_only_off' : 'vm-announcement_only_on')
}

/** What an owner is asked once: a PIN and a greeting. False when no PIN was chosen; the owner is asked again next time. */
export function* setUpMailbox(box: LoggedIn): Does<boolean> {
  yield* say('vm-setup_intro')
  if (!(yield* choosePin(box))) return false
  yield* say('vm-setup_rec_greeting')
  yield* recordGreeting(box)
  yield* writeBoxState(box.mailbox, 'set-up', true)
  yield* say('vm-setup_complete')
  return true
}

function* say(promptId: PromptId): Does<void> {
  yield* play({ sounds: [prompt(promptId)], terminators: anyKey })
}
