import type { Command } from '../store/commands.ts'
import { callInHand, ringingHere } from './core/phone-state.ts'
import { answerRinging, hangUpInHand, hold } from './phone-actions.ts'
import { openPhone, togglePhone, usePhone } from './phone-store.ts'

const inHand = () => callInHand(usePhone.getState())
const isUp = () => inHand()?.state === 'up'

export const phoneCommands: readonly Command[] = [
  { id: 'phone.toggle', label: 'Show or hide the phone', group: 'Phone', shortcut: 'p', run: togglePhone },
  {
    id: 'phone.dial',
    label: 'Dial on the phone here',
    group: 'Phone',
    shortcut: 'mod+shift+d',
    inFields: true,
    run() {
      openPhone(true)
      // The panel is there after it was drawn.
      setTimeout(() => document.getElementById(DIAL_FIELD)?.focus())
    },
  },
  {
    id: 'phone.answer',
    label: 'Answer',
    group: 'Phone',
    shortcut: 'mod+shift+a',
    inFields: true,
    isEnabled: () => ringingHere(usePhone.getState()) !== undefined,
    run: answerRinging,
  },
  {
    id: 'phone.hang-up',
    label: 'Hang up',
    group: 'Phone',
    shortcut: 'mod+shift+h',
    inFields: true,
    isEnabled: () => usePhone.getState().calls.some(({ state }) => state !== 'ended'),
    run: hangUpInHand,
  },
  {
    id: 'phone.hold',
    label: 'Hold or resume',
    group: 'Phone',
    shortcut: 'mod+shift+l',
    inFields: true,
    isEnabled: isUp,
    run() {
      const call = inHand()
      if (call) hold(call.id, !call.isHeld)
    },
  },
]

/** The id of the field that numbers and names are typed in. */
export const DIAL_FIELD = 'phone-dial'
