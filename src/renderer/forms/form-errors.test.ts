import { describe, expect, it } from 'vitest'
import { describeFields } from '../../callflow/design/describe.ts'
import { documentSchemas, makeDocument } from '../../callflow/design/document.ts'
import { check } from './form-errors.ts'
import { getAt, setAt } from './paths.ts'

const problems = (kind: keyof typeof documentSchemas, value: object) => {
  const schema = documentSchemas[kind]
  const checked = check(schema, describeFields(schema), value)
  return checked.ok ? {} : checked.errors
}

describe('what is wrong with a form', () => {
  const menu = makeDocument('menu', { id: 'm', name: 'Main' })

  it('is said in words with the limit and the unit', () => {
    expect(problems('menu', setAt(menu, 'timeoutSec', 99))).toEqual({ timeoutSec: 'At most 60 s.' })
    expect(problems('menu', setAt(menu, 'retries', 1.5))).toEqual({ retries: 'A whole number is needed.' })
    expect(problems('menu', setAt(menu, 'name', ' '))).toEqual({ name: 'Name cannot be empty.' })
  })

  it('explains patterns', () => {
    const number = { kind: 'phone-number', id: 'n', name: 'Main', number: '604' }
    expect(problems('phone-number', number)['number']).toMatch(/country code/)
  })

  it('is found in nested fields and list entries', () => {
    const account = makeDocument('account', { id: 'a', name: 'Northwind' })
    expect(problems('account', setAt(account, 'callerIds.external.name', 'x'.repeat(36)))).toEqual({
      'callerIds.external.name': 'At most 35 characters.',
    })
    const group = { ...makeDocument('group', { id: 'g', name: 'G' }), members: [{ id: 'u', weight: 500 }] }
    expect(problems('group', group)).toEqual({ members: 'At most 100.' })
  })

  it('is nothing for a value that fits', () => {
    expect(problems('menu', menu)).toEqual({})
  })
})

describe('dotted paths', () => {
  it('replace one value and leave the rest the same objects', () => {
    const before = { a: { b: 1 }, list: [{ n: 1 }, { n: 2 }] }
    const after = setAt(before, 'list.1.n', 3)
    expect(after).toEqual({ a: { b: 1 }, list: [{ n: 1 }, { n: 3 }] })
    expect(after.a).toBe(before.a)
    expect(getAt(after, 'list.1.n')).toBe(3)
    expect(getAt(after, 'list.7.n')).toBeUndefined()
  })
})
