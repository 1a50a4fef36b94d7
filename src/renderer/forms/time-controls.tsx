import { useMemo, useState } from 'react'
import { Combobox } from '../ui/combobox.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { formatTime, parseTime } from './time-words.ts'

interface ControlProps {
  readonly id?: string
  readonly 'aria-label'?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: true | undefined
}

/** Seconds since midnight, typed as people write times; arrow keys move by five minutes. */
export function TimeInput({
  value,
  onChange,
  ...rest
}: ControlProps & { readonly value: number; readonly onChange: (sec: number) => void }) {
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <TextInput
      {...rest}
      mono
      value={draft ?? formatTime(value)}
      onChange={(typed) => {
        setDraft(typed)
        const sec = parseTime(typed)
        if (sec !== null && /\d[:.]\d{2}|\d{3,4}|[ap]/i.test(typed)) onChange(sec)
      }}
      onBlur={() => {
        const sec = draft === null ? null : parseTime(draft)
        if (sec !== null && sec !== value) onChange(sec)
        setDraft(null)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        setDraft(null)
        onChange(Math.min(86_400, Math.max(0, value + (event.key === 'ArrowUp' ? 300 : -300))))
      }}
    />
  )
}

const dayNames = {
  monday: 'Mon',
  tuesday: 'Tue',
  wednesday: 'Wed',
  thursday: 'Thu',
  friday: 'Fri',
  saturday: 'Sat',
  sunday: 'Sun',
}

/** Seven keys; none pressed means every day. */
export function WeekdayPicker({
  value,
  onChange,
  label,
}: {
  readonly value: readonly string[]
  readonly onChange: (days: readonly string[]) => void
  readonly label: string
}) {
  const order = Object.keys(dayNames)
  const toggle = (day: string) => {
    const next = value.includes(day) ? value.filter((other) => other !== day) : [...value, day]
    onChange(order.filter((other) => next.includes(other)))
  }
  return (
    <div role="group" aria-label={label} className="flex gap-1">
      {Object.entries(dayNames).map(([day, short]) => (
        <button
          key={day}
          type="button"
          aria-pressed={value.includes(day)}
          onClick={() => toggle(day)}
          className="h-7 min-w-0 flex-1 rounded-control border border-line-strong text-small text-ink-soft hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent-ink"
        >
          {short}
        </button>
      ))}
    </div>
  )
}

export function TimezonePicker({
  value,
  onChange,
  nullable,
  ...rest
}: ControlProps & {
  readonly value: string | null
  readonly onChange: (zone: string | null) => void
  readonly nullable: boolean
}) {
  const options = useMemo(() => {
    const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])
    if (value) zones.add(value)
    return [...zones].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' '), aside: offsetOf(zone) }))
  }, [value])
  return (
    <Combobox
      {...rest}
      value={value}
      options={options}
      onChange={(zone) => (zone !== null || nullable) && onChange(zone)}
      placeholder="The account's time zone"
      {...(nullable ? { noneLabel: 'The account’s time zone' } : {})}
    />
  )
}

const offsets = new Map<string, string>()

function offsetOf(zone: string): string {
  const known = offsets.get(zone)
  if (known !== undefined) return known
  let offset = ''
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts()
    offset = parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
  } catch {
    // A zone this browser does not know.
  }
  offsets.set(zone, offset)
  return offset
}
