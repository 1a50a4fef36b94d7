import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { ExtensionRow, ReadRow } from '../../../callflow/exchange/csv/extensions-csv.ts'

/** What would be made, rows with problems first. */
export function ListPreview({ rows }: { readonly rows: readonly ReadRow[] }) {
  const ordered = rows.toSorted((a, b) => Number(a.problems.length === 0) - Number(b.problems.length === 0))
  return (
    <div className="max-h-[240px] overflow-auto rounded-card border border-line">
      <table aria-label="What would be added" className="w-full text-left text-small">
        <thead className="sticky top-0 bg-sunken text-label text-ink-faint">
          <tr>
            {['Row', 'Extension', 'Name', ''].map((heading) => (
              <th key={heading} scope="col" className="px-2 py-1 font-medium">
                {heading || <span className="sr-only">State</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {ordered.slice(0, MOST_SHOWN).map(({ line, row, problems }) => (
            <tr key={line} className="align-top">
              <td className="tabular px-2 py-1 text-ink-faint">{line}</td>
              <td className="tabular px-2 py-1 font-mono">{row.extension.slice(0, 20)}</td>
              <td className="min-w-[120px] px-2 py-1 wrap-anywhere">
                {row.firstName.slice(0, 80)} <span className="font-medium">{row.lastName.slice(0, 80)}</span>
                <More row={row} />
              </td>
              <td className="px-2 py-1">
                <State problems={problems} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {ordered.length > MOST_SHOWN ? (
        <p className="border-t border-line px-2 py-1 text-small text-ink-faint">
          and {ordered.length - MOST_SHOWN} more
        </p>
      ) : null}
    </div>
  )
}

/** What else a row says of its person, a line each. */
function More({ row: { email, outsideNumber } }: { readonly row: ExtensionRow }) {
  return [email, outsideNumber === '' ? '' : `rings ${outsideNumber} too`]
    .filter((words) => words !== '')
    .map((words) => (
      <span key={words} className="block text-ink-faint">
        {words.slice(0, 80)}
      </span>
    ))
}

function State({ problems }: Pick<ReadRow, 'problems'>) {
  if (problems.length === 0) {
    return (
      <span className="flex items-center gap-1.5 whitespace-nowrap text-ink-faint">
        <CircleCheck aria-hidden size={13} className="text-green" /> Can be added
      </span>
    )
  }
  return (
    <span className="flex items-start gap-1.5">
      <TriangleAlert aria-hidden size={13} className="mt-0.5 shrink-0 text-amber" /> {problems.join(' ')}
    </span>
  )
}

const MOST_SHOWN = 200
