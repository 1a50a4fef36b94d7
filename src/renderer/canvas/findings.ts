import type { FindingSummary } from './node-view.ts'

const none: ReadonlyMap<string, readonly FindingSummary[]> = new Map()

export function useFindingsByNode(_flowId: string): ReadonlyMap<string, readonly FindingSummary[]> {
  return none
}
