import { movedBreaks } from '../../callflow/scripts/agent-state.ts'
import type { SteadyClock } from '../clock.ts'
import type { KeptBindings } from '../state/binding-store.ts'
import type { RuntimeState } from '../state/runtime-state.ts'

/** When somebody sets the machine's clock: what is kept as a time of day and means a moment is moved along, and whoever watches hears of it once. */
export function followSetClock(about: {
  readonly clock: SteadyClock
  readonly bindings: Pick<KeptBindings, 'clockWasSet'>
  readonly runtimeState: Pick<RuntimeState, 'list' | 'write'>
  readonly onProblem: (message: string) => void
}): void {
  const { clock, bindings, runtimeState, onProblem } = about
  clock.onJump((byMs) => {
    onProblem(
      `the clock of this machine was set ${inWords(byMs)}: calls, registrations and queues go on as if it had not`,
    )
    try {
      bindings.clockWasSet(byMs)
      for (const { key, value } of movedBreaks(runtimeState.list(), byMs)) runtimeState.write(key, value)
    } catch (error) {
      // Whoever asked what time it is has nothing to do with a full disk.
      onProblem(`what is kept could not follow the clock: ${error instanceof Error ? error.message : String(error)}`)
    }
  })
}

/** `forward by 2 h 0 min 3 s` */
function inWords(byMs: number): string {
  const seconds = Math.round(Math.abs(byMs) / 1_000)
  const parts = [`${seconds % 60} s`]
  if (seconds >= 60) parts.unshift(`${Math.floor(seconds / 60) % 60} min`)
  if (seconds >= 3_600) parts.unshift(`${Math.floor(seconds / 3_600)} h`)
  return `${byMs < 0 ? 'back' : 'forward'} by ${parts.join(' ')}`
}
