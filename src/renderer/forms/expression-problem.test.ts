import { describe, expect, it } from 'vitest'
import { describeFields } from '../../callflow/design/describe.ts'
import { documentSchemas } from '../../callflow/design/document.ts'
import { expressionProblem } from './expression-problem.ts'

const regex = { control: 'regex' } as const

describe('what a form says of an expression as it is typed (ADR 10)', () => {
  it('names the one that cannot be read, and why', () => {
    expect(expressionProblem(regex, '^(1')).toMatch(/^Cannot be read: .*missing closing \)/)
    expect(expressionProblem(regex, ['^1', '^9(?!11)', '('])).toMatch(/^\^9\(\?!11\) cannot be read: /)
  })

  it('says nothing of readable ones, of none, and of other fields', () => {
    expect([expressionProblem(regex, '^1$'), expressionProblem(regex, ''), expressionProblem(regex, ['^1'])]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(expressionProblem({ control: 'text' }, '(')).toBeUndefined()
  })

  it.each([
    ['callflow', 'patterns'],
    ['menu', 'huntAllow'],
    ['menu', 'huntDeny'],
  ] as const)('is asked for the field of a %s: %s', (kind, name) => {
    expect(describeFields(documentSchemas[kind]).find((field) => field.name === name)?.control).toBe('regex')
  })
})
