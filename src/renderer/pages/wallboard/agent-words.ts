import type { QueueBoard } from '../../store/live-events.ts'
import type { Tone } from '../../ui/status.tsx'

export type BoardAgent = QueueBoard['agents'][number]
export type AgentState = BoardAgent['state']

export const agentStates: Readonly<Record<AgentState, { readonly label: string; readonly tone: Tone }>> = {
  ready: { label: 'Ready', tone: 'green' },
  ringing: { label: 'Ringing', tone: 'amber' },
  talking: { label: 'Talking', tone: 'accent' },
  'wrap-up': { label: 'After a call', tone: 'amber' },
  'on-call': { label: 'On another call', tone: 'accent' },
  paused: { label: 'On a break', tone: 'neutral' },
  unreachable: { label: 'No phone online', tone: 'red' },
  'logged-out': { label: 'Logged out', tone: 'neutral' },
}

/** `On a break: Lunch` */
export const stateWords = ({ state, reason }: Pick<BoardAgent, 'state' | 'reason'>): string =>
  reason === '' ? agentStates[state].label : `${agentStates[state].label}: ${reason}`
