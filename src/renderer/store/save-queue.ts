import type { Document } from '../../callflow/design/document.ts'
import type { DocumentId } from '../../callflow/design/kind.ts'
import type { Change } from '../../main/api/contract.ts'
import { CANNOT_WRITE, CONNECTION_LOST, OTHER_DESIGN, type Refusal, RefusalError, refusalOf } from '../api/refusal.ts'

export interface ChangeRequest {
  /** In the administrator's words: `Rename callflow 8001`. Shown by undo. */
  readonly label: string
  readonly put?: readonly Document[]
  readonly remove?: readonly DocumentId[]
  /** Changes in a row with the same key become one undo step: typing in a field, dragging a node. */
  readonly mergeKey?: string
}

/** A change that waits for the disk is made all the same: this page keeps it until it is saved. */
export type ApplyResult = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal }

interface Job {
  readonly seq: number
  request: ChangeRequest
  /** Earlier changes this one has swallowed while waiting; they are confirmed or refused with it. */
  swallowed: number[]
  readonly settle: ((result: ApplyResult) => void)[]
}

export interface SaveQueueEvents {
  send(request: ChangeRequest): Promise<Change>
  onConfirmed(seqs: readonly number[], change: Change): void
  /** `wasKept`: whoever made it was told that it is made, and is not waiting for the answer any more. */
  onRefused(seqs: readonly number[], refusal: Refusal, wasKept: boolean): void
  onWaiting(waiting: Waiting): void
  /** Runs something later, unless the answer is called before. */
  later(run: () => void, ms: number): () => void
}

export interface Waiting {
  /** Changes that are not saved yet. */
  readonly count: number
  /** Why: the connection is lost, the disk does not take them, another design is open. Null while they are simply on their way. */
  readonly held: Refusal | null
  /** What the newest of them is called, once undo can take it back: no request with it is under way. */
  readonly newest: string | null
}

export interface SaveQueue {
  add(seq: number, request: ChangeRequest): Promise<ApplyResult>
  /** Resolves when nothing waits any more; a disk that took nothing is asked again at once. @throws RefusalError when it still does not. */
  idle(): Promise<void>
  /** Resolves when nothing is on its way: all is saved, or the disk holds it up. */
  atRest(): Promise<void>
  /** Try again at once what is held up. */
  resume(): void
  /** Takes the newest change away that the disk holds up; undefined when there is none or it is on its way. */
  takeBack(): { readonly seqs: readonly number[]; readonly request: ChangeRequest } | undefined
}

/**
 * Sends changes one after another, so that answers come back in order. While one is on its way, changes with the same merge key
 * melt into one: typing fast costs as many requests as the back room can answer. A lost connection holds the queue, and so does a disk that
 * takes nothing, which is asked again after 2 s, then 4, up to 30. Nothing is dropped.
 */
export function createSaveQueue(events: SaveQueueEvents): SaveQueue {
  const jobs: Job[] = []
  const idlers: { wake: () => void; fail: (error: Error) => void }[] = []
  const resters: (() => void)[] = []
  let isSending = false
  let isBlocked = false
  let held: Refusal | null = null
  let retryMs = FIRST_RETRY_MS
  let stopRetry = () => {}

  /** Not so with a lost connection: the change may have arrived. */
  const isKept = () => held !== null && held.code !== CONNECTION_LOST
  const isResting = () => !isSending && (jobs.length === 0 || (isBlocked && isKept()))

  const report = () => {
    const newest = isResting() ? (jobs.at(-1)?.request.label ?? null) : null
    events.onWaiting({ count: jobs.length, held, newest })
    if (isResting()) for (const rest of resters.splice(0)) rest()
  }

  async function pump(): Promise<void> {
    if (isSending || isBlocked) return
    isSending = true
    for (let job = jobs[0]; job && !isBlocked; job = jobs[0]) await sendOne(job)
    isSending = false
    if (jobs.length === 0) cleared()
    report()
  }

  async function sendOne(job: Job): Promise<void> {
    try {
      const change = await events.send(job.request)
      retryMs = FIRST_RETRY_MS
      finish(job, { ok: true }, () => events.onConfirmed([...job.swallowed, job.seq], change))
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal.code === CONNECTION_LOST || refusal.code === CANNOT_WRITE || refusal.code === OTHER_DESIGN) {
        hold(refusal)
        return
      }
      const wasKept = job.settle.length === 0
      finish(job, { ok: false, refusal }, () => events.onRefused([...job.swallowed, job.seq], refusal, wasKept))
    }
  }

  function hold(refusal: Refusal): void {
    isBlocked = true
    held = refusal
    if (refusal.code === CANNOT_WRITE) {
      stopRetry = events.later(resume, retryMs)
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
    }
    if (isKept()) {
      for (const job of jobs) for (const settle of job.settle.splice(0)) settle({ ok: true })
      for (const { fail } of idlers.splice(0)) fail(new RefusalError(heldUp(refusal, jobs.length)))
    }
  }

  function resume(): void {
    stopRetry()
    isBlocked = false
    report()
    void pump()
  }

  /** What held the queue is told until the last change is saved. */
  function cleared(): void {
    stopRetry()
    isBlocked = false
    held = null
    retryMs = FIRST_RETRY_MS
    for (const { wake } of idlers.splice(0)) wake()
  }

  function finish(job: Job, result: ApplyResult, tell: () => void): void {
    jobs.shift()
    if (jobs.length === 0) held = null
    tell()
    report()
    for (const settle of job.settle) settle(result)
  }

  return {
    add(seq, request) {
      return new Promise((resolve) => {
        const last = jobs.at(-1)
        const canMelt = last && last !== (isSending ? jobs[0] : undefined) && melts(last.request, request)
        const settle = isKept() ? [] : [resolve]
        if (canMelt) {
          last.swallowed.push(seq)
          last.request = melted(last.request, request)
          last.settle.push(...settle)
        } else {
          jobs.push({ seq, request, swallowed: [], settle })
        }
        if (isKept()) resolve({ ok: true })
        report()
        void pump()
      })
    },
    idle() {
      if (jobs.length === 0) return Promise.resolve()
      if (isBlocked && isKept()) resume() // there may be room by now
      return new Promise((wake, fail) => idlers.push({ wake, fail }))
    },
    atRest: () => (isResting() ? Promise.resolve() : new Promise((rest) => resters.push(rest))),
    resume,
    takeBack() {
      if (!isResting()) return undefined
      const job = jobs.pop()
      if (!job) return undefined
      if (jobs.length === 0) cleared()
      report()
      return { seqs: [...job.swallowed, job.seq], request: job.request }
    },
  }
}

/** The refusal of whatever needs the changes saved first. */
function heldUp(refusal: Refusal, count: number): Refusal {
  if (refusal.code !== CANNOT_WRITE) return refusal
  const waits =
    count === 1
      ? 'last change is not saved yet, and this needs it'
      : `last ${count} changes are not saved yet, and this needs them`
  return { ...refusal, message: `Your ${waits}. ${refusal.message}` }
}

function melts(earlier: ChangeRequest, later: ChangeRequest): boolean {
  return earlier.mergeKey !== undefined && earlier.mergeKey === later.mergeKey
}

function melted(earlier: ChangeRequest, later: ChangeRequest): ChangeRequest {
  const put = new Map([...(earlier.put ?? []), ...(later.put ?? [])].map((document) => [document.id, document]))
  for (const id of later.remove ?? []) put.delete(id)
  const putLater = new Set((later.put ?? []).map((document) => document.id))
  const remove = new Set([...(earlier.remove ?? []).filter((id) => !putLater.has(id)), ...(later.remove ?? [])])
  return { ...later, put: [...put.values()], remove: [...remove] }
}

const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 30_000
