import { create } from 'zustand'
import { keep, readKept } from './kept.ts'

const KEY = 'callwright.agent'

/** Who is at this window, as they said: a user. Kept in this browser, not in the design; empty until somebody has said. */
export const useWhoIsHere = create<{ readonly userId: string }>()(() => {
  const kept = readKept(KEY)['agentId']
  return { userId: typeof kept === 'string' ? kept : '' }
})

export function sayWhoIsHere(userId: string): void {
  useWhoIsHere.setState({ userId })
  keep(KEY, { agentId: userId })
}
