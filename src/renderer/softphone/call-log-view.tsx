import { ArrowDownLeft, ArrowUpRight, PhoneMissed } from 'lucide-react'
import { useEffect } from 'react'
import { formatDuration } from '../forms/time-words.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { isMissed, type LogEntry } from './core/call-log.ts'
import { callFromHere } from './call-button.tsx'
import { forgetLog, usePhone } from './phone-store.ts'

/** The calls of this phone in this browser, the newest first; press one to call back. */
export function CallLog() {
  const log = usePhone((phone) => phone.log)
  const unseen = usePhone((phone) => phone.unseen)
  useEffect(() => {
    if (unseen > 0) usePhone.setState({ unseen: 0 })
  }, [unseen])
  if (log.length === 0) {
    return <p className="px-4 py-4 text-ink-faint">No calls yet. Those you make and miss here are listed.</p>
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ul aria-label="Calls of this phone" className="min-h-0 flex-1 overflow-y-auto px-2 py-1.5">
        {log.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      <div className="shrink-0 border-t border-line px-3 py-1.5">
        <Button size="sm" variant="ghost" onClick={forgetLog}>
          Clear the list
        </Button>
      </div>
    </div>
  )
}

function Entry({ entry }: { readonly entry: LogEntry }) {
  const { name, number, startedMs, talkedMs, reason, direction } = entry
  const missed = isMissed(entry)
  const Icon = missed ? PhoneMissed : direction === 'in' ? ArrowDownLeft : ArrowUpRight
  const what = talkedMs > 0 ? formatDuration(talkedMs) : reason
  return (
    <li>
      <button
        type="button"
        title={`Call ${number}`}
        aria-disabled={number === '' || undefined}
        className="flex w-full items-center gap-2 rounded-control px-2 py-1 text-left hover:bg-hover aria-disabled:opacity-60"
        onClick={() => number !== '' && callFromHere(number)}
      >
        <Icon aria-hidden size={14} className={cx('shrink-0', missed ? 'text-red' : 'text-ink-faint')} />
        <span className="min-w-0 flex-1">
          <span className="block truncate">{name || number || 'Anonymous'}</span>
          <span className="block truncate text-small text-ink-faint">
            {direction === 'in' ? 'In' : 'Out'} · {what}
          </span>
        </span>
        <span className="tabular shrink-0 text-label text-ink-faint">
          {new Date(startedMs).toLocaleTimeString([], { timeStyle: 'short' })}
        </span>
      </button>
    </li>
  )
}
