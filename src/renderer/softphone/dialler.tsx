import { Hash, PhoneCall, User, Workflow } from 'lucide-react'
import { useMemo } from 'react'
import { useDesignSnapshot } from '../store/design.ts'
import { Button } from '../ui/button.tsx'
import { SearchInput } from '../ui/text-input.tsx'
import { type DialEntry, dialEntries, searchEntries } from './core/dial-entries.ts'
import { callInHand } from './core/phone-state.ts'
import { callFromHere } from './call-button.tsx'
import { dialTyped, pressKey } from './phone-actions.ts'
import { DIAL_FIELD } from './phone-commands.ts'
import { typeNumber, usePhone } from './phone-store.ts'

/** Keys, and everything of the design that can be dialled. */
export function Dialler() {
  const typed = usePhone((phone) => phone.typed)
  const isReady = usePhone((phone) => phone.registration.state === 'registered')
  return (
    <>
      <form
        className="flex shrink-0 gap-1.5 px-4 pt-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed.trim() !== '') void dialTyped()
        }}
      >
        <SearchInput
          id={DIAL_FIELD}
          label="Name or number"
          maxLength={64}
          value={typed}
          onChange={typeNumber}
          className="flex-1"
        />
        <Button type="submit" variant="primary" icon={PhoneCall} disabled={!isReady || typed.trim() === ''}>
          Call
        </Button>
      </form>
      <Keys />
      <Entries typed={typed} />
    </>
  )
}

const keys = [
  ['1', ''],
  ['2', 'abc'],
  ['3', 'def'],
  ['4', 'ghi'],
  ['5', 'jkl'],
  ['6', 'mno'],
  ['7', 'pqrs'],
  ['8', 'tuv'],
  ['9', 'wxyz'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
] as const

/** Into the call that is up, else behind what is typed. */
function Keys() {
  const isUp = usePhone((phone) => callInHand(phone)?.state === 'up')
  return (
    <div
      role="group"
      aria-label={isUp ? 'Keys of the call' : 'Keys'}
      className="grid shrink-0 grid-cols-3 gap-1.5 px-4 pt-3"
    >
      {keys.map(([key, letters]) => (
        <button
          key={key}
          type="button"
          className="flex h-9 items-center justify-center gap-1.5 rounded-control border border-line-strong bg-surface hover:bg-hover active:bg-pressed"
          onClick={() => pressKey(key)}
        >
          <span className="sr-only">Press </span>
          <span className="tabular text-title">{key}</span>
          {letters === '' ? null : <span className="text-label text-ink-faint">{letters}</span>}
        </button>
      ))}
    </div>
  )
}

const icons = { person: User, callflow: Workflow, number: Hash }

function Entries({ typed }: { readonly typed: string }) {
  const design = useDesignSnapshot()
  const entries = useMemo(() => dialEntries(design), [design])
  const found = useMemo(() => searchEntries(entries, typed), [entries, typed])
  return (
    <section aria-label="To call" className="mt-3 flex min-h-0 flex-1 flex-col border-t border-line">
      <ul className="min-h-0 flex-1 overflow-y-auto px-2 py-1.5">
        {found.map((entry) => (
          <Entry key={entry.key} entry={entry} />
        ))}
      </ul>
      {found.length === 0 ? (
        <p className="px-4 pb-3 text-small text-ink-faint">
          {entries.length === 0 ? 'Nothing in the design can be called yet.' : 'Nothing in the design is called that.'}
        </p>
      ) : null}
    </section>
  )
}

function Entry({ entry }: { readonly entry: DialEntry }) {
  const Icon = icons[entry.kind]
  return (
    <li>
      <button
        type="button"
        className="flex h-7 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-hover"
        onClick={() => callFromHere(entry.number)}
      >
        <Icon aria-hidden size={14} className="shrink-0 text-ink-faint" />
        <span className="sr-only">Call</span>
        <span className="min-w-0 flex-1 truncate">{entry.name}</span>
        <span className="tabular shrink-0 font-mono text-label text-ink-faint">{entry.number}</span>
      </button>
    </li>
  )
}
