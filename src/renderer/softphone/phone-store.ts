import { create } from 'zustand'
import { keep, readKept } from '../store/kept.ts'
import { makeRoom } from './make-room.ts'
import { type LogEntry, readLog } from './core/call-log.ts'
import { type PhoneState, silentPhone, stepPhone } from './core/phone-state.ts'
import type { PhoneEvent } from './core/phone-event.ts'

export type PhoneView = 'keys' | 'log' | 'messages' | 'sound'

/** The phone in this window, and how its panel stands. */
export interface Phone extends PhoneState {
  readonly isOpen: boolean
  readonly view: PhoneView
  /** What is typed to be dialled. */
  readonly typed: string
  /** Whose phone it is: a user of the design that `designId` names. Kept in this browser, not in the design. */
  readonly designId: string | null
  readonly userId: string | null
  /** Missed calls that nobody has looked at. */
  readonly unseen: number
}

export const usePhone = create<Phone>()(() => ({
  ...silentPhone,
  isOpen: readKept(WINDOW)['isOpen'] === true,
  view: 'keys',
  typed: '',
  designId: null,
  userId: null,
  unseen: 0,
}))

export function happened(event: PhoneEvent): void {
  const before = usePhone.getState()
  const { registration, calls, log } = stepPhone(before, event)
  usePhone.setState({ registration, calls, log })
  if (log !== before.log) keepAll()
}

export function openPhone(isOpen: boolean): void {
  if (isOpen === usePhone.getState().isOpen) return
  makeRoom(isOpen)
  usePhone.setState({ isOpen })
  keep(WINDOW, { isOpen })
}

export const togglePhone = (): void => openPhone(!usePhone.getState().isOpen)
export const showView = (view: PhoneView): void => usePhone.setState({ view })
export const typeNumber = (typed: string): void => usePhone.setState({ typed })

/** Another design is shown: its phone, and its list of calls. */
export function openFor(designId: string | null): void {
  if (designId === usePhone.getState().designId) return
  const kept = designId === null ? {} : readKept(placeOf(designId))
  const userId = typeof kept['userId'] === 'string' ? kept['userId'] : null
  usePhone.setState({ designId, userId, log: readLog(kept['log']), unseen: 0, typed: '' })
}

export function beUser(userId: string | null): void {
  usePhone.setState({ userId })
  keepAll()
}

export function forgetLog(): readonly LogEntry[] {
  const { log } = usePhone.getState()
  usePhone.setState({ log: [] })
  keepAll()
  return log
}

function keepAll(): void {
  const { designId, userId, log } = usePhone.getState()
  if (designId !== null) keep(placeOf(designId), { userId, log })
}

const WINDOW = 'callwright.phone'
const placeOf = (designId: string) => `callwright.phone.${designId}`
