import type { DesignInfo, ToldChange } from '../../main/api/contract.ts'
import { api } from '../api/client.ts'
import type { ConnectionState } from '../api/connection.ts'
import { type Refusal, RefusalError, refusalOf } from '../api/refusal.ts'
import { receiveChange, useDesign } from './design-state.ts'
import { allSaved, begunElsewhere, type ChangeRequest, makeChange, showDesk, shownId, tryAgain } from './desks.ts'
import { loaded } from './documents.ts'
import type { ApplyResult } from './save-queue.ts'
import { forgetUndone } from './undo.ts'

export * from './design-state.ts'
export { allSaved, atRest, settleConflict, shownId, tryAgain, unsavedChanges } from './desks.ts'
export { redo, redoLabel, toastUndo, undo, undoLabel } from './undo.ts'
export type { ChangeRequest } from './desks.ts'
export type { ApplyResult } from './save-queue.ts'

/**
 * Makes a change at once and saves it. When the back room refuses, the change is taken back and the reason is shown,
 * unless `quiet`: then the caller shows it beside the field. A change that the disk does not take now is kept and saved later.
 */
export async function applyChange(request: ChangeRequest): Promise<ApplyResult> {
  forgetUndone()
  return makeChange(request)
}

/**
 * Changes that the back room makes itself: creating an extension, replacing and deleting, uploads. They are made in the design they were begun in,
 * or not at all. @throws RefusalError OTHER_DESIGN
 */
export async function takeChange<T>(
  make: (designId: string) => Promise<T>,
  changeOf: (answer: T) => ToldChange,
  begunIn = shownId(),
): Promise<T> {
  if (begunIn !== shownId()) throw new RefusalError(begunElsewhere(begunIn))
  forgetUndone()
  await allSaved()
  const answer = await make(begunIn)
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
    const [info, reading] = await Promise.all([api().design.info(), api().design.documents()])
    const { designId } = info
    // Another design was opened between the two.
    if (reading.designId !== designId) return await loadDesign()
    if (designId !== shownId()) forgetUndone()
    const pending = showDesk(info)
    useDesign.setState({ info, designId, documents: loaded(reading, pending), isLoaded: true })
    tryAgain()
    return null
  } catch (error) {
    return refusalOf(error)
  }
}

useDesign.subscribe(({ documents }, before) => {
  if (documents.hasGap && !before.documents.hasGap) void loadDesign()
})
