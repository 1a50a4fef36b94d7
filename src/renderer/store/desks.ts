import type { DesignInfo } from '../../main/api/contract.ts'
import { api } from '../api/client.ts'
import { toast } from '../ui/toast.tsx'
import { useDesign } from './design-state.ts'
import { type PendingChange, withConfirmed, withoutPending, withPending } from './documents.ts'
import { type ApplyResult, type ChangeRequest, createSaveQueue, type SaveQueue, type Waiting } from './save-queue.ts'

/** What waits of one design. Each has its queue: a change is never saved in another design than it was made in. */
interface Desk {
  name: string
  path: string
  readonly queue: SaveQueue
  waiting: Waiting
  /** Of a design that is not shown now. */
  setAside: readonly PendingChange[]
}

const desks = new Map<string, Desk>()

function deskOf(designId: string): Desk {
  const known = desks.get(designId)
  if (known) return known
  const desk: Desk = {
    name: '',
    path: '',
    waiting: { count: 0, held: null, newest: null },
    setAside: [],
    queue: createSaveQueue({
      send: ({ label, put, remove, mergeKey }) =>
        api().documents.apply({
          label,
          put: [...(put ?? [])],
          remove: [...(remove ?? [])],
          ...(mergeKey === undefined ? {} : { mergeKey }),
          ...(designId === '' ? {} : { designId }),
        }),
      onConfirmed(seqs, change) {
        if (designId === shownId()) {
          useDesign.setState((state) => ({
            documents: withConfirmed(state.documents, change),
            savedAtMs: Date.now(),
          }))
        }
        dropPending(designId, seqs)
      },
      onRefused(seqs, refusal, wasKept) {
        dropPending(designId, seqs)
        if (wasKept) toast.error(refusal.message)
      },
      onWaiting(waiting) {
        desk.waiting = waiting
        reportWaiting()
      },
      later(run, ms) {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
    }),
  }
  desks.set(designId, desk)
  return desk
}

export const shownId = (): string => useDesign.getState().designId ?? ''
export const shownQueue = (): SaveQueue => deskOf(shownId()).queue

export function dropPending(designId: string, seqs: readonly number[]): void {
  if (designId !== shownId()) {
    const desk = deskOf(designId)
    desk.setAside = desk.setAside.filter(({ seq }) => !seqs.includes(seq))
    return
  }
  useDesign.setState((state) => {
    let { documents } = state
    for (const seq of seqs) documents = withoutPending(documents, seq)
    return { documents }
  })
}

function reportWaiting(): void {
  const { count, held, newest } = deskOf(shownId()).waiting
  const elsewhere = [...desks]
    .filter(([designId, { waiting }]) => designId !== shownId() && waiting.count > 0)
    .map(([designId, { name, path, waiting }]) => ({ designId, name, path, count: waiting.count }))
  useDesign.setState({ unsaved: count, held, newestWaiting: newest, elsewhere })
}

let lastSeq = 0

/** As in `applyChange`. */
export async function makeChange({
  quiet,
  ...request
}: ChangeRequest & { readonly quiet?: boolean }): Promise<ApplyResult> {
  const seq = ++lastSeq
  const { documents } = useDesign.getState()
  const change = { seq, put: request.put ?? [], remove: request.remove ?? [] }
  useDesign.setState({ documents: withPending(documents, change) })
  const result = await shownQueue().add(seq, request)
  if (!result.ok && !quiet) toast.error(result.refusal.message)
  return result
}

/** Resolves when every change made here is in the file. @throws RefusalError when the disk takes none for now. */
export function allSaved(): Promise<void> {
  return shownQueue().idle()
}

/** Asks the disk again at once. */
export function tryAgain(): void {
  shownQueue().resume()
}

/** How many changes would be lost with this page, of every design it had open. */
export function unsavedChanges(): number {
  return [...desks.values()].reduce((sum, { waiting }) => sum + waiting.count, 0)
}

/** Resolves when nothing is on its way to the file: all is saved, or it waits for the disk. */
export function atRest(): Promise<void> {
  return shownQueue().atRest()
}

/** Of the designs this page had open, one is shown now. What waited of it when it was last shown is taken up again, and tried. */
export function showDesk({ designId, name, path }: DesignInfo): readonly PendingChange[] {
  const { documents } = useDesign.getState()
  Object.assign(deskOf(designId), { name, path })
  if (designId === shownId()) return documents.pending
  deskOf(shownId()).setAside = documents.pending
  const { setAside } = deskOf(designId)
  deskOf(designId).setAside = []
  return setAside
}
