import type { Callflow, Device, Document, Mailbox, User } from '../../../callflow/design/document.ts'
import { referencesOf } from '../../../callflow/modules/document-references.ts'

/** A person with an extension, and what belongs to it (M4). */
export interface Seat {
  readonly user: User
  readonly devices: readonly Device[]
  readonly mailbox: Mailbox | null
  /** The flow that answers the extension. */
  readonly callflow: Callflow | null
}

export function seatsOf(
  users: readonly User[],
  devices: readonly Device[],
  mailboxes: readonly Mailbox[],
  callflows: readonly Callflow[],
): readonly Seat[] {
  const phones = Map.groupBy(devices, (device) => device.ownerId)
  const boxes = Map.groupBy(mailboxes, (mailbox) => mailbox.ownerId)
  const flows = new Map(callflows.flatMap((flow) => flow.numbers.map((number) => [number, flow] as const)))
  return users
    .filter((user) => user.extension !== '')
    .map((user) => ({
      user,
      devices: phones.get(user.id) ?? [],
      mailbox: boxes.get(user.id)?.[0] ?? null,
      callflow: flows.get(user.extension) ?? null,
    }))
}

/** Everything that goes when the seat goes. The flow stays when it does more than ring this seat. */
export function documentsOfSeat(seat: Seat): readonly Document[] {
  const own: Document[] = [seat.user, ...seat.devices, ...(seat.mailbox ? [seat.mailbox] : [])]
  const ids = new Set(own.map((document) => document.id))
  const { callflow } = seat
  if (callflow && referencesOf(callflow).every((reference) => ids.has(reference.toId))) own.push(callflow)
  return own
}

/** The number after the highest of the same length, or 1001 when there is none. */
export function nextExtension(taken: Iterable<string>): string {
  const numbers = [...taken].filter((number) => /^[1-9]\d{1,9}$/.test(number))
  const seats = numbers.filter((number) => /^[1-7]\d{2,4}$/.test(number)).map(Number)
  let next = seats.length > 0 ? Math.max(...seats) + 1 : 1_001
  const all = new Set(numbers)
  while (all.has(String(next))) next++
  return String(next)
}
