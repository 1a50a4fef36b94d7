import type { Callflow, FlowNode } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { variableOfStandIn } from '../design/variables.ts'
import type { RingGroupSettings } from '../modules/ring-group/ring-group.ts'
import type { Finding } from './finding.ts'
import { withNode } from './fixes.ts'
import { nameOf } from './step-words.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding
type Member = RingGroupSettings['members'][number]

/** Members of a ring group whose turn comes after its time is up (M29). */
export function checkMembers(
  callflow: Callflow,
  node: FlowNode,
  settings: unknown,
  design: DesignSnapshot,
  say: Say,
): Finding[] {
  if (node.type !== 'ring-group') return []
  const group = settings as RingGroupSettings // of this type
  const late = lateMembers(group)
  const [first] = late
  if (!first) return []
  const who = late.length === 1 ? nameIn(design, first) : `${nameIn(design, first)} and ${late.length - 1} more`
  const verb = late.length === 1 ? 'rings' : 'ring'
  const message = `${who} never ${verb} in ${nameOf(node)} of "${callflow.name}": the whole attempt is over after ${group.timeoutSec} s.`
  const enough = neededSec(group)
  const longer = withNode(callflow, { ...node, settings: { ...node.settings, timeoutSec: enough } })
  const fix = enough <= MOST_SEC ? { label: `Ring for ${enough} s in all`, put: [longer] } : undefined
  return [say({ code: 'member-never-rings', severity: 'warning', message, ...(fix && { fix }) })]
}

/** What the setting takes. */
const MOST_SEC = 3_600

/** In turn, those before may ring until they are done; in random order anybody may be first. */
function lateMembers({ members, strategy, timeoutSec }: RingGroupSettings): readonly Member[] {
  if (timeoutSec === 0) return []
  let beforeSec = 0
  return members.filter(({ delaySec, timeoutSec: ringSec }) => {
    const startSec = delaySec + (strategy === 'in-order' ? beforeSec : 0)
    beforeSec += delaySec + ringSec
    return startSec >= timeoutSec
  })
}

const neededSec = ({ members, strategy }: RingGroupSettings): number => {
  const each = members.map(({ delaySec, timeoutSec }) => delaySec + timeoutSec)
  return strategy === 'simultaneous' ? Math.max(...each) : each.reduce((sum, sec) => sum + sec, 0)
}

function nameIn(design: DesignSnapshot, { id }: Member): string {
  const variable = variableOfStandIn(id)
  return variable === undefined ? `"${design.get(id)?.name ?? id}"` : `The member named by "${variable}"`
}
