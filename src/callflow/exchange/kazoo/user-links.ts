import type { Document } from '../../design/document.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import type { DirectoryEntry } from './fields.ts'
import { toDocumentId, toKazooId } from './ids.ts'
import { get, isObject, type Json, type JsonObject, withKeys } from './json.ts'

/**
 * Kazoo writes on the user which queues they serve (`queues`) and where each directory leads for them (`directories`); we write both on
 * the queue and the directory.
 */
export interface UserLinks {
  readonly agents: ReadonlyMap<string, readonly string[]>
  readonly entries: ReadonlyMap<string, readonly DirectoryEntry[]>
}

const MAX_AGENTS = 500
const MAX_ENTRIES = 5_000

/** What users say, by the Kazoo id of the queue or directory, in the order of the users' ids. */
export function readUserLinks(users: Iterable<{ readonly id: string; readonly document: JsonObject }>): UserLinks {
  const agents = new Map<string, string[]>()
  const entries = new Map<string, DirectoryEntry[]>()
  for (const { id, document } of users) {
    for (const queue of new Set(Array.isArray(document.queues) ? (document.queues as readonly Json[]) : [])) {
      if (typeof queue === 'string') add(agents, queue, id, MAX_AGENTS)
    }
    if (!isObject(document.directories)) continue
    for (const [directory, callflow] of Object.entries(document.directories)) {
      const callflowId = typeof callflow === 'string' ? readFlowId(callflow) : undefined
      if (callflowId !== undefined) add(entries, directory, { userId: id, callflowId }, MAX_ENTRIES)
    }
  }
  for (const [queue, ids] of agents) agents.set(queue, ids.toSorted())
  for (const [directory, list] of entries) entries.set(directory, sortedEntries(list))
  return { agents, entries }
}

/** Kazoo's users have no order; when ours have another than this, it travels beside. */
export const sortedEntries = <E extends DirectoryEntry>(entries: readonly E[]): E[] =>
  entries.toSorted((left, right) => (left.userId < right.userId ? -1 : 1))

/** Nobody's flow is an empty id to Kazoo: a match that leads nowhere takes `_` (M61). */
const readFlowId = (kazooId: string) => (kazooId === '' ? null : toDocumentId(kazooId))

function add<V>(lists: Map<string, V[]>, key: string, value: V, max: number): void {
  const known = lists.get(key)
  if (!known) lists.set(key, [value])
  else if (known.length < max) known.push(value)
}

/** Puts what queues and directories of a design say onto the users of an export. */
export function userLinkWriter(design: DesignSnapshot): (user: JsonObject, userId: string) => JsonObject {
  const queues = new Map<string, string[]>()
  const directories = new Map<string, [string, string][]>()
  for (const { id, agentIds } of design.list('queue')) {
    for (const agentId of new Set(agentIds)) add(queues, agentId, toKazooId(id), Number.POSITIVE_INFINITY)
  }
  for (const { id, entries } of design.list('directory')) {
    for (const { userId, callflowId } of entries) {
      const flow = callflowId === null ? '' : toKazooId(callflowId)
      add(directories, userId, [toKazooId(id), flow], Number.POSITIVE_INFINITY)
    }
  }
  return (user, userId) =>
    withDirectories(withQueues(user, queues.get(userId) ?? [], design), directories.get(userId) ?? [], design)
}

function withQueues(user: JsonObject, serves: readonly string[], design: DesignSnapshot): JsonObject {
  const listed = Array.isArray(user.queues) ? (user.queues as readonly Json[]) : []
  const stays = (queue: Json) =>
    typeof queue !== 'string' || serves.includes(queue) || isElsewhere(ourDocument(design, queue), 'queue')
  const kept = listed.filter(stays)
  const added = serves.filter((id) => !listed.includes(id))
  if (added.length === 0 && kept.length === listed.length) return user
  return withKeys(user, [['queues', [...kept, ...added]]])
}

function withDirectories(user: JsonObject, leads: readonly [string, string][], design: DesignSnapshot): JsonObject {
  const listed = isObject(user.directories) ? user.directories : {}
  const gone = Object.keys(listed).filter((id) => {
    const readable = typeof listed[id] === 'string' && readFlowId(listed[id]) !== undefined
    return readable && !leads.some(([own]) => own === id) && !isElsewhere(ourDocument(design, id), 'directory')
  })
  const changed = leads.filter(([id, flow]) => get(listed, id) !== flow)
  if (gone.length === 0 && changed.length === 0) return user
  const changes = [...gone.map((id) => [id, undefined] as const), ...changed]
  return withKeys(user, [['directories', withKeys(listed, changes)]])
}

function ourDocument(design: DesignSnapshot, kazooId: string): Document | undefined {
  const id = toDocumentId(kazooId)
  return id === undefined ? undefined : design.get(id)
}

/** A document that is not part of the design is not ours to unlink; nor is a list that was full when it was read. */
function isElsewhere(document: Document | undefined, kind: 'queue' | 'directory'): boolean {
  if (document?.kind !== kind) return true
  return document.kind === 'queue'
    ? document.agentIds.length >= MAX_AGENTS
    : document.kind === 'directory' && document.entries.length >= MAX_ENTRIES
}
