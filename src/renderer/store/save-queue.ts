import { type Patch, squashed } from '../../callflow/design/edit/patch.ts'
import type { DocumentId } from '../../callflow/design/kind.ts'
import type { ToldChange } from '../../main/api/contract.ts'
import {
  CANNOT_WRITE,
  CONFLICT,
  CONNECTION_LOST,
  OTHER_DESIGN,
  type Refusal,
  RefusalError,
  refusalOf,
} from '../api/refusal.ts'

export interface EditRequest {
  /** In the administrator's words: `Rename callflow 8001`. Shown by undo. */
  readonly label: string
  /** The revisions of the documents that were confirmed when it was made. What this page itself saves after it moves them on. */
  readonly base: Readonly<Record<DocumentId, number>>
  readonly patches: readonly Patch[]
  /** Changes in a row with the same key become one undo step: typing in a field, dragging a node. */
  readonly mergeKey?: string
}

/** A change that waits for the disk is made all the same: this page keeps it until it is saved. */
export type ApplyResult = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal }

interface Job {
  readonly seq: number
  request: EditRequest
  /** Earlier changes this one has swallowed while waiting; they are confirmed or refused with it. */
  swallowed: number[]
  readonly settle: ((result: ApplyResult) => void)[]
}

export interface SaveQueueEvents {
  send(request: EditRequest): Promise<ToldChange>
  onConfirmed(seqs: readonly number[], change: ToldChange): void
  /** `wasKept`: whoever made it was told that it is made, and is not waiting for the answer any more. */
  onRefused(seqs: readonly number[], refusal: Refusal, wasKept: boolean): void
  /** A clash was settled: the changes are these patches now, or none. */
  onRewritten(seqs: readonly number[], patches: readonly Patch[]): void
  onWaiting(waiting: Waiting): void
  /** Runs something later, unless the answer is called before. */
  later(run: () => void, ms: number): () => void
}

export interface Waiting {
  /** Changes that are not saved yet. */
  readonly count: number
  /** Why: the connection is lost, the disk does not take them, another design is open, somebody has to decide. Null while they are simply on their way. */
  readonly held: Refusal | null
  /** What the newest of them is called, once undo can take it back: no request with it is under way. */
  readonly newest: string | null
}

export interface SaveQueue {
  add(seq: number, request: EditRequest): Promise<ApplyResult>
  /** Resolves when nothing waits any more; a disk that took nothing is asked again at once. @throws RefusalError when it still does not. */
  idle(): Promise<void>
  /** Resolves when nothing is on its way: all is saved, or the disk holds it up. */
  atRest(): Promise<void>
  /** Try again at once what is held up. */
  resume(): void
  /** Takes the newest change away that the disk holds up; undefined when there is none or it is on its way. */
  takeBack(): { readonly seqs: readonly number[]; readonly request: EditRequest } | undefined
  /** Makes the change that clashed with what others wrote into one that does not, and goes on. */
  settle(rewrite: (patches: readonly Patch[]) => readonly Patch[]): void
}

/**
 * Sends changes one after another, so that answers come back in order. While one is on its way, changes with the same merge key
 * melt into one: typing fast costs as many requests as the back room can answer. A lost connection holds the queue, and so does a disk that
 * takes nothing, which is asked again after 2 s, then 4, up to 30. A change that clashes with what others wrote holds it until somebody
 * decides. Nothing is dropped.
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
      for (const waiting of jobs) waiting.request = { ...waiting.request, base: movedOn(waiting.request.base, change) }
      finish(job, { ok: true }, () => events.onConfirmed([...job.swallowed, job.seq], change))
    } catch (error) {
      const refusal = refusalOf(error)
      if (HOLDING.has(refusal.code)) {
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
  function cleared(isIdle = true): void {
    stopRetry()
    isBlocked = false
    held = null
    retryMs = FIRST_RETRY_MS
    if (isIdle) for (const { wake } of idlers.splice(0)) wake()
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
    settle(rewrite) {
      const [job] = jobs
      if (!job || isSending || held?.code !== CONFLICT) return
      const patches = rewrite(job.request.patches)
      job.request = { ...job.request, patches }
      events.onRewritten([...job.swallowed, job.seq], patches)
      if (patches.length === 0) jobs.shift()
      cleared(jobs.length === 0)
      resume()
    },
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
  if (refusal.code === CONFLICT) {
    return { ...refusal, message: `${refusal.message} Decide what to keep first: this needs every change saved.` }
  }
  if (refusal.code !== CANNOT_WRITE) return refusal
  const waits =
    count === 1
      ? 'last change is not saved yet, and this needs it'
      : `last ${count} changes are not saved yet, and this needs them`
  return { ...refusal, message: `Your ${waits}. ${refusal.message}` }
}

function melts(earlier: EditRequest, later: EditRequest): boolean {
  return earlier.mergeKey !== undefined && earlier.mergeKey === later.mergeKey
}

/** What the earlier one saw is what both saw: somebody may have written between them. */
function melted(earlier: EditRequest, later: EditRequest): EditRequest {
  return {
    ...later,
    base: { ...later.base, ...earlier.base },
    patches: squashed([...earlier.patches, ...later.patches]),
  }
}

/** The revisions seen by a change that was made on top of one that is saved now, unless somebody else wrote between. */
function movedOn(base: EditRequest['base'], { added, updated, removed }: ToldChange): EditRequest['base'] {
  const moved = new Map(Object.entries(base))
  for (const { document, revision } of added) if (!moved.has(document.id)) moved.set(document.id, revision)
  for (const { id, from, to } of updated) if (moved.get(id) === from) moved.set(id, to)
  for (const { id, revision } of removed) if (moved.get(id) === revision - 1) moved.delete(id)
  return Object.fromEntries(moved)
}

/** The change waits, and with it what comes after it. */
const HOLDING = new Set([CONNECTION_LOST, CANNOT_WRITE, OTHER_DESIGN, CONFLICT])
const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 30_000
