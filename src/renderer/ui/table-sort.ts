export interface Sort {
  readonly columnId: string
  readonly descending: boolean
}

interface Sortable<Row> {
  readonly id: string
  readonly sortBy?: (row: Row) => string | number
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Words as people order them (`Line 2` before `Line 10`); empty values last either way. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Sortable<Row>[],
  sort: Sort | null,
): readonly Row[] {
  const by = sort ? columns.find((column) => column.id === sort.columnId)?.sortBy : undefined
  if (!sort || !by) return rows
  const turn = sort.descending ? -1 : 1
  return rows.toSorted((a, b) => compare(by(a), by(b), turn))
}

export function byWords(a: string, b: string): number {
  return collator.compare(a, b)
}

function compare(a: string | number, b: string | number, turn: number): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * turn
  return collator.compare(String(a), String(b)) * turn
}
