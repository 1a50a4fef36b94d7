import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { cx } from './cx.ts'
import { fittingColumns } from './fitting-columns.ts'
import { type Sort, sorted } from './table-sort.ts'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** CSS grid track: `minmax(160px, 2fr)`, `96px`. */
  readonly width: string
  readonly cell: (row: Row) => ReactNode
  /** Sorts by this; a column without it does not sort. */
  readonly sortBy?: (row: Row) => string | number
  /** Numbers, times and SIP: mono, tabular. */
  readonly mono?: boolean
  readonly align?: 'end'
}

export interface TableProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly rowId: (row: Row) => string
  readonly selectedId?: string | null
  /** Moving through the list with the arrow keys selects too. */
  readonly onSelect?: (row: Row) => void
  readonly onOpen?: (row: Row) => void
  readonly onDelete?: (row: Row) => void
  readonly initialSort?: Sort
  /** Shown in place of rows when there are none. */
  readonly empty?: ReactNode
}

const ROW_PX = 32
const VIRTUAL_FROM = 200

/** 32 px rows; the first column is the name; more than 200 rows are drawn only where they are seen. */
export function Table<Row>({
  label,
  rows,
  columns: allColumns,
  rowId,
  selectedId,
  onSelect,
  onOpen,
  onDelete,
  initialSort,
  empty,
}: TableProps<Row>) {
  const [sort, setSort] = useState<Sort | null>(initialSort ?? null)
  const scroller = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => sorted(rows, allColumns, sort), [rows, allColumns, sort])
  const isVirtual = shown.length > VIRTUAL_FROM
  // oxlint-disable-next-line react/incompatible-library -- this project does not use the React compiler
  const virtual = useVirtualizer({
    count: isVirtual ? shown.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const columns = useFittingColumns(allColumns, scroller)
  const template = columns.map((column) => column.width).join(' ')
  const at = selectedId ? shown.findIndex((row) => rowId(row) === selectedId) : -1

  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextIndex(event.key, at, shown.length)
    const row = shown[next ?? at]
    if (next !== null && row) {
      event.preventDefault()
      onSelect?.(row)
      scrollTo(scroller.current, next)
    } else if (row && event.key === 'Enter') {
      onOpen?.(row)
    } else if (row && onDelete && (event.key === 'Delete' || event.key === 'Backspace')) {
      event.preventDefault()
      onDelete(row)
    }
  }

  const line = (row: Row, index: number, top?: number) => {
    const id = rowId(row)
    return (
      <div
        key={id}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={onSelect ? id === selectedId : undefined}
        onClick={() => onSelect?.(row)}
        onDoubleClick={() => onOpen?.(row)}
        style={{
          gridTemplateColumns: template,
          ...(top === undefined ? {} : { position: 'absolute', top, left: 0, right: 0 }),
        }}
        className="grid h-8 items-center gap-3 border-b border-line px-4 hover:bg-hover aria-selected:bg-accent-soft"
      >
        {columns.map((column, place) => (
          <div
            key={column.id}
            role="gridcell"
            className={cx(
              'min-w-0 truncate',
              place === 0 ? 'font-medium text-ink' : 'text-ink-soft',
              column.mono && 'tabular font-mono text-small',
              column.align === 'end' && 'text-right',
            )}
          >
            {column.cell(row)}
          </div>
        ))}
      </div>
    )
  }

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={shown.length + 1}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="relative min-h-0 flex-1 overflow-auto focus-visible:-outline-offset-2"
    >
      <div
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: template }}
        className="sticky top-0 z-10 grid h-8 items-center gap-3 border-b border-line bg-surface px-4"
      >
        {columns.map((column) => (
          <HeaderCell key={column.id} column={column} sort={sort} onSort={setSort} />
        ))}
      </div>
      {shown.length === 0 ? (
        <div role="row">
          <div role="gridcell" className="px-4 py-6 text-center text-ink-faint">
            {empty}
          </div>
        </div>
      ) : isVirtual ? (
        <div role="rowgroup" style={{ height: virtual.getTotalSize() }} className="relative">
          {virtual.getVirtualItems().map((item) => {
            const row = shown[item.index]
            return row === undefined ? null : line(row, item.index, item.start)
          })}
        </div>
      ) : (
        <div role="rowgroup">{shown.map((row, index) => line(row, index))}</div>
      )}
    </div>
  )
}

function useFittingColumns<Row>(
  columns: readonly Column<Row>[],
  scroller: RefObject<HTMLElement | null>,
): readonly Column<Row>[] {
  const [widthPx, setWidthPx] = useState(Number.POSITIVE_INFINITY)
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => setWidthPx(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
  return useMemo(() => fittingColumns(columns, widthPx), [columns, widthPx])
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row>
  readonly sort: Sort | null
  readonly onSort: (sort: Sort) => void
}) {
  const isSorted = sort?.columnId === column.id
  const Arrow = sort?.descending ? ArrowDown : ArrowUp
  return (
    <div
      role="columnheader"
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
      className={cx('min-w-0 truncate text-label font-medium text-ink-faint', column.align === 'end' && 'text-right')}
    >
      {column.sortBy ? (
        <button
          type="button"
          onClick={() => onSort({ columnId: column.id, descending: isSorted ? !sort.descending : false })}
          className="inline-flex items-center gap-1 rounded-[3px] hover:text-ink"
        >
          {column.header}
          {isSorted ? <Arrow aria-hidden size={11} /> : null}
        </button>
      ) : (
        column.header
      )}
    </div>
  )
}

function nextIndex(key: string, at: number, count: number): number | null {
  if (count === 0) return null
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1)
    case 'ArrowUp':
      return Math.max(0, at - 1)
    case 'PageDown':
      return Math.min(count - 1, at + 15)
    case 'PageUp':
      return Math.max(0, at - 15)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}

/** The header covers the first row's height. */
function scrollTo(scroller: HTMLElement | null, index: number): void {
  if (!scroller) return
  const top = index * ROW_PX
  if (top < scroller.scrollTop) scroller.scrollTop = top
  const bottom = top + 2 * ROW_PX
  if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight
}
