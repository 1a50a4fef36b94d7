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

/** Whether somebody of the queue's is asked for that caller by now: has the skills, or the caller waited long enough to do without; and is of a level that is asked. */
export function isAsked(design: People, queue: Rules, agentId: DocumentId, wish: AgentWish): boolean {
  if (wish.waitedMs < (levelOf(design, agentId) - 1) * queue.nextLevelAfterSec * 1_000) return false
  return doesWithout(queue, wish.waitedMs) || isSkilled(design, queue, agentId, wish.skills)
}

/** Whether they could ever be asked for a caller who needs that. */
export const mayBeAsked = (design: People, queue: Rules, agentId: DocumentId, skills: readonly string[]): boolean =>
  queue.anySkillAfterSec > 0 || isSkilled(design, queue, agentId, skills)

/** After how long a wait more agents are asked than by now; undefined: never. */
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

function isSkilled(design: People, queue: Rules, agentId: DocumentId, skills: readonly string[]): boolean {
  if (queue.skills.length + skills.length === 0) return true
  const has = new Set((design.find('user', agentId)?.skills ?? []).map(asWord))
  return [...queue.skills, ...skills].every((skill) => has.has(asWord(skill)))
}

/** "French" and "french" are one skill. */
const asWord = (skill: string) => skill.toLowerCase()
