import { BedSingle, Check, LogIn, LogOut, Play } from 'lucide-react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { target } from '../../store/target.ts'
import type { MenuGroup } from '../../ui/menu.tsx'
import { toast } from '../../ui/toast.tsx'
import type { BoardAgent } from './agent-words.ts'

type Order = Omit<Parameters<ReturnType<typeof api>['operate']['queues']['setAgent']>[0], 'targetId'>

/** What becomes of it is shown when the engine says so. */
export async function setAgent(order: Order): Promise<void> {
  try {
    const { outcome } = await api().operate.queues.setAgent({ ...target(), ...order })
    if (outcome === 'not-an-agent') toast.error('The engine knows no such agent: sync the design first.')
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}

/** How long a break lasts when nobody says; it ends by itself after that. */
export const BREAK_SEC = 900

/** What can be done with an agent as they are now. Log in and log out concern the queue that is named, else all of theirs. */
export function agentMenu(
  agent: Pick<BoardAgent, 'agentId' | 'state'>,
  { reasons, queueId }: { readonly reasons: readonly string[]; readonly queueId?: string },
): readonly MenuGroup[] {
  const { agentId, state } = agent
  const at = { agentId, ...(queueId === undefined ? {} : { queueId }) }
  const order = (action: Order['action']) => () => void setAgent({ ...at, action })
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
