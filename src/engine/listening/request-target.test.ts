import { describe, expect, it } from 'vitest'
import { requestTarget } from './request-target.ts'

describe('what an HTTP request asks for', () => {
  it('is read in origin form', () => {
    const target = requestTarget({ url: '/api/a%20b?x=1&y=//z' })
    expect([target?.pathname, target?.search]).toEqual(['/api/a%20b', '?x=1&y=//z'])
    expect(requestTarget({ url: '/..//etc' })?.pathname).toBe('//etc')
  })

  it.each([
    '//',
    '//evil.example/',
    '/\\evil.example/',
    '///',
    '*',
    'http://evil.example/',
    'rpc',
    '',
    '//[',
    '/\t/evil.example/',
  ])('is nothing of ours in %j', (url) => {
    expect(requestTarget({ url })).toBeUndefined()
  })
})
