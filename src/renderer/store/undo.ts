import { api } from '../api/client.ts'
import { refusalOf } from '../api/refusal.ts'
import { toast, type ToastId } from '../ui/toast.tsx'
import { type DesignState, receiveChange, useDesign } from './design-state.ts'
import { dropPending, makeEdit, shownId, shownQueue } from './desks.ts'
import {
  nothingTakenBack,
  type TakenBack,
  toRedoHere,
  withRedoneHere,
  withRedoneInFile,
  withTaken,
  withUndoneInFile,
} from './taken-back.ts'

export async function undo(): Promise<void> {
  withdrawUndo()
  await shownQueue().atRest()
  const taken = shownQueue().takeBack()
  if (!taken) return travel('undo', withUndoneInFile)
  dropPending(shownId(), taken.seqs)
  useDesign.setState((state) => ({ takenBack: withTaken(state.takenBack, taken.request) }))
  toast.info(`Undo: ${taken.request.label}`)
}

export async function redo(): Promise<void> {
  withdrawUndo()
  await shownQueue().atRest()
  const { takenBack, unsaved } = useDesign.getState()
  const request = toRedoHere(takenBack)
  // Changes that wait have ended what the file could do again.
  if (!request) return unsaved > 0 ? void toast.info('Nothing to redo') : travel('redo', withRedoneInFile)
  useDesign.setState({ takenBack: withRedoneHere(takenBack) })
  toast.info(`Redo: ${request.label}`)
  await makeEdit(request)
}

/** In the file. */
async function travel(direction: 'undo' | 'redo', counted: (state: TakenBack) => TakenBack): Promise<void> {
  try {
    const change = await api().history[direction]({ designId: shownId(), ...stepShown(direction) })
    if (!change) {
      toast.info(direction === 'undo' ? 'Nothing to undo' : 'Nothing to redo')
      return
    }
    useDesign.setState((state) => ({ takenBack: counted(state.takenBack) }))
    receiveChange(change)
    toast.info(change.label)
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}

/** The step that the window names, once it has heard of every change: others may have made one since. */
function stepShown(direction: 'undo' | 'redo'): { readonly stepId?: number } {
  const { info, documents } = useDesign.getState()
  const stepId = direction === 'undo' ? info?.undoStepId : info?.redoStepId
  return info?.lastChangeId === documents.lastChangeId && typeof stepId === 'number' ? { stepId } : {}
}

/** What undo and redo would do now; null: nothing. */
export function undoLabel({ newestWaiting, info }: DesignState): string | null {
  return newestWaiting ?? info?.canUndo ?? null
}

export function redoLabel({ takenBack, unsaved, held, info }: DesignState): string | null {
  const here = toRedoHere(takenBack)
  if (here) return here.label
  return held && unsaved > 0 ? null : (info?.canRedo ?? null)
}

let offered: ToastId | null = null

/** Says what was done and offers to take it back, until something else is done: undo takes back the newest change. */
export function toastUndo(message: string): void {
  withdrawUndo()
  offered = toast.done(message, { action: { label: 'Undo', run: () => void undo() } })
}

export function withdrawUndo(): void {
  if (offered !== null) toast.dismiss(offered)
  offered = null
}

/** Something new was done: redo ends. */
export function forgetUndone(): void {
  withdrawUndo()
  if (useDesign.getState().takenBack !== nothingTakenBack) useDesign.setState({ takenBack: nothingTakenBack })
}
