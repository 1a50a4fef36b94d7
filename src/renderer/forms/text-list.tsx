import { X } from 'lucide-react'
import { useState } from 'react'
import { TextInput } from '../ui/text-input.tsx'

export interface TextListProps {
  readonly value: readonly string[]
  readonly onChange: (value: readonly string[]) => void
  readonly placeholder?: string | undefined
  /** A sentence when an entry cannot be added. */
  readonly refuse?: (entry: string) => string | null
  /** Digits are kept, spaces and dashes between them dropped. */
  readonly numbers?: boolean
  readonly id?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: true | undefined
}

/** Numbers, patterns, addresses: tiles, and a field that adds one with Enter or a comma. */
export function TextList({ value, onChange, placeholder, refuse, numbers = false, ...rest }: TextListProps) {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const add = (text: string) => {
    const entry = numbers && /^[+\d]/.test(text.trim()) ? text.replace(/[\s().-]/g, '') : text.trim()
    if (!entry) return
    const why = value.includes(entry) ? `${entry} is in the list already.` : (refuse?.(entry) ?? null)
    setProblem(why)
    if (why) return
    setTyped('')
    onChange([...value, entry])
  }
  return (
    <div className="flex flex-col gap-1">
      {value.length > 0 ? (
        <ul className="flex flex-wrap gap-1">
          {value.map((entry) => (
            <li
              key={entry}
              className="tabular flex h-6 max-w-full items-center gap-1 rounded-control border border-line bg-sunken pl-2 font-mono text-small"
            >
              <span className="truncate">{entry}</span>
              <button
                type="button"
                aria-label={`Remove ${entry}`}
                onClick={() => onChange(value.filter((other) => other !== entry))}
                className="flex size-5 shrink-0 items-center justify-center rounded-control text-ink-faint hover:text-ink"
              >
                <X aria-hidden size={12} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <TextInput
        {...rest}
        mono
        value={typed}
        placeholder={placeholder ?? 'Add'}
        onChange={(next) => {
          setProblem(null)
          if (next.endsWith(',')) add(next.slice(0, -1))
          else setTyped(next)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add(typed)
        }}
        onBlur={() => add(typed)}
      />
      {problem ? (
        <p role="alert" className="text-small text-red">
          {problem}
        </p>
      ) : null}
    </div>
  )
}
