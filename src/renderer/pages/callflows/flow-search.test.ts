import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { searchFlows } from './flow-search.ts'

const flow = (name: string, ...numbers: string[]) =>
  makeDocument('callflow', { id: name.replace(/\W/g, ''), name, numbers })
const flows = [flow('Support 10'), flow('Main line', '8000', '+14155550100'), flow('Support 9')]
const found = (query: string) => searchFlows(flows, query).map(({ name }) => name)

describe('flow list search (M25)', () => {
  it('M25: given flows in any order, when nothing is searched, then all are listed by title, numbers in their order', () => {
    expect(found('')).toEqual(['Main line', 'Support 9', 'Support 10'])
  })

  it('M25: given part of a title, whatever its case, when it is searched, then the flow is found', () => {
    expect(found('main')).toEqual(['Main line'])
  })

  it('M25: given a number as people write it, when it is searched, then the flow that answers it is found', () => {
    expect(found('415 555-01')).toEqual(['Main line'])
  })

  it('M25: given digits behind words, when they are searched, then they are not taken for a number', () => {
    expect(found('line 8000')).toEqual([])
  })
})
