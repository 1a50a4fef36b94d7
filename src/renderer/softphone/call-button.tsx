import { PhoneCall } from 'lucide-react'
import { openCallDialog } from '../shell/call-dialog.tsx'
import { IconButton } from '../ui/button.tsx'
import { call } from './phone-actions.ts'
import { openPhone, typeNumber, usePhone } from './phone-store.ts'

/** Calls from the phone of this window. While that cannot, it opens with the number, and says what it waits for. */
export function callFromHere(number: string): void {
  if (usePhone.getState().registration.state === 'registered') {
    void call(number)
    return
  }
  typeNumber(number)
  openPhone(true)
}

/** The same; where this window is nobody's phone it is asked which other one shall ring. */
export function callOrAsk(number: string): void {
  if (usePhone.getState().userId === null) openCallDialog(number)
  else callFromHere(number)
}

/** Beside a person or a number. `whom`: as the button is called. */
export function CallButton({ whom, number }: { readonly whom: string; readonly number: string }) {
  if (number === '') return null
  return <IconButton label={`Call ${whom}`} icon={PhoneCall} size="sm" onClick={() => callOrAsk(number)} />
}
