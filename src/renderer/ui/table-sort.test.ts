import { describe, expect, it } from 'vitest'
import { sorted } from './table-sort.ts'

const columns = [{ id: 'name', sortBy: (row: { name: string }) => row.name }, { id: 'plain' }]
const rows = (...names: string[]) => names.map((name) => ({ name }))
const names = (list: readonly { name: string }[]) => list.map((row) => row.name)

describe('sorting a table', () => {
  it('orders numbers inside words by their value and ignores case', () => {
    const list = sorted(rows('Line 10', 'line 2', 'Line 1'), columns, { columnId: 'name', descending: false })
    expect(names(list)).toEqual(['Line 1', 'line 2', 'Line 10'])
  })

  it('keeps empty values last in both directions', () => {
    expect(names(sorted(rows('', 'b', 'a'), columns, { columnId: 'name', descending: false }))).toEqual(['a', 'b', ''])
    expect(names(sorted(rows('', 'b', 'a'), columns, { columnId: 'name', descending: true }))).toEqual(['b', 'a', ''])
  })

  it('leaves the order alone for a column that does not sort', () => {
    const list = rows('b', 'a')
    expect(sorted(list, columns, { columnId: 'plain', descending: false })).toBe(list)
  })
})
