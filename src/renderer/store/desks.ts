import type { Document } from '../../callflow/design/document.ts'
import { patchesBetween } from '../../callflow/design/edit/between.ts'
import { keepMine, takeTheirs } from '../../callflow/design/edit/merge.ts'
import { documentsOf } from '../../callflow/design/edit/patch.ts'
import type { DocumentId } from '../../callflow/design/kind.ts'
import type { DesignInfo } from '../../main/api/contract.ts'
import { api } from '../api/client.ts'
import { conflictOf, OTHER_DESIGN, type Refusal } from '../api/refusal.ts'
import { toast } from '../ui/toast.tsx'
import { useDesign } from './design-state.ts'
import { type PendingChange, withConfirmed, withoutPending, withPending, withRewritten } from './documents.ts'
import { type ApplyResult, createSaveQueue, type EditRequest, type SaveQueue, type Waiting } from './save-queue.ts'

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
      send: ({ base, ...edit }) => api().documents.edit({ designId, base: { ...base }, ...edit }),
      onConfirmed(seqs, change) {
        if (designId !== shownId()) return dropPending(designId, seqs)
        useDesign.setState((state) => ({
          documents: withoutPending(withConfirmed(state.documents, change), seqs),
          savedAtMs: Date.now(),
        }))
      },
      onRewritten(seqs, patches) {
        if (patches.length === 0) return dropPending(designId, seqs)
        useDesign.setState((state) => ({ documents: withRewritten(state.documents, seqs, patches) }))
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
  useDesign.setState((state) => ({ documents: withoutPending(state.documents, seqs) }))
}

function reportWaiting(): void {
  const { count, held, newest } = deskOf(shownId()).waiting
  const elsewhere = [...desks]
    .filter(([designId, { waiting }]) => designId !== shownId() && waiting.count > 0)
    .map(([designId, { name, path, waiting }]) => ({ designId, name, path, count: waiting.count }))
  useDesign.setState({ unsaved: count, held, newestWaiting: newest, elsewhere })
}

/** What the user does to documents: these become so, those go. */
export interface ChangeRequest {
  /** In the administrator's words: `Rename callflow 8001`. Shown by undo. */
  readonly label: string
  readonly put?: readonly Document[]
  readonly remove?: readonly DocumentId[]
  /** What documents in `put` were made of, where that is not what is shown now: a field that was being typed in. */
  readonly from?: readonly Document[]
  readonly mergeKey?: string
  /** The design it was begun in, of what stays open when another is shown. */
  readonly begunIn?: string
  /** The caller shows why it was refused. */
  readonly quiet?: boolean
}

/** As in `applyChange`. */
export async function makeChange({ quiet, begunIn, ...request }: ChangeRequest): Promise<ApplyResult> {
  const result = isElsewhere(begunIn)
    ? { ok: false as const, refusal: begunElsewhere(begunIn) }
    : await makeEdit(editOf(request))
  if (!result.ok && !quiet) toast.error(result.refusal.message)
  return result
}

let lastSeq = 0

/** Shows it at once and saves it. */
export function makeEdit(edit: EditRequest): Promise<ApplyResult> {
  if (edit.patches.length === 0) return Promise.resolve({ ok: true })
  const seq = ++lastSeq
  useDesign.setState(({ documents }) => ({ documents: withPending(documents, { seq, patches: edit.patches }) }))
  return shownQueue().add(seq, edit)
}

function editOf({ label, put = [], remove = [], from = [], mergeKey }: ChangeRequest): EditRequest {
  const { byId, revisions, confirmed } = useDesign.getState().documents
  const made = new Map([...byId, ...from.map((document) => [document.id, document] as const)])
  const patches = [
    ...put.flatMap((document) => patchesBetween(made.get(document.id), document)),
    ...remove.flatMap((id) => patchesBetween(byId.get(id), undefined)),
  ]
  // What is made of something else than what is shown is compared with what is there, whoever wrote it.
  const seen = [...documentsOf(patches)].filter(
    (id) => confirmed.has(id) && !from.some((document) => document.id === id),
  )
  const base = Object.fromEntries(seen.map((id) => [id, revisions.get(id) ?? 0]))
  return { label, base, patches, ...(mergeKey === undefined ? {} : { mergeKey }) }
}

const isElsewhere = (begunIn: string | undefined): begunIn is string => begunIn !== undefined && begunIn !== shownId()

/** The refusal of what was begun in a design that is not shown any more. */
export function begunElsewhere(designId: string): Refusal {
  const { info } = useDesign.getState()
  const name = desks.get(designId)?.name || 'another design'
  return {
    code: OTHER_DESIGN,
    message: `This was begun in “${name}”, and “${info?.name ?? ''}” is open now. Open “${name}” again to save it.`,
    data: { designId, openId: shownId(), openName: info?.name ?? '' },
  }
}

/** Ends the conflict that holds the queue: what others wrote gives way, or stays. */
export function settleConflict(keep: 'mine' | 'theirs'): void {
  const conflict = conflictOf(useDesign.getState().held)
  if (!conflict) return
  const settle = keep === 'mine' ? keepMine : takeTheirs
  shownQueue().settle((patches) => settle(patches, conflict.clashes))
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
