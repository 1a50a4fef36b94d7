import { instantAt, wallTimeOf } from '../../callflow/schedule/instant-text.ts'
import { firstKnownZone } from '../../callflow/schedule/local-time.ts'
import { useDesignSnapshot } from '../store/design.ts'
import { TextInput } from '../ui/text-input.tsx'

/** A moment, entered and shown by the account's clocks and kept with their offset from UTC. Emptied it is null. */
export function InstantInput({
  value,
  onChange,
  ...rest
}: {
  readonly id?: string
  readonly 'aria-label'?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: true | undefined
  readonly value: string | null
  readonly onChange: (instant: string | null) => void
}) {
  const zone = firstKnownZone(useDesignSnapshot().account?.timezone)
  return (
    <TextInput
      {...rest}
      type="datetime-local"
      title={zone}
      value={value === null ? '' : (wallTimeOf(value, zone) ?? '')}
      onChange={(typed) => {
        const instant = typed === '' ? null : instantAt(typed, zone)
        if (instant !== undefined) onChange(instant)
      }}
    />
  )
}
