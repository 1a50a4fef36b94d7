import type { DocumentId } from './design/kind.ts'

/** What a step is to a caller who waits. */
export type StepTime =
  /** Passed at once: neither the caller nor the clock notices. */
  | { readonly kind: 'instant' }
  /** Goes on in another callflow, and by `_` when that one stops. */
  | { readonly kind: 'jump'; readonly callflowId: DocumentId }
  /** The caller hears ringing for as long, unless somebody answers. */
  | { readonly kind: 'rings'; readonly sec: number }
  /** Says or asks something, holds the caller, or ends the call. */
  | { readonly kind: 'busy' }

const instant: StepTime = { kind: 'instant' }
const busy: StepTime = { kind: 'busy' }

/** Of steps that only decide, write something down or send it. */
export const passedAtOnce = (): StepTime => instant

/** Of steps that take time once something is chosen in them. */
export const busyWith = (chosen: DocumentId | null): StepTime => (chosen === null ? instant : busy)

export const ringsFor = (sec: number): StepTime => ({ kind: 'rings', sec })

/**
 * Which forwarding and which phones count: `direct`, all of them; `members`, groups among them with theirs, without forwarding that is for direct calls
 * only (M88b); `queue`, the same without phones that are not for queues; `page`, phones alone.
 */
export type RingsAs = 'direct' | 'members' | 'queue' | 'page'

/** Where callers may go on from a step by themselves: a callflow, or whatever answers a number that is dialled in the house. */
export type WayOn = { readonly words: string } & (
  | { readonly callflowId: DocumentId | null }
  | { readonly number: string }
)

/** Who chooses where a call goes that leaves by a trunk, the freest first. */
export const choosers = ['caller', 'person', 'web-address', 'step'] as const
export type Chooser = (typeof choosers)[number]

/** How callers from outside leave again at our cost, as a sentence without its end. */
export interface CallsOut {
  readonly severity: 'warning' | 'info'
  readonly says: string
}

/** A regular expression that a step uses as it is set. */
export interface StepExpression {
  /** As its form calls it. */
  readonly label: string
  readonly source: string
  /** What becomes of the step when it cannot be read. */
  readonly otherwise: string
}
