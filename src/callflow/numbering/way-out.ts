import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { type CallerIdentity, legCallerId, presentedCallerId, type PresentedAbout } from './caller-id.ts'
import { countryOf } from './country.ts'
import { addressWords, registeredAddress, toldOfEmergency } from './emergency-notice.ts'
import { toE164 } from './e164.ts'
import { helpWanted } from './emergency.ts'
import { trunksFor } from './trunk-for.ts'

export interface WayOutAbout extends Omit<PresentedAbout, 'reason'> {
  /** As dialled, keyed, forwarded to or written in a setting. */
  readonly number: string
  /** The trunk a step names. */
  readonly trunkId?: DocumentId | null | undefined
  /** Shown in place of the caller's own; never to emergency services. */
  readonly callerId?: CallerIdentity | undefined
}

/** How one call leaves for the outside. */
export interface WayOut {
  /** What the carrier is asked for: E.164 where the number can be read, a call for help as the country dials it, else as dialled. */
  readonly number: string
  readonly isEmergency: boolean
  /** What goes along with a call for help, in words, and who is mailed about it. */
  readonly help?: { readonly address: string; readonly emails: readonly string[] }
  /** What the leg carries of the caller. */
  readonly shown: ReturnType<typeof legCallerId>
  /** In the order they are tried; none: no trunk leads out. */
  readonly trunkIds: readonly DocumentId[]
}

/**
 * The one way a call leaves by, whatever step sends it out (M23, M24): number, caller ID and trunks. A call for help has the emergency caller ID of
 * whoever calls, no edit, no privacy and any trunk that leads out.
 */
export function wayOut({ number: dialled, trunkId, callerId, ...about }: WayOutAbout): WayOut {
  const { design } = about
  const help = helpWanted(design, dialled)
  const isEmergency = help?.kind === 'emergency'
  const own = isEmergency ? undefined : callerId
  const shown = own ?? presentedCallerId({ ...about, reason: isEmergency ? 'emergency' : 'external' })
  const number = help?.number ?? toE164(dialled, countryOf(design)) ?? dialled
  return {
    number,
    isEmergency,
    ...(isEmergency ? { help: helpFor(design, shown.number) } : {}),
    shown: legCallerId(shown),
    trunkIds: trunksFor(design, { trunkId, isForHelp: isEmergency, number }).map(({ id }) => id),
  }
}

/** What goes along with a call for help that shows that number. */
export const helpFor = (design: DesignSnapshot, shownNumber: string) => ({
  address: addressWords(registeredAddress(design, shownNumber)),
  emails: toldOfEmergency(design, shownNumber),
})
