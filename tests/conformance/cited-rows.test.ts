import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { citedRows, ROWS_PAGE } from '../../scripts/rows.ts'

const root = join(import.meta.dirname, '..', '..')

it('every row that a source or test cites is on the page of rows', () => {
  const page = readFileSync(join(root, ROWS_PAGE), 'utf8')
  const cited = [...citedRows(root).keys()]
  expect(cited.length).toBeGreaterThan(100)
  expect(cited.filter((code) => !page.includes(`\n| ${code} | `))).toEqual([])
})

it('nothing cites a paper that is not here', () => {
  const papers = ['STYLE §', 'ARCHITECTURE §', 'FEATURES', 'the seed ']
  const found = [...citedRows(root, new RegExp(papers.join('|'), 'g')).entries()]
  expect(found.filter(([, paths]) => paths.some((path) => !path.endsWith('cited-rows.test.ts')))).toEqual([])
})
