import type { Change, DesignInfo } from '../../main/api/contract.ts'
import { api } from '../api/client.ts'
import type { ConnectionState } from '../api/connection.ts'
import { type Refusal, refusalOf } from '../api/refusal.ts'
import { receiveChange, useDesign } from './design-state.ts'
import { allSaved, makeChange, showDesk, shownId, tryAgain } from './desks.ts'
import { loaded } from './documents.ts'
import type { ApplyResult, ChangeRequest } from './save-queue.ts'
import { forgetUndone } from './undo.ts'

export * from './design-state.ts'
export { allSaved, atRest, tryAgain, unsavedChanges } from './desks.ts'
export { redo, redoLabel, toastUndo, undo, undoLabel } from './undo.ts'
export type { ApplyResult, ChangeRequest } from './save-queue.ts'

/**
 * Makes a change at once and saves it. When the back room refuses, the change is taken back and the reason is shown,
 * unless `quiet`: then the caller shows it beside the field. A change that the disk does not take now is kept and saved later.
 */
export async function applyChange(request: ChangeRequest & { readonly quiet?: boolean }): Promise<ApplyResult> {
  forgetUndone()
  return makeChange(request)
}

/** Changes that the back room makes itself: creating an extension, replacing and deleting, uploads. */
export async function takeChange<T>(make: () => Promise<T>, changeOf: (answer: T) => Change): Promise<T> {
  forgetUndone()
  await allSaved()
  const answer = await make()
  receiveChange(changeOf(answer))
  return answer
}

// Following the back room

export function receiveInfo(info: DesignInfo): void {
  useDesign.setState({ info })
}

export function receiveConnection(connection: ConnectionState): void {
  useDesign.setState({ connection })
  if (connection === 'open') tryAgain()
}

/** Reads the whole design: at start, after another one was opened, and when events were missed. */
export async function loadDesign(): Promise<Refusal | null> {
  try {
    const [info, { documents, lastChangeId }] = await Promise.all([api().design.info(), api().design.documents()])
    const { designId } = info
    if (designId !== shownId()) forgetUndone()
    const pending = showDesk(info)
    useDesign.setState((state) => ({
      info,
      designId,
      documents: loaded({ ...state.documents, pending }, documents, lastChangeId),
      isLoaded: true,
    }))
    tryAgain()
    return null
  } catch (error) {
    return refusalOf(error)
  }
}
