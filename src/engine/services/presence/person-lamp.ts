import type { Device, User } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { doNotDisturbKey } from '../../../callflow/run/state-keys.ts'
import { mayPickUp } from '../../../callflow/scripts/may-pick-up.ts'
import { devicesOfUser } from '../devices.ts'
import { boxesOf } from '../message-summary.ts'
import { keys, keysOf, type LampDialog, type Person, type PhoneDialog, type Watched } from './lamp.ts'

/** The lamp of somebody, or of a phone that is nobody's. */
export function lampOfPerson(
  { design, watcher }: { readonly design: DesignSnapshot; readonly watcher: Device },
  whose: User | Device,
): Watched {
  const owner = whose.kind === 'user' ? whose : design.find('user', whose.ownerId)
  const person: Person = owner
    ? { userId: owner.id, deviceIds: devicesOfUser(design, owner.id).map(({ id }) => id) }
    : { deviceIds: [whose.id] }
  const quiet = owner ? doNotDisturbKey('user', owner.id) : doNotDisturbKey('device', whose.id)
  const isOwn = owner ? watcher.ownerId === owner.id : watcher.id === whose.id
  return {
    keys: [...keysOf(person), keys.state(quiet), ...person.deviceIds.map((id) => keys.state({ scope: 'device', id }))],
    person,
    mailboxIds: owner ? boxesOf(design, owner.id).map(({ id }) => id) : [],
    dialogs: (sources) =>
      sources.phoneDialogs(person).map((dialog) => shownTo({ isOwn, mayTake: mayTake(design, dialog) }, dialog)),
  }
}

/**
 * What the watcher may see. One's own phones see everything, for they may take the call over. Colleagues see who calls while it rings, to decide about a
 * pick-up, and the dialog where they may pick up; whom somebody talks to or dials is nobody's business.
 */
function shownTo(
  { isOwn, mayTake }: { readonly isOwn: boolean; readonly mayTake: boolean },
  { id, direction, state, isHeld, remote, names }: PhoneDialog,
): LampDialog {
  const isRinging = direction === 'recipient' && state !== 'confirmed'
  return {
    id,
    state,
    ...(direction === undefined ? {} : { direction }),
    ...(isHeld ? { isHeld } : {}),
    ...(remote && (isOwn || isRinging) ? { remote } : {}),
    ...(names && (isOwn || (isRinging && mayTake)) ? { names } : {}),
  }
}

function mayTake(design: DesignSnapshot, { deviceId }: PhoneDialog): boolean {
  const device = design.find('device', deviceId)
  return device !== undefined && mayPickUp(design, device)
}
