import { designSnapshot } from '../store/design.ts'
import { toast } from '../ui/toast.tsx'
import { dialEntries, nameOfNumber, numberFor } from './core/dial-entries.ts'
import type { PhoneEvent } from './core/phone-event.ts'
import { callInHand, othersToHold, ringingHere } from './core/phone-state.ts'
import type { PhoneAccount, PhoneDriver } from './phone-driver.ts'
import { happened, openPhone, typeNumber, usePhone } from './phone-store.ts'
import { microphone, openVoice, speak, speaker } from './sound-store.ts'
import { playKey } from './sound/tones.ts'

/** What whoever has the phone does with it. */

let driver: PhoneDriver | undefined
const voices = new Map<string, MediaStream>()

/** Registers with that account until the function that it answers is called. JsSIP is loaded for it. */
export function register(account: PhoneAccount): () => void {
  let isOver = false
  void import('./jssip-driver.ts').then(({ createJssipDriver }) => {
    if (isOver) return
    driver ??= createJssipDriver({ onEvent, onVoice: (id, voice) => speaker.play(id, voice) })
    driver.start(account)
  })
  const end = () => {
    isOver = true
    driver?.stop()
  }
  // Whoever closes the page hangs up.
  window.addEventListener('pagehide', end)
  return () => {
    window.removeEventListener('pagehide', end)
    end()
  }
}

export const registerAgain = (): void => driver?.again()

function onEvent(event: PhoneEvent): void {
  happened(named(event))
  if (event.kind === 'call' && event.direction === 'in') openPhone(true)
  if (event.kind !== 'ended') return
  speaker.end(event.id)
  const voice = voices.get(event.id)
  voices.delete(event.id)
  if (voice) microphone.release(voice)
  if (voices.size === 0) speak(false)
  setTimeout(() => happened({ kind: 'dismissed', id: event.id }), SHOWN_AFTER_END_MS)
  countMissed(event.id)
}

/** Who is called has the name that the design gives the number. */
function named(event: PhoneEvent): PhoneEvent {
  if (event.kind !== 'call' || event.direction === 'in' || event.name !== '') return event
  return { ...event, name: nameOfNumber(dialEntries(designSnapshot()), event.number) }
}

function countMissed(id: string): void {
  const call = usePhone.getState().calls.find((each) => each.id === id)
  if (call?.reason === 'Missed') usePhone.setState(({ unseen }) => ({ unseen: unseen + 1 }))
}

/** Dials what was typed: a number, or a name that only one entry has. */
export async function dialTyped(): Promise<void> {
  const { typed } = usePhone.getState()
  const number = numberFor(dialEntries(designSnapshot()), typed)
  if (number === undefined) {
    toast.info(`“${typed}” is no number, and no one name of the design. Choose one from the list.`)
    return
  }
  typeNumber('')
  await call(number)
}

/** Whatever is talked in waits meanwhile. */
export async function call(number: string): Promise<void> {
  openPhone(true)
  const voice = await openVoice()
  const id = driver?.call(number, voice)
  if (id === undefined) {
    microphone.release(voice)
    toast.error(`${number} cannot be called.`)
    return
  }
  voices.set(id, voice)
  holdOthers(id)
}

export async function answer(id: string): Promise<void> {
  const voice = await openVoice()
  // They may have given up while the browser asked for the microphone.
  if (usePhone.getState().calls.find((each) => each.id === id)?.state !== 'ringing') return microphone.release(voice)
  voices.set(id, voice)
  holdOthers(id)
  driver?.answer(id, voice)
}

export function answerRinging(): void {
  const ringing = ringingHere(usePhone.getState())
  if (ringing) void answer(ringing.id)
}

export const hangUp = (id: string): void => driver?.hangUp(id)

export function hangUpInHand(): void {
  const inHand = callInHand(usePhone.getState()) ?? usePhone.getState().calls.findLast(({ state }) => state !== 'ended')
  if (inHand) hangUp(inHand.id)
}

export function hold(id: string, isHeld: boolean): void {
  if (!isHeld) holdOthers(id)
  if (driver?.hold(id, isHeld) === false) toast.info('The other side is just changing something. Try again.')
}

function holdOthers(id: string): void {
  for (const other of othersToHold(usePhone.getState(), id)) driver?.hold(other.id, true)
}

export const mute = (id: string, isMuted: boolean): void => driver?.mute(id, isMuted)

/** A key of the pad: into the call, or behind what is typed. */
export function pressKey(key: string): void {
  playKey(key)
  const inHand = callInHand(usePhone.getState())
  if (inHand?.state === 'up') driver?.key(inHand.id, key)
  else typeNumber(usePhone.getState().typed + key)
}

export const transfer = (id: string, number: string): void => driver?.transfer(id, number)

export function join(id: string, otherId: string): void {
  if (driver?.join(id, otherId) === false) {
    toast.info('Two calls that came in cannot be connected. Call one of the two yourself, then connect them.')
  }
}

const SHOWN_AFTER_END_MS = 4_000
