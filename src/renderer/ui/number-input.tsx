import type { ReactNode } from 'react'
import { useState } from 'react'
import { TextInput } from './text-input.tsx'

export interface NumberInputProps {
  readonly value: number | null
  /** Null when the field was emptied. */
  readonly onChange: (value: number | null) => void
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly step?: number
  readonly unit?: ReactNode
  readonly placeholder?: string
  readonly id?: string
  readonly disabled?: boolean
  readonly 'aria-label'?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: true | undefined
}

/** A number with its unit in the field. What is typed stays as typed; only whole numbers are reported. Arrow keys step, Shift by ten. */
export function NumberInput({ value, onChange, min, max, step = 1, ...rest }: NumberInputProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const shown = draft ?? (value === null ? '' : String(value))
  const clamp = (next: number) => Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(min ?? -Infinity, next))
  const nudge = (by: number) => {
    const next = clamp(Math.round(((value ?? min ?? 0) + by) * 1_000) / 1_000)
    setDraft(null)
    onChange(next)
  }
  return (
    <TextInput
      {...rest}
      inputMode="decimal"
      role="spinbutton"
      aria-valuenow={value ?? undefined}
      aria-valuemin={min}
      aria-valuemax={max}
      value={shown}
      onChange={(typed) => {
        setDraft(typed)
        const number = Number(typed.replace(',', '.'))
        if (typed.trim() === '') onChange(null)
        else if (Number.isFinite(number)) onChange(number)
      }}
      onBlur={() => setDraft(null)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        nudge((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? step * 10 : step))
      }}
      className="tabular"
    />
  )
}
