import type { FlowNode, Queue } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { mayBeAsked } from '../scripts/agents-asked.ts'
import type { Finding } from './finding.ts'

/** Callers for whom no agent is ever asked (A9). */
export function checkSkills(queue: Queue, design: DesignSnapshot): Finding[] {
  const message = `No agent of "${queue.name}" has ${wordsOf(queue.skills)}: its callers are never offered to anybody.`
  return lacks(queue, design, [])
    ? [{ code: 'skill-nobody-has', severity: 'warning', documentId: queue.id, message }]
    : []
}

/** The same of a step that needs more than its queue does; what the queue itself lacks is said there. */
export function checkSkillsOfStep(
  node: FlowNode,
  design: DesignSnapshot,
  say: (finding: Omit<Finding, 'documentId'>) => Finding,
): Finding[] {
  const { queueId, skills } = node.settings
  const queue = node.type === 'queue' && typeof queueId === 'string' ? design.find('queue', queueId) : undefined
  if (!queue || !Array.isArray(skills) || lacks(queue, design, [])) return []
  const needed = skills.filter((skill) => typeof skill === 'string')
  if (!lacks(queue, design, needed)) return []
  const message = `No agent of "${queue.name}" has ${wordsOf([...queue.skills, ...needed])}: these callers are never offered to anybody.`
  return [say({ code: 'skill-nobody-has', severity: 'warning', message })]
}

/** An empty queue lacks more than skills, and says so. */
const lacks = (queue: Queue, design: DesignSnapshot, skills: readonly string[]) =>
  queue.agentIds.length > 0 && !queue.agentIds.some((agentId) => mayBeAsked(design, queue, agentId, skills))

const wordsOf = (skills: readonly string[]) => skills.map((skill) => `"${skill}"`).join(' and ')
