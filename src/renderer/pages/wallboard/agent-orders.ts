import { BedSingle, Check, LogIn, LogOut, Play, UserRound } from 'lucide-react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { navigate } from '../../store/route.ts'
import { target } from '../../store/target.ts'
import { useWhoIsHere } from '../../store/who-is-here.ts'
import type { MenuAction, MenuGroup } from '../../ui/menu.tsx'
import { toast } from '../../ui/toast.tsx'
import type { BoardAgent } from './agent-words.ts'

type Order = Omit<Parameters<ReturnType<typeof api>['operate']['queues']['setAgent']>[0], 'targetId' | 'byId'>

/** As whoever is at this window. What becomes of it is shown when the engine says so. */
export async function setAgent(order: Order): Promise<void> {
  try {
    const { outcome } = await api().operate.queues.setAgent({
      ...target(),
      byId: useWhoIsHere.getState().userId,
      ...order,
    })
    if (outcome === 'not-an-agent') toast.error('The engine knows no such agent: sync the design first.')
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}

/** How long a break lasts when nobody says; it ends by itself after that. */
export const BREAK_SEC = 900

export interface AgentMenuAbout {
  readonly reasons: readonly string[]
  readonly queueId: string
  /** Whether whoever is at this window may. */
  readonly may: 'yes' | 'no' | 'nobody-here'
}

const notNow = {
  no: [{ heading: 'For the agent, managers of the queue and administrators', actions: [sayWho('I am somebody else')] }],
  'nobody-here': [{ heading: 'Agents, managers and administrators', actions: [sayWho('Say who you are')] }],
} as const

function sayWho(label: string): MenuAction {
  return { label, icon: UserRound, run: () => navigate('agent') }
}

/** What can be done with an agent as they are now. Log in and log out concern the queue alone. */
export function agentMenu(
  agent: Pick<BoardAgent, 'agentId' | 'state'>,
  { reasons, queueId, may }: AgentMenuAbout,
): readonly MenuGroup[] {
  const { agentId, state } = agent
  if (may !== 'yes') return notNow[may]
  const order = (action: Order['action']) => () => void setAgent({ agentId, queueId, action })
  if (state === 'logged-out') return [{ actions: [{ label: 'Log in', icon: LogIn, run: order('log-in') }] }]
  const back = [
    ...(state === 'wrap-up' ? [{ label: 'Ready now', icon: Check, run: order('ready') }] : []),
    ...(state === 'paused' ? [{ label: 'End the break', icon: Play, run: order('resume') }] : []),
  ]
  const breaks = ['', ...reasons].map((reason) => ({
    label: reason || 'Without a reason',
    icon: BedSingle,
    run: () => void setAgent({ agentId, action: 'pause', reason, pauseSec: BREAK_SEC }),
  }))
  return [
    { actions: back },
    ...(state === 'paused' ? [] : [{ heading: 'Break', actions: breaks }]),
    { actions: [{ label: 'Log out', icon: LogOut, run: order('log-out') }] },
  ]
}
