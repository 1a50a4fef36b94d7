import { create } from 'zustand'
import type { EngineStatus, TargetAbout } from '../../main/api/target-contract.ts'
import { NOT_RUNNING, refusalOf } from '../api/refusal.ts'
import { keep, readKept } from './kept.ts'

export type KnownTarget = TargetAbout & { readonly status: EngineStatus }

/** The target whose calls, registrations and history the pages show. */
export const useTarget = create<{ readonly about: TargetAbout | null }>()(() => ({ about: null }))

/** Every place that designs are deployed to, this computer first. */
export const useTargets = create<{ readonly list: readonly KnownTarget[] }>()(() => ({ list: [] }))

/** For requests: which target they are for. */
export function target(): { readonly targetId: string } {
  return { targetId: useTarget.getState().about?.id ?? '' }
}

/** As just listed. Answers the one that pages are about: the one that was looked at last, also before the page was opened, or the first. */
export function receiveTargets(list: readonly KnownTarget[]): KnownTarget | undefined {
  useTargets.setState({ list })
  const wanted = target().targetId || readKept(KEPT)['targetId']
  const found = list.find(({ id }) => id === wanted) ?? list[0]
  if (found) {
    const { status: _status, ...about } = found
    useTarget.setState({ about })
  }
  return found
}

export function receiveTargetStatus(targetId: string, status: EngineStatus): void {
  useTargets.setState(({ list }) => ({ list: list.map((each) => (each.id === targetId ? { ...each, status } : each)) }))
}

/** From now on pages are about that one. `store/follow.ts` reads it. */
export function choose(targetId: string): void {
  const found = useTargets.getState().list.find(({ id }) => id === targetId)
  if (!found) return
  keep(KEPT, { targetId })
  const { status: _status, ...about } = found
  useTarget.setState({ about })
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

const KEPT = 'target'
