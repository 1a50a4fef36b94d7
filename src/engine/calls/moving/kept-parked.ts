import type { DocumentId } from '../../../callflow/design/kind.ts'
import type { Whereabouts } from '../../../callflow/run/whereabouts.ts'
import type { CallBefore, CallSubject } from '../call.ts'
import type { KeptRecording } from '../call-recording.ts'
import type { KeptLeg } from '../leg.ts'

/** A call in a slot as the next start needs it: its dialog, its audio, what it has become and where in the design it is. Plain data. */
export interface KeptParked extends Pick<CallSubject, 'callId' | 'caller' | 'dialled' | 'direction'> {
  readonly callflowId: DocumentId
  readonly slot: string
  /** When whoever parked it is rung, by the clock on the wall. */
  readonly ringBackAtMs: number
  /** How long each round is, and how long each ring. */
  readonly ringBackMs: number
  readonly ringBackForMs: number
  readonly before: CallBefore
  readonly whereabouts: Whereabouts
  readonly leg: KeptLeg
  /** What was being recorded of it, or is going to be. */
  readonly recording?: KeptRecording
  /** Device or number, as histories name the leg. */
  readonly label: string
}

/** Where they are kept. */
export interface ParkedRows {
  /** Whoever began first, first. What cannot be read is said, and goes. */
  all(): readonly KeptParked[]
  put(parked: KeptParked): void
  remove(callId: string): void
}
