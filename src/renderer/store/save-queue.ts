import type { Document } from '../../callflow/design/document.ts'
import type { DocumentId } from '../../callflow/design/kind.ts'
import type { Change } from '../../main/api/contract.ts'
import { CONNECTION_LOST, type Refusal, refusalOf } from '../api/refusal.ts'

export interface ChangeRequest {
  /** In the administrator's words: `Rename callflow 8001`. Shown by undo. */
  readonly label: string
  readonly put?: readonly Document[]
  readonly remove?: readonly DocumentId[]
  /** Changes in a row with the same key become one undo step: typing in a field, dragging a node. */
  readonly mergeKey?: string
}

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
  onRefused(seqs: readonly number[], refusal: Refusal): void
  /** How many changes are not saved yet, and whether they wait for the connection. */
  onWaiting(count: number, isBlocked: boolean): void
}

export interface SaveQueue {
  add(seq: number, request: ChangeRequest): Promise<ApplyResult>
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
  /** Try again what the lost connection held up. */
  resume(): void
}

/**
 * Sends changes one after another, so that answers come back in order. While one is on its way, changes with the same merge key
 * melt into one: typing fast costs as many requests as the back room can answer. A lost connection holds the queue; nothing is dropped.
 */
export function createSaveQueue(events: SaveQueueEvents): SaveQueue {
  const jobs: Job[] = []
  const idlers: (() => void)[] = []
  let isSending = false
  let isBlocked = false

  const report = () => events.onWaiting(jobs.length, isBlocked)

  async function pump(): Promise<void> {
    if (isSending || isBlocked) return
    isSending = true
    for (let job = jobs[0]; job && !isBlocked; job = jobs[0]) await sendOne(job)
    isSending = false
    if (jobs.length === 0) for (const wake of idlers.splice(0)) wake()
  }

  async function sendOne(job: Job): Promise<void> {
    try {
      const change = await events.send(job.request)
      finish(job, { ok: true }, () => events.onConfirmed([...job.swallowed, job.seq], change))
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal.code === CONNECTION_LOST) {
        isBlocked = true
        report()
        return
      }
      finish(job, { ok: false, refusal }, () => events.onRefused([...job.swallowed, job.seq], refusal))
    }
  }

  function finish(job: Job, result: ApplyResult, tell: () => void): void {
    jobs.shift()
    tell()
    report()
    for (const settle of job.settle) settle(result)
  }

  return {
    add(seq, request) {
      return new Promise((resolve) => {
        const last = jobs.at(-1)
        const canMelt = last && last !== (isSending ? jobs[0] : undefined) && melts(last.request, request)
        if (canMelt) {
          last.swallowed.push(seq)
          last.request = melted(last.request, request)
          last.settle.push(resolve)
        } else {
          jobs.push({ seq, request, swallowed: [], settle: [resolve] })
        }
        report()
        void pump()
      })
    },
    idle: () => (jobs.length === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
    resume() {
      isBlocked = false
      report()
      void pump()
    },
  }
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
