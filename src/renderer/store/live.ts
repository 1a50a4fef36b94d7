import { create } from 'zustand'
import type { EngineStatus } from '../../main/api/target-contract.ts'
import { type LiveState, nothingLive, withEngineEvents } from './live-events.ts'
import type { EngineEvent } from './live-events.ts'

/** The engine now: its state, who is registered, which calls are up and what they did. */
export const useLive = create<LiveState>()(() => nothingLive)

/** `callflowId/nodeId` as counted in `callsAtNode`. */
export const nodeKey = (callflowId: string, nodeId: string): string => `${callflowId}/${nodeId}`

/** How many calls stand at a node of a flow now, for the badge on the canvas. */
export function useCallsAtNode(callflowId: string, nodeId: string): number {
  return useLive((state) => state.callsAtNode.get(nodeKey(callflowId, nodeId)) ?? 0)
}

export function receiveStatus(engine: EngineStatus): void {
  useLive.setState({ engine })
}

let waiting: EngineEvent[] = []
let isPlanned = false

/** Events gather until the next frame: however many come, the page is drawn once. */
export function receiveEngineEvents(events: readonly EngineEvent[]): void {
  waiting = waiting.concat(events)
  if (isPlanned) return
  isPlanned = true
  const flush = () => {
    isPlanned = false
    const batch = waiting
    waiting = []
    useLive.setState((state) => withEngineEvents(state, batch))
  }
  // A hidden page gets no frames.
  if (document.hidden) setTimeout(flush, 100)
  else requestAnimationFrame(flush)
}
