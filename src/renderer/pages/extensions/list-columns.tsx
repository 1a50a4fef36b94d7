import { Columns3 } from 'lucide-react'
import { useId } from 'react'
import type { ListColumn } from '../../../callflow/exchange/csv/extensions-csv.ts'
import { fieldLabels, listFields, type ListField } from '../../../callflow/exchange/csv/list-headings.ts'
import type { ListMapping } from '../../../callflow/exchange/csv/list-mapping.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { Checkbox } from '../../ui/switch.tsx'

export interface ListColumnsProps {
  readonly columns: readonly ListColumn[]
  readonly mapping: ListMapping
  readonly system: string | null
  readonly missing: string | null
  /** The headings do not say it all: somebody must look. */
  readonly isAsking: boolean
  readonly isOpen: boolean
  readonly onChange: (mapping: ListMapping) => void
  readonly onOpen: (isOpen: boolean) => void
}

/** What each column of the list holds: a line when it is clear, a table to choose from when it is not. */
export function ListColumns(props: ListColumnsProps) {
  const { columns, mapping, system, missing, isAsking, isOpen, onChange, onOpen } = props
  const titleId = useId()
  const choose = (at: number, field: ListField | null) => {
    // A field comes from one column: the one it was taken from goes without.
    const others = mapping.fields.map((each) => (each === field ? null : each))
    onChange({ ...mapping, fields: columns.map((_, column) => (column === at ? field : (others[column] ?? null))) })
  }
  if (!isOpen) {
    return (
      <div className="flex min-h-7 items-center justify-between gap-3">
        <p className="min-w-0 truncate text-small text-ink-faint">{summary(columns, mapping, system)}</p>
        <Button size="sm" icon={Columns3} onClick={() => onOpen(true)}>
          Columns
        </Button>
      </div>
    )
  }
  return (
    <section aria-labelledby={titleId} className="flex flex-col gap-2">
      <div className="flex min-h-7 items-end justify-between gap-3">
        <div>
          <h3 id={titleId} className="text-body font-medium">
            What the columns hold
          </h3>
          <p role="status" className={missing ? 'text-small text-amber' : 'text-small text-ink-faint'}>
            {missing ?? (isAsking ? 'Suggested. Correct what is wrong; the rows are below.' : '')}
          </p>
        </div>
        <div className="flex shrink-0 items-center gap-3">
          <label className="flex items-center gap-2">
            <Checkbox checked={mapping.hasHeading} onChange={(hasHeading) => onChange({ ...mapping, hasHeading })} />
            First row is a heading
          </label>
          {isAsking ? null : (
            <Button size="sm" onClick={() => onOpen(false)}>
              Done
            </Button>
          )}
        </div>
      </div>
      <div className="max-h-[206px] overflow-auto rounded-card border border-line">
        <table aria-labelledby={titleId} className="w-full table-fixed text-left text-small">
          <thead className="sticky top-0 z-10 bg-sunken text-label text-ink-faint">
            <tr>
              {['In the list', 'For example', 'Holds'].map((heading) => (
                <th key={heading} scope="col" className="px-2 py-1 font-medium last:w-[176px]">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {columns.map(({ heading, samples }, at) => (
              <tr key={at}>
                <th scope="row" title={heading} className="truncate px-2 py-1 font-medium text-ink">
                  {heading}
                </th>
                <td className="truncate px-2 py-1 text-ink-faint">{samples.join(', ') || '–'}</td>
                <td className="px-2 py-0.5">
                  <Select
                    aria-label={`${heading} holds`}
                    value={mapping.fields[at] ?? ''}
                    options={options}
                    onChange={(field) => choose(at, field === '' ? null : field)}
                    className={mapping.fields[at] ? '' : 'text-ink-faint!'}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const options: readonly { readonly value: ListField | ''; readonly label: string }[] = [
  { value: '', label: 'Not taken' },
  ...listFields.map((value) => ({ value, label: fieldLabels[value] })),
]

function summary(columns: readonly ListColumn[], { hasHeading, fields }: ListMapping, system: string | null): string {
  const from = system ? `A list from ${system}. ` : ''
  if (!hasHeading)
    return `${from}${fields.flatMap((field) => (field ? [fieldLabels[field]] : [])).join(', ')}, in this order`
  const left = columns.filter((_, at) => !fields[at]).map(({ heading }) => heading)
  if (left.length === 0) return `${from}Every column is taken`
  const more = left.length > MOST_NAMED ? ` and ${left.length - MOST_NAMED} more` : ''
  return `${from}Not taken: ${left.slice(0, MOST_NAMED).join(', ')}${more}`
}

const MOST_NAMED = 4
