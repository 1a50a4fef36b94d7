import type { StateKey, StateValue } from '../../callflow/run/operation.ts'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import type { Bundle, Cdr, Health, LiveCall, Registration, VoicemailMessage } from './contract.ts'
import type { ConferenceRooms } from '../services/conferences/conference-rooms.ts'
import type { NumberedEvent } from './event-ring.ts'

export type BundleRefusal = { readonly ok: false; readonly reason: string }

/** What the control API asks of the engine behind it. */
export interface EngineControl {
  health(): Health
  putBundle(bundle: Bundle): Promise<{ readonly ok: true; readonly missingBlobs: string[] } | BundleRefusal>
  putBlob(sha256: string, bytes: Uint8Array): Promise<{ readonly ok: true } | BundleRefusal>
  activate(id: string): Promise<{ readonly ok: true; readonly previousId: string | null } | BundleRefusal>
  /** Undefined when there is no earlier bundle. */
  rollBack(): Promise<{ readonly ok: true; readonly id: string } | BundleRefusal>
  bundles(): {
    readonly id: string
    readonly designName: string
    readonly createdMs: number
    readonly activatedMs: number | null
    readonly isActive: boolean
  }[]
  registrations(): Registration[]
  calls(): LiveCall[]
  hangUp(callId: string): boolean
  trace(callId: string): readonly TraceEvent[]
  readonly conferences: Pick<ConferenceRooms, 'list' | 'change' | 'changeParty' | 'kick' | 'dismiss'>
  cdrs(page: { readonly limit: number; readonly beforeMs?: number | undefined }): Cdr[]
  messages(mailboxId: string | undefined): VoicemailMessage[]
  messageAudio(messageId: string): Uint8Array | undefined
  removeMessage(messageId: string): Promise<boolean>
  state(): { readonly scope: string; readonly id: string; readonly name: string; readonly value: StateValue }[]
  writeState(key: StateKey, value: StateValue | undefined): void
  events(lastSeen: number | undefined, signal: AbortSignal | undefined): AsyncGenerator<NumberedEvent>
}
