import { Checkbox } from '../ui/switch.tsx'
import { RowGrip } from './row-grip.tsx'

export interface OrderedChoicesProps {
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly value: readonly string[]
  readonly onChange: (value: readonly string[]) => void
}

/** What is chosen, in its order, the first first; below it what else there is. */
export function OrderedChoices({ label, options, value, onChange }: OrderedChoicesProps) {
  const labelOf = (one: string) => options.find((option) => option.value === one)?.label ?? one
  const others = options.filter((option) => !value.includes(option.value))
  const move = (from: number, to: number) => {
    const moved = value.filter((_, at) => at !== from)
    onChange(moved.toSpliced(to, 0, ...value.slice(from, from + 1)))
  }
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-1.5 py-1">
      {value.length > 0 ? (
        <ol className="flex flex-col gap-1.5">
          {value.map((one, index) => (
            <li key={one} className="flex items-center gap-1">
              <RowGrip name={labelOf(one)} index={index} count={value.length} onMove={(to) => move(index, to)} />
              <label className="flex items-center gap-2">
                <Checkbox checked onChange={() => onChange(value.filter((other) => other !== one))} />
                {labelOf(one)}
              </label>
            </li>
          ))}
        </ol>
      ) : null}
      {others.map((option) => (
        <label key={option.value} className="ml-4.5 flex items-center gap-2 text-ink-faint">
          <Checkbox checked={false} onChange={() => onChange([...value, option.value])} />
          {option.label}
        </label>
      ))}
    </div>
  )
}
