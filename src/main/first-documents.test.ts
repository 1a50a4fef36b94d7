import { describe, expect, it } from 'vitest'
import { parseDocument } from '../callflow/design/document.ts'
import { firstDocuments } from './first-documents.ts'

describe('what may be called at first', () => {
  it.each([false, true])('is not premium nor satellite numbers in a design made today (sample: %s)', async (sample) => {
    const { documents } = await firstDocuments({ name: 'Northwind', sample })
    expect(documents.find(({ kind }) => kind === 'account')).toMatchObject({ deniedClasses: ['premium', 'satellite'] })
  })

  it('stays what it was in a design that says nothing of it', () => {
    const parsed = parseDocument({ id: 'account', kind: 'account', name: 'Made before' })
    expect(parsed.ok && parsed.document).toMatchObject({ deniedClasses: [] })
  })
})
