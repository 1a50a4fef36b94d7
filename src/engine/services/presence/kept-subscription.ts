import type { KeptDialog } from '../../sip/user-agent.ts'
import type { SubscriptionAbout } from './subscription.ts'

/** A subscription as it outlives a restart: plain data. */
export interface KeptSubscription {
  readonly about: SubscriptionAbout
  readonly dialog: KeptDialog
  /** Of the first document of that run. */
  readonly version: number
  /** By the clock that measures. */
  readonly expiresMs: number
}

export interface SubscriptionStore {
  load(nowMs: number): readonly KeptSubscription[]
  /** By its dialog: one a dialog. */
  save(kept: KeptSubscription): void
  remove(dialog: KeptDialog): void
}

/**
 * Numbers of NOTIFYs and documents are not written down one by one: after a restart they go on so much further, which both RFC 3261 §12.2.2 and RFC 4235
 * §4.1 allow. At the pace of NOTIFYs nobody gets there within a subscription's hour.
 */
export const RESTART_GAP = 1_000_000

export function resumed({ dialog: kept, version, ...rest }: KeptSubscription): KeptSubscription {
  const { dialog, flow } = kept
  return {
    ...rest,
    version: version + RESTART_GAP,
    dialog: { flow, dialog: { ...dialog, localCseq: dialog.localCseq + RESTART_GAP } },
  }
}
