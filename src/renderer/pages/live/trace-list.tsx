import { useMemo } from 'react'
import { designSnapshot } from '../../store/design.ts'
import type { TraceEntry } from '../../store/live-events.ts'
import { cx } from '../../ui/cx.ts'
import { traceLines } from './trace-words.ts'

export function TraceList({ trace }: { readonly trace: readonly TraceEntry[] }) {
  const lines = useMemo(() => traceLines(trace, designSnapshot()), [trace])
  if (lines.length === 0) return <p className="text-small text-ink-faint">Nothing was written down about this call.</p>
  return (
    <ol aria-label="What happened" className="flex flex-col">
      {lines.map((line) => (
        <li key={line.key} className="flex min-h-6 items-baseline gap-3">
          <span className="tabular w-14 shrink-0 text-right font-mono text-label text-ink-faint">
            {(line.atMs / 1_000).toFixed(2)} s
          </span>
          <span className={cx('min-w-0', line.kind === 'detail' ? 'text-ink-soft' : 'font-medium')}>{line.text}</span>
        </li>
      ))}
    </ol>
  )
}
