import type { ReactNode } from 'react'
import { useLive } from '../../store/live.ts'
import { type PhoneLamp as Lamp, phoneLampOf, type Whose } from '../../store/phone-lamps.ts'
import { StatusDot, type Tone } from '../../ui/status.tsx'

const words: Readonly<Record<Exclude<Lamp, 'free'>, { readonly label: string; readonly tone: Tone }>> = {
  ringing: { label: 'Ringing', tone: 'amber' },
  calling: { label: 'Calling', tone: 'accent' },
  talking: { label: 'On a call', tone: 'red' },
  'on-hold': { label: 'On hold', tone: 'amber' },
  quiet: { label: 'Do not disturb', tone: 'red' },
}

/** What a person or phone does now; `children` while that is nothing. */
export function PhoneLamp({
  whose: { kind, id, doNotDisturb },
  hideLabel = false,
  children,
}: {
  readonly whose: Whose
  readonly hideLabel?: boolean
  readonly children: ReactNode
}) {
  const lamp = useLive((state) =>
    state.engine?.state === 'running' ? phoneLampOf({ kind, id, doNotDisturb }, state) : 'free',
  )
  if (lamp === 'free') return children
  return <StatusDot {...words[lamp]} hideLabel={hideLabel} pulse={lamp === 'ringing'} />
}
