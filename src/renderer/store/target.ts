import { create } from 'zustand'
import type { TargetAbout } from '../../main/api/target-contract.ts'
import { NOT_RUNNING, refusalOf } from '../api/refusal.ts'

/** The target whose calls, registrations and history the pages show. */
export const useTarget = create<{ readonly about: TargetAbout | null }>()(() => ({ about: null }))

/** For requests: which target they are for. */
export function target(): { readonly targetId: string } {
  return { targetId: useTarget.getState().about?.id ?? '' }
}

/** Of an engine that does not run there is nothing to read; the state of the engine says so. */
export async function orNothing<T>(reading: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await reading
  } catch (error) {
    if (refusalOf(error).code === NOT_RUNNING) return []
    throw error
  }
}
