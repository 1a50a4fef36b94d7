import type { Device } from '../../../callflow/design/document.ts'
import type { DocumentId } from '../../../callflow/design/kind.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { StateKey, StateValue } from '../../../callflow/run/operation.ts'
import {
  doNotDisturbKey,
  forcedKey,
  forwardToKey,
  hotDeskUsersKey,
  idsIn,
  ringGroupOutKey,
} from '../../../callflow/run/state-keys.ts'
import { ruleIdsOf } from '../../../callflow/schedule/explain.ts'
import { breakEndsMs, isAgentOut, takesQueueCalls } from '../../../callflow/scripts/agent-state.ts'
import { keys } from './lamp.ts'

export type ReadState = (key: StateKey) => StateValue | undefined

export interface SwitchAbout {
  readonly design: DesignSnapshot
  /** The phone whose lamp it is: a code without a name in it switches something of whoever presses it. */
  readonly watcher: Device
  readonly read: ReadState
  readonly wallMs: number
  readonly settings: Readonly<Record<string, unknown>>
}

/** Whether what a step switches is on now. */
export interface SwitchState {
  readonly isOn: boolean
  readonly keys: readonly string[]
  readonly changesInMs?: number
}

/** Steps that switch something and so have a lamp (B1), by module. Undefined: it switches nothing here. */
export const switchLamps: Readonly<Record<string, (about: SwitchAbout) => SwitchState | undefined>> = {
  'do-not-disturb': doNotDisturb,
  'call-forwarding': forwarding,
  'time-of-day-switch': forcedHours,
  'queue-login': queueLogin,
  'agent-status': agentStatus,
  'ring-group-login': ringGroupLogin,
  'hot-desk': hotDesk,
}

/** Do not disturb of the chosen one, else of whoever presses it; the account's is everybody's. */
function doNotDisturb({ design, settings, ...about }: SwitchAbout): SwitchState {
  const target = design.get(textIn(settings, 'targetId'))
  const whose = target?.kind === 'user' || target?.kind === 'device' ? target : pressing({ design, ...about })
  const isOn = isQuiet(design, whose.kind, whose.id, about.read)
  return {
    isOn,
    keys: [keys.state({ scope: whose.kind, id: whose.id }), keys.state(hotDeskUsersKey(about.watcher.id))],
  }
}

/** Switched by phone beats the document. */
export function isQuiet(design: DesignSnapshot, scope: 'user' | 'device', id: DocumentId, read: ReadState): boolean {
  if (design.account?.doNotDisturb) return true
  const switched = read(doNotDisturbKey(scope, id))
  return typeof switched === 'boolean' ? switched : (design.find(scope, id)?.doNotDisturb ?? false)
}

function forwarding(about: SwitchAbout): SwitchState {
  const { kind, id, callForward } = pressing(about)
  const to = about.read(forwardToKey(kind, id))
  const isOn = typeof to === 'string' ? to !== '' : callForward.enabled && callForward.number !== ''
  return { isOn, keys: [keys.state({ scope: kind, id }), keys.state(hotDeskUsersKey(about.watcher.id))] }
}

/** Night mode: lit while the hours are forced the way that the step forces them; a step that does not say which, while they are forced at all. */
function forcedHours({ design, read, settings }: SwitchAbout): SwitchState | undefined {
  const { rules } = settings
  if (!Array.isArray(rules)) return undefined
  const ruleIds = ruleIdsOf(design, rules as readonly DocumentId[]) // a list of references, parsed
  if (ruleIds.length === 0) return undefined
  const wanted = forcedBy.get(textIn(settings, 'action')) ?? ['on', 'off']
  const isForced = (id: DocumentId) => {
    const now = read(forcedKey(id)) ?? design.find('schedule-rule', id)?.forced
    return typeof now === 'string' && wanted.includes(now)
  }
  return { isOn: ruleIds.every(isForced), keys: ruleIds.map((id) => keys.state(forcedKey(id))) }
}

const forcedBy: ReadonlyMap<string, readonly string[]> = new Map([
  ['enable', ['on']],
  ['disable', ['off']],
])

/** Lit while the agent is logged in, whichever of the two codes it is. */
function queueLogin(about: SwitchAbout): SwitchState | undefined {
  const queueId = textIn(about.settings, 'queueId')
  const agent = pressing(about)
  if (queueId === '' || agent.kind !== 'user') return undefined
  const isOn = takesQueueCalls(about.read, { agentId: agent.id, queueId }, about.wallMs)
  return { isOn, keys: agentKeys(about, agent.id, queueId), ...breakOf(about, agent.id) }
}

/** Log-in and log-out: lit while logged in. A break and its end: lit during the break. */
function agentStatus(about: SwitchAbout): SwitchState | undefined {
  const agent = pressing(about)
  if (agent.kind !== 'user') return undefined
  const action = textIn(about.settings, 'action')
  const untilMs = breakEndsMs(about.read, agent.id)
  const isPaused = untilMs !== undefined && untilMs > about.wallMs
  const isBreak = action === 'pause' || action === 'resume'
  return {
    isOn: isBreak ? isPaused : !isAgentOut(about.read, agent.id),
    keys: agentKeys(about, agent.id),
    ...breakOf(about, agent.id),
  }
}

function breakOf({ read, wallMs }: SwitchAbout, agentId: DocumentId): Pick<SwitchState, 'changesInMs'> {
  const untilMs = breakEndsMs(read, agentId)
  return untilMs !== undefined && untilMs > wallMs ? { changesInMs: untilMs - wallMs } : {}
}

const agentKeys = ({ watcher }: SwitchAbout, agentId: DocumentId, queueId?: DocumentId) => [
  keys.state({ scope: 'user', id: agentId }),
  keys.state(hotDeskUsersKey(watcher.id)),
  ...(queueId === undefined ? [] : [keys.state({ scope: 'queue', id: queueId })]),
]

/** Lit while they are rung with the group. */
function ringGroupLogin(about: SwitchAbout): SwitchState | undefined {
  const callflowId = textIn(about.settings, 'callflowId')
  const person = pressing(about)
  if (callflowId === '' || person.kind !== 'user') return undefined
  const key = ringGroupOutKey(callflowId, person.id)
  return { isOn: about.read(key) !== true, keys: [keys.state(key), keys.state(hotDeskUsersKey(about.watcher.id))] }
}

/** Lit while somebody is logged in at this phone. */
function hotDesk({ watcher, read }: SwitchAbout): SwitchState {
  const key = hotDeskUsersKey(watcher.id)
  return { isOn: idsIn(read(key)).length > 0, keys: [keys.state(key)] }
}

/** Who presses a key at that phone: its only guest, else its owner, else the phone itself (M88c). */
function pressing({ design, watcher, read }: Pick<SwitchAbout, 'design' | 'watcher' | 'read'>) {
  const guests = idsIn(read(hotDeskUsersKey(watcher.id)))
  const userId = guests.length === 1 ? guests[0] : guests.length === 0 ? watcher.ownerId : null
  return design.find('user', userId) ?? watcher
}

export function textIn(settings: Readonly<Record<string, unknown>>, name: string): string {
  const value = settings[name]
  return typeof value === 'string' ? value : ''
}
