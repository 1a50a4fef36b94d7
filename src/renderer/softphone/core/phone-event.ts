/** What happens to the phone: told by whatever speaks SIP, and by whoever presses its keys. Ids of calls are the driver's. */
export type PhoneEvent =
  | { readonly kind: 'registration'; readonly registration: Registration }
  | {
      readonly kind: 'call'
      readonly id: string
      readonly direction: 'in' | 'out'
      readonly name: string
      readonly number: string
      readonly atMs: number
    }
  /** There: they are told, or something is heard from there already. */
  | { readonly kind: 'ringing'; readonly id: string; readonly hasMedia: boolean }
  /** Here: it was picked up. */
  | { readonly kind: 'answering'; readonly id: string }
  | { readonly kind: 'answered'; readonly id: string; readonly atMs: number }
  | { readonly kind: 'held'; readonly id: string; readonly by: 'us' | 'them'; readonly isHeld: boolean }
  | { readonly kind: 'muted'; readonly id: string; readonly isMuted: boolean }
  | { readonly kind: 'keyed'; readonly id: string; readonly key: string }
  | {
      readonly kind: 'transfer'
      readonly id: string
      readonly to: string
      readonly state: 'asked' | 'ringing' | 'failed'
      /** Why, when it failed. */
      readonly words: string
    }
  | ({ readonly kind: 'ended'; readonly id: string; readonly atMs: number } & CallEnd)
  /** The call is not shown any more. */
  | { readonly kind: 'dismissed'; readonly id: string }

/** How a call ended. `status`: of the answer or the Reason header (RFC 3326), null when there was none. */
export interface CallEnd {
  readonly by: 'us' | 'them' | 'system'
  readonly status: number | null
  /** In words already, where no status says it: no microphone, no connection. */
  readonly words: string
}

/** `status`: of the refusal, null when no answer came. */
export type Registration =
  | { readonly state: 'off' | 'connecting' | 'registered' }
  | { readonly state: 'refused'; readonly status: number | null }
  /** The connection to the engine is gone; it is tried again by itself. */
  | { readonly state: 'lost' }
