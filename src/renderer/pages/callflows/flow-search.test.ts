import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { searchFlows } from './flow-search.ts'

const flow = (name: string, ...numbers: string[]) =>
  makeDocument('callflow', { id: name.replace(/\W/g, ''), name, numbers })
const flows = [flow('Support 10'), flow('Main line', '8000', '+14155550100'), flow('Support 9')]
const found = (query: string) => searchFlows(flows, query).map(({ name }) => name)

describe('flow list search (M25)', () => {
  it('lists all by name, numbers in their order', () => {
    expect(found('')).toEqual(['Main line', 'Support 9', 'Support 10'])
  })

  it('finds by part of the name, whatever the case', () => {
    expect(found('main')).toEqual(['Main line'])
  })

  it('finds by a number as people write it', () => {
    expect(found('415 555-01')).toEqual(['Main line'])
  })

  it('does not take digits inside words for a number', () => {
    expect(found('line 8000')).toEqual([])
  })
})
