import { Phone } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { counted } from '../shell/engine-words.ts'
import { ringingHere } from './core/phone-state.ts'
import { togglePhone, usePhone } from './phone-store.ts'
import { useNewMessages } from './own-messages.ts'

/** In the top bar: opens the phone, and says what waits there. */
export function PhoneButton() {
  const isOpen = usePhone((phone) => phone.isOpen)
  const isRinging = usePhone((phone) => ringingHere(phone) !== undefined)
  const unseen = usePhone((phone) => phone.unseen)
  const messages = useNewMessages()
  const waiting = [
    ...(unseen > 0 ? [counted(unseen, 'missed call')] : []),
    ...(messages > 0 ? [counted(messages, 'new message')] : []),
  ]
  const label = isRinging ? 'Phone: it rings' : ['Phone', ...waiting].join(', ')
  const hasLamp = isRinging || waiting.length > 0
  return (
    <IconButton
      label={label}
      icon={Phone}
      shortcut="p"
      pressed={isOpen}
      onClick={togglePhone}
      badge={
        hasLamp ? (
          <span
            aria-hidden
            className={cx(
              'absolute top-0.5 right-0.5 size-2 rounded-full',
              isRinging ? 'animate-pulse bg-dot-green' : 'bg-dot-red',
            )}
          />
        ) : null
      }
    />
  )
}
