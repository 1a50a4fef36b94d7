import { describe, expect, it } from 'vitest'
import { formatRoute, parseRoute } from './route.ts'

describe('addresses', () => {
  it('name an area, a document and more', () => {
    expect(parseRoute('#/callflows/main?node=n3')).toEqual({ area: 'callflows', id: 'main', params: { node: 'n3' } })
  })

  it('lead to the callflows when empty', () => {
    expect(parseRoute('')).toEqual({ area: 'callflows', id: null, params: {} })
    expect(parseRoute('#/')).toEqual({ area: 'callflows', id: null, params: {} })
  })

  it('come back as they were written', () => {
    const hash = formatRoute('registrations', 'sip:201@a/b c?', { from: 'x&y' })
    expect(parseRoute(hash)).toEqual({ area: 'registrations', id: 'sip:201@a/b c?', params: { from: 'x&y' } })
  })

  it('that are broken are read as far as they go', () => {
    expect(parseRoute('#/users/%E0%A4%A')).toEqual({ area: 'users', id: null, params: {} })
  })
})
