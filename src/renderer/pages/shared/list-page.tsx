import type { LucideIcon } from 'lucide-react'
import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMemo, useState } from 'react'
import { PageHeader } from '../../shell/page-layout.tsx'
import { type Command, useCommands } from '../../store/commands.ts'
import { navigate, useRoute } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { SearchInput } from '../../ui/text-input.tsx'

export interface ListPageProps<Row> {
  readonly area: string
  readonly title: string
  readonly icon: LucideIcon
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly rowId: (row: Row) => string
  /** What the search field looks through. */
  readonly words: (row: Row) => string
  readonly empty: { readonly title: string; readonly text: string; readonly action?: ReactNode }
  readonly createLabel?: string
  readonly onCreate?: () => void
  readonly onDelete?: (row: Row) => void
  readonly onOpen?: (row: Row) => void
  readonly detail: (row: Row, close: () => void) => ReactNode
  readonly initialSort?: string
  readonly descending?: boolean
  readonly tools?: ReactNode
}

/** A table of everything of one kind, the selected one in a panel beside it, one address for each. */
export function ListPage<Row>(props: ListPageProps<Row>) {
  const { area, title, icon, rows, rowId, words, empty, createLabel, onCreate, detail, tools } = props
  const [typed, setTyped] = useState('')
  const selectedId = useRoute((route) => route.id)
  const selected = rows.find((row) => rowId(row) === selectedId)
  const shown = useMemo(() => matching(rows, typed, words), [rows, typed, words])
  const close = () => {
    navigate(area, null, { replace: true })
    focusList(title)
  }
  useCommands(useMemo(() => pageCommands(area, createLabel, onCreate), [area, createLabel, onCreate]))
  const create =
    onCreate && createLabel ? (
      <Button variant="primary" icon={Plus} onClick={onCreate}>
        {createLabel}
      </Button>
    ) : null
  return (
    <>
      <PageHeader title={title} {...(rows.length > 0 ? { count: rows.length } : {})}>
        {tools}
        {rows.length > 0 ? (
          <SearchInput
            label={`Filter ${title.toLowerCase()}`}
            value={typed}
            onChange={setTyped}
            className="w-[220px]"
          />
        ) : null}
        {rows.length > 0 ? create : null}
      </PageHeader>
      {rows.length === 0 ? (
        <EmptyState icon={icon} title={empty.title} action={empty.action ?? create}>
          {empty.text}
        </EmptyState>
      ) : (
        <div className="flex min-h-0 flex-1">
          <div className="flex min-w-0 flex-1 flex-col">
            <Table
              label={title}
              rows={shown}
              columns={props.columns}
              rowId={rowId}
              selectedId={selected ? selectedId : null}
              onSelect={(row) => navigate(area, rowId(row), { replace: true })}
              initialSort={{ columnId: props.initialSort ?? 'name', descending: props.descending ?? false }}
              empty={`Nothing here contains “${typed}”.`}
              {...(props.onDelete ? { onDelete: props.onDelete } : {})}
              {...(props.onOpen ? { onOpen: props.onOpen } : {})}
            />
          </div>
          {selected ? detail(selected, close) : null}
        </div>
      )}
    </>
  )
}

/** After its details are closed the keyboard goes back to the list, or it would be nowhere. */
function focusList(title: string): void {
  document.querySelector<HTMLElement>(`[role=grid][aria-label=${JSON.stringify(title)}]`)?.focus()
}

function matching<Row>(rows: readonly Row[], typed: string, words: (row: Row) => string): readonly Row[] {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (parts.length === 0) return rows
  return rows.filter((row) => {
    const text = words(row).toLowerCase()
    return parts.every((part) => text.includes(part))
  })
}

function pageCommands(
  area: string,
  createLabel: string | undefined,
  onCreate: (() => void) | undefined,
): readonly Command[] {
  if (!createLabel || !onCreate) return []
  return [{ id: `${area}.create`, label: createLabel, group: 'This page', shortcut: 'n', run: onCreate }]
}
