import type { DocumentId } from '../design/kind.ts'
import type { CallEdit, CallerIdEdit, Operation } from './operation.ts'
import type { TraceEvent } from './trace.ts'

/** The edits that caller IDs go through on their way to a phone (M24b). */
export type CallerIdEdits = Pick<CallState, 'prefixes' | 'rewrite' | 'dynamic' | 'privacy'>

/** What a call carries from step to step: the caller-ID edits of M24b and everything set by steps. Immutable. */
export interface CallState {
  readonly prefixes: CallerIdPrefixes
  /** Replaces the original name and number where not empty. */
  readonly rewrite: { readonly name: string; readonly number: string }
  /** Stands in for the caller's own where not empty (M24b "dynamic_cid"). */
  readonly dynamic: { readonly name: string; readonly number: string }
  readonly privacy: 'none' | 'name' | 'number' | 'full'
  readonly variables: Readonly<Record<string, string>>
  /** Names of those that others are told. */
  readonly exported: readonly string[]
  /** Empty: the account's. */
  readonly language: string
  readonly alertInfo: string
  readonly priority: number
  /** Who the caller turned out to be (M38); null while nobody said. */
  readonly identity: CallIdentity | null
}

export interface CallIdentity {
  readonly userId: DocumentId
  readonly name: string
  readonly number: string
  /** The phone of theirs that they are at, in effect; empty for none, absent for the one they call from. */
  readonly atPhone?: DocumentId
}

/** Prefixes put before the original name and number by prepend steps (M43). */
export interface CallerIdPrefixes {
  readonly name: string
  readonly number: string
}

const noPrefixes: CallerIdPrefixes = { name: '', number: '' }

export const freshCallState: CallState = {
  prefixes: noPrefixes,
  rewrite: { name: '', number: '' },
  dynamic: { name: '', number: '' },
  privacy: 'none',
  variables: {},
  exported: [],
  language: '',
  alertInfo: '',
  priority: 0,
  identity: null,
}

/**
 * What goes on with a call that somebody sends on: what was learnt of it (variables, language, priority, the department's prefix). How the caller was
 * shown to whoever had the call, and whom a PIN made of them, ends there.
 */
export const stateAfterTransfer = ({ prefixes, variables, exported, language, priority }: CallState): CallState => ({
  ...freshCallState,
  prefixes,
  variables,
  exported,
  language,
  priority,
})

/** The state after an operation that edits the call; undefined for one that a driver performs. */
export function editedCallState(state: CallState, operation: Operation): CallState | undefined {
  if (operation.kind === 'edit-caller-id') return editCallerId(state, operation.edit)
  if (operation.kind === 'edit-call') return editCall(state, operation.edit)
  return operation.kind === 'note' ? state : undefined
}

/** The state after what a trace says happened. */
export function stateAfterEvent(state: CallState, event: TraceEvent): CallState {
  if (event.kind === 'transferred') return event.isOwn ? state : stateAfterTransfer(state)
  return event.kind === 'operation' ? (editedCallState(state, event.operation) ?? state) : state
}

/** `original` replaces earlier prefixes, `current` puts the new one before them, reset clears (M43). */
function editCallerId(state: CallState, edit: CallerIdEdit): CallState {
  switch (edit.kind) {
    case 'prepend': {
      const { name, number } = edit.applyTo === 'original' ? noPrefixes : state.prefixes
      return { ...state, prefixes: { name: edit.namePrefix + name, number: edit.numberPrefix + number } }
    }
    case 'reset-prepend':
      return { ...state, prefixes: noPrefixes }
    case 'rewrite':
      return { ...state, rewrite: over(state.rewrite, edit) }
    case 'dynamic':
      return { ...state, dynamic: over(state.dynamic, edit) }
    case 'privacy':
      return { ...state, privacy: edit.mode }
  }
}

const over = (before: CallState['rewrite'], { name, number }: CallState['rewrite']) => ({
  name: name || before.name,
  number: number || before.number,
})

function editCall(state: CallState, edit: CallEdit): CallState {
  switch (edit.kind) {
    case 'set-variable':
      return {
        ...state,
        variables: { ...state.variables, [edit.variable]: edit.value },
        exported:
          edit.exported && !state.exported.includes(edit.variable)
            ? [...state.exported, edit.variable]
            : state.exported,
      }
    case 'set-language':
      return { ...state, language: edit.language }
    case 'set-alert-info':
      return { ...state, alertInfo: edit.alertInfo }
    case 'set-priority':
      return { ...state, priority: edit.priority }
    case 'set-identity': {
      const { kind: _kind, ...identity } = edit
      const { name, number, atPhone } = identity
      return { ...state, identity, dynamic: atPhone === undefined ? { name, number } : freshCallState.dynamic }
    }
  }
}
