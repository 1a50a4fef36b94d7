import { describe, expect, it } from 'vitest'
import { fittingColumns } from './fitting-columns.ts'

const columns = ['minmax(100px, 2fr)', '80px', 'minmax(60px, 1fr)'].map((width) => ({ width }))

describe('columns of a table', () => {
  it('are all shown where they fit', () => {
    expect(fittingColumns(columns, 296)).toEqual(columns)
    expect(fittingColumns(columns, 2_000)).toEqual(columns)
  })

  it('are left out from the right where they do not', () => {
    expect(fittingColumns(columns, 295)).toEqual(columns.slice(0, 2))
    expect(fittingColumns(columns, 200)).toEqual(columns.slice(0, 1))
  })

  it('never all go', () => {
    expect(fittingColumns(columns, 10)).toEqual(columns.slice(0, 1))
  })
})
