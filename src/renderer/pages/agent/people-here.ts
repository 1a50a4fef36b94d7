import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { supervisorRights } from '../../../callflow/scripts/supervising.ts'
import type { Desk } from './desk.ts'

/** Somebody who may be at this window. */
export interface PersonHere {
  readonly value: string
  readonly label: string
  /** An administrator. */
  readonly answersForAll: boolean
}

/** Agents, and whoever answers for some: managers of queues and administrators; by name. */
export function peopleHere(design: DesignSnapshot, desks: readonly Desk[]): readonly PersonHere[] {
  const agents = new Map(desks.map(({ agentId, name }) => [agentId, name]))
  const others = design.list('user').filter(({ id }) => !agents.has(id) && supervisorRights(design, id) !== undefined)
  return [...agents, ...others.map(({ id, name }) => [id, name] as const)]
    .map(([value, label]) => ({ value, label, answersForAll: isForAll(design, value) }))
    .toSorted((a, b) => a.label.localeCompare(b.label))
}

function isForAll(design: DesignSnapshot, userId: string): boolean {
  const rights = supervisorRights(design, userId)
  return rights !== undefined && rights.queueIds === undefined
}
