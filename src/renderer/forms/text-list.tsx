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
  /** Blanks and commas belong to the entry: regular expressions. Otherwise they part entries, so that whole lists can be pasted. */
  readonly isWhole?: boolean
  readonly id?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: true | undefined
}

const MOST_SHOWN = 200

/** Numbers, patterns, addresses: tiles, and a field that adds one with Enter or a comma. */
export function TextList({
  value,
  onChange,
  placeholder,
  refuse,
  numbers = false,
  isWhole = false,
  ...rest
}: TextListProps) {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const add = (text: string) => {
    const separator = numbers ? /[,;|\n]+/ : /[\s,;]+/
    const entries = (isWhole ? [text] : text.split(separator)).map((each) => tidy(each, numbers)).filter(Boolean)
    const added: string[] = []
    const refused: string[] = []
    let why: string | null = null
    for (const entry of entries) {
      const problem =
        value.includes(entry) || added.includes(entry) ? `${entry} is in the list already.` : (refuse?.(entry) ?? null)
      if (problem) refused.push(entry)
      else added.push(entry)
      why ??= problem
    }
    setProblem(why)
    setTyped(refused.join(', '))
    if (added.length > 0) onChange([...value, ...added])
  }
  return (
    <div className="flex flex-col gap-1">
      {value.length > 0 ? (
        <ul className="flex flex-wrap gap-1">
          {value.slice(0, MOST_SHOWN).map((entry) => (
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
          {value.length > MOST_SHOWN ? (
            <li className="self-center text-small text-ink-faint">and {value.length - MOST_SHOWN} more</li>
          ) : null}
        </ul>
      ) : null}
      <TextInput
        {...rest}
        mono
        value={typed}
        placeholder={placeholder ?? 'Add'}
        onChange={(next) => {
          setProblem(isWhole && next !== '' ? (refuse?.(next) ?? null) : null)
          if (!isWhole && next.endsWith(',')) add(next.slice(0, -1))
          else setTyped(next)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add(typed)
        }}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text')
          if (isWhole || !/[,;|\n]/.test(text)) return
          event.preventDefault()
          add(text)
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

function tidy(text: string, numbers: boolean): string {
  // A list in the portal's notation, `\b604...|778...\b`, is taken as the numbers it was meant to be (M39).
  const entry = (numbers ? text.replaceAll('\\b', '') : text).trim()
  return numbers && /^[+\d]/.test(entry) ? entry.replace(/[\s().-]/g, '') : entry
}
