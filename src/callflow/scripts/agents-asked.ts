import type { Queue } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

/** What a caller needs of agents, and for how long they have waited. */
export interface AgentWish {
  readonly skills: readonly string[]
  readonly waitedMs: number
}

type Rules = Pick<Queue, 'skills' | 'anySkillAfterSec' | 'agentIds' | 'nextLevelAfterSec'>
type People = Pick<DesignSnapshot, 'find'>

const LAST_LEVEL = 9

/** 1 is asked first. */
export const levelOf = (design: People, agentId: DocumentId): number => design.find('user', agentId)?.agentLevel ?? 1

/**
 * Who of the queue's is asked for that caller by now: has the skills, or the caller waited long enough to do without; and is of a level that is asked.
 * A level of which nobody is there, or nobody who could take that caller, costs no time. `there`: logged in, not on a break, and can be rung.
 */
export function whoIsAsked(
  design: People,
  queue: Rules,
  wish: AgentWish,
  there: Iterable<DocumentId>,
): (agentId: DocumentId) => boolean {
  const all = new Set<number>()
  const skilled = new Set<number>()
  for (const agentId of there) {
    const level = levelOf(design, agentId)
    all.add(level)
    if (hasSkills(design, queue, agentId, wish.skills)) skilled.add(level)
  }
  return (agentId) => {
    const isSkilled = hasSkills(design, queue, agentId, wish.skills)
    if (!isSkilled && !doesWithout(queue, wish.waitedMs)) return false
    const own = levelOf(design, agentId)
    const before = [...(isSkilled ? skilled : all)].filter((level) => level < own).length
    return wish.waitedMs >= before * queue.nextLevelAfterSec * 1_000
  }
}

/** Whether they could ever be asked for a caller who needs that. */
export const mayBeAsked = (design: People, queue: Rules, agentId: DocumentId, skills: readonly string[]): boolean =>
  queue.anySkillAfterSec > 0 || hasSkills(design, queue, agentId, skills)

/** After how long a wait more agents may be asked than by now; undefined: never. */
export function nextAskMs(design: People, queue: Rules, { skills, waitedMs }: AgentWish): number | undefined {
  const anySkillMs = queue.anySkillAfterSec * 1_000
  const needsSkills = queue.skills.length + skills.length > 0
  const last = Math.min(LAST_LEVEL, Math.max(1, ...queue.agentIds.map((agentId) => levelOf(design, agentId))))
  const levels = Array.from({ length: last - 1 }, (_, at) => (at + 1) * queue.nextLevelAfterSec * 1_000)
  const moments = [...levels, ...(needsSkills ? [anySkillMs] : [])].filter((ms) => ms > waitedMs)
  return moments.length === 0 ? undefined : Math.min(...moments)
}

const doesWithout = ({ anySkillAfterSec }: Rules, waitedMs: number) =>
  anySkillAfterSec > 0 && waitedMs >= anySkillAfterSec * 1_000

/** What the queue and the caller need. */
export function hasSkills(design: People, queue: Rules, agentId: DocumentId, skills: readonly string[]): boolean {
  if (queue.skills.length + skills.length === 0) return true
  const has = new Set((design.find('user', agentId)?.skills ?? []).map(asWord))
  return [...queue.skills, ...skills].every((skill) => has.has(asWord(skill)))
}

/** "French" and "french" are one skill. */
const asWord = (skill: string) => skill.toLowerCase()
