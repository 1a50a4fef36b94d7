import type { Trunk } from '../../../callflow/design/document.ts'
import type { TrunkState } from '../../store/live-events.ts'
import type { Tone } from '../../ui/status.tsx'

export interface CarrierWords {
  readonly tone: Tone
  readonly label: string
}

/** How it stands with a carrier, in a word. Nothing is said of what nobody has asked: a carrier that takes us by our address may be there or not. */
export function carrierWords({ enabled }: Pick<Trunk, 'enabled'>, state: TrunkState | undefined): CarrierWords {
  if (!enabled) return { tone: 'neutral', label: 'Disabled' }
  if (!state) return { tone: 'neutral', label: 'Not running' }
  if (state.reach === 'down') return { tone: 'red', label: 'Not there' }
  switch (state.registration) {
    case 'registered':
      return { tone: 'green', label: 'Registered' }
    case 'refused':
      return { tone: 'red', label: 'Not registered' }
    case 'trying':
      return { tone: 'amber', label: 'Registering' }
    case 'none':
      return state.reach === 'up' ? { tone: 'green', label: 'Answers' } : { tone: 'neutral', label: 'Not asked' }
  }
}
