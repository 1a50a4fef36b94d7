import { useState } from 'react'
import { TextInput } from '../ui/text-input.tsx'
import { takeChoice } from './rehearsal-store.ts'

const layout = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** The caller's keys. The computer's number keys do the same while the stage has the focus. */
export function Keypad({ keys, longest }: { readonly keys: string; readonly longest: number }) {
  const [several, setSeveral] = useState('')
  return (
    <div className="shrink-0">
      <div role="group" aria-label="Keypad" className="grid grid-cols-3 gap-1">
        {layout.map((key) => (
          <button
            key={key}
            type="button"
            aria-label={`Press ${key}`}
            disabled={!keys.includes(key)}
            className="tabular h-8 w-11 rounded-control border border-line-strong bg-surface text-body font-medium hover:bg-hover active:bg-pressed disabled:opacity-35"
            onClick={() => takeChoice(`keys:${key}`)}
          >
            {key}
          </button>
        ))}
      </div>
      {longest > 1 ? (
        <form
          className="mt-1.5 w-[140px]"
          onSubmit={(event) => {
            event.preventDefault()
            if (several !== '') takeChoice(`keys:${several}`)
            setSeveral('')
          }}
        >
          <TextInput
            mono
            aria-label="Several keys"
            placeholder="Several keys"
            maxLength={32}
            value={several}
            onChange={(typed) => setSeveral(typed.replace(/[^0-9*#]/g, ''))}
          />
        </form>
      ) : null}
    </div>
  )
}
