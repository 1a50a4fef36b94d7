import { BellOff, History, Keyboard, Settings2, UserRound, Voicemail, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { Device, User } from '../../callflow/design/document.ts'
import { isEditable } from '../store/commands.ts'
import { IconButton } from '../ui/button.tsx'
import { Badge } from '../ui/status.tsx'
import { CallCards } from './call-cards.tsx'
import { callInHand } from './core/phone-state.ts'
import { CallLog } from './call-log-view.tsx'
import { Dialler } from './dialler.tsx'
import { useDoNotDisturb } from './do-not-disturb.ts'
import { MessagesView } from './messages-view.tsx'
import { useNewMessages } from './own-messages.ts'
import { useOwnDevice, useOwnUser } from './own-phone.ts'
import { pressKey } from './phone-actions.ts'
import { beUser, openPhone, type PhoneView, showView, usePhone } from './phone-store.ts'
import { SoundView } from './sound-view.tsx'
import { Standing } from './standing.tsx'
import { WhoAmI } from './who-am-i.tsx'

/** The phone of this window, beside whatever page is open. */
export function PhonePanel() {
  const isOpen = usePhone((phone) => phone.isOpen)
  return isOpen ? <OpenPhone /> : null
}

function OpenPhone() {
  const user = useOwnUser()
  const device = useOwnDevice()
  const panel = useRef<HTMLElement>(null)
  useKeyboardOfCall(panel)
  const onKeyDown = (event: KeyboardEvent) => {
    if (isEditable(event.target) || event.metaKey || event.ctrlKey || event.altKey) return
    if (!/^[0-9*#]$/.test(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    pressKey(event.key)
  }
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label="Phone"
      className="flex w-[272px] shrink-0 flex-col border-l border-line bg-surface outline-none!"
      onKeyDown={onKeyDown}
    >
      {user && device ? <OwnPhone user={user} device={device} /> : <WhoAmI known={user} />}
    </aside>
  )
}

function OwnPhone({ user, device }: { readonly user: User; readonly device: Device }) {
  const view = usePhone((phone) => phone.view)
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">{user.name}</h2>
          <p className="tabular truncate text-small text-ink-faint">{user.extension || 'no extension'}</p>
        </div>
        <QuietButton device={device} />
        <IconButton size="sm" label="Be somebody else" icon={UserRound} onClick={() => beUser(null)} />
        <IconButton size="sm" label="Close the phone" icon={X} shortcut="p" onClick={() => openPhone(false)} />
      </header>
      <Standing device={device} />
      <CallCards />
      <div className="flex min-h-0 flex-1 flex-col">
        {view === 'keys' ? <Dialler /> : null}
        {view === 'log' ? <CallLog /> : null}
        {view === 'messages' ? <MessagesView /> : null}
        {view === 'sound' ? <SoundView /> : null}
      </div>
      <Views view={view} />
    </>
  )
}

function QuietButton({ device }: { readonly device: Device }) {
  const { isQuiet, canSwitch, set } = useDoNotDisturb(device)
  return (
    <IconButton
      size="sm"
      label={isQuiet ? 'Do not disturb: this phone does not ring' : 'Do not disturb'}
      icon={BellOff}
      pressed={isQuiet}
      disabled={!canSwitch}
      onClick={() => void set(!isQuiet)}
    />
  )
}

const views = [
  { id: 'keys', label: 'Keys', icon: Keyboard },
  { id: 'log', label: 'Calls', icon: History },
  { id: 'messages', label: 'Messages', icon: Voicemail },
  { id: 'sound', label: 'Sound', icon: Settings2 },
] as const

function Views({ view }: { readonly view: PhoneView }) {
  const unseen = usePhone((phone) => phone.unseen)
  const messages = useNewMessages()
  const counts: Readonly<Record<PhoneView, number>> = { keys: 0, log: unseen, messages, sound: 0 }
  return (
    <nav aria-label="Parts of the phone" className="grid h-12 shrink-0 grid-cols-4 border-t border-line">
      {views.map(({ id, label, icon: Icon }) => (
        <button
          key={id}
          type="button"
          aria-current={id === view ? 'page' : undefined}
          className="relative flex flex-col items-center justify-center gap-0.5 text-label text-ink-faint hover:bg-hover hover:text-ink focus-visible:-outline-offset-2 aria-[current]:text-accent-ink"
          onClick={() => showView(id)}
        >
          <Icon aria-hidden size={16} strokeWidth={1.75} />
          {label}
          {counts[id] > 0 ? (
            <span className="absolute top-0.5 right-1.5">
              <Badge tone="red">{counts[id]}</Badge>
            </span>
          ) : null}
        </button>
      ))}
    </nav>
  )
}

/** The keyboard goes to the call that was just made or picked up, so that digits are its keys; never away from a field that is typed in. */
function useKeyboardOfCall(panel: { readonly current: HTMLElement | null }): void {
  const id = usePhone((phone) => callInHand(phone)?.id)
  useEffect(() => {
    if (id === undefined || panel.current?.contains(document.activeElement)) return
    if (!isEditable(document.activeElement)) panel.current?.focus({ preventScroll: true })
  }, [id, panel])
}
