/** What an agent does for queues now, by the clock that measures. */
export interface AgentWork {
  state: 'free' | 'ringing' | 'talking'
  /** Which call rings or talks, and of which queue; of one who is free, the last. */
  callId: string
  queueId: string
  talkSinceMs: number
  /** End of the last queue call; 0 = none yet. */
  idleSinceMs: number
  /** When they were last offered one; 0 = never. */
  lastOfferedMs: number
  wrapUpUntilMs: number
}

export const idleAgent = (): AgentWork => ({
  state: 'free',
  callId: '',
  queueId: '',
  talkSinceMs: 0,
  idleSinceMs: 0,
  lastOfferedMs: 0,
  wrapUpUntilMs: 0,
})
