import { Ear, MessageCircle, type LucideIcon, Users } from 'lucide-react'
import type { LiveCall } from '../../store/live-events.ts'

export type Manner = LiveCall['supervisors'][number]['manner']

/** How somebody takes part in a conversation that is not theirs, for people. */
export const manners: readonly {
  readonly value: Manner
  readonly label: string
  /** Of somebody who does. */
  readonly does: string
  readonly help: string
  readonly icon: LucideIcon
}[] = [
  { value: 'listen', label: 'Listen', does: 'listens', help: 'Nobody hears them.', icon: Ear },
  {
    value: 'whisper',
    label: 'Whisper',
    does: 'whispers',
    help: 'Only your own side of the call hears them.',
    icon: MessageCircle,
  },
  { value: 'barge', label: 'Break in', does: 'takes part', help: 'Both sides hear them.', icon: Users },
]

export const doesWords = (manner: Manner): string => manners.find(({ value }) => value === manner)?.does ?? manner
