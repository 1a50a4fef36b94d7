import { expect, it } from 'vitest'
import { call, insideCaller, outsideCaller } from './small-design.ts'

it('a rehearsed call from outside to a number of the house says that it is not reached, one to none that nothing answers it (ADR 58)', () => {
  const dialled = (number: string, caller = outsideCaller) => call([], [], { byNumber: true, dialled: number, caller })
  const message = (number: string) => dialled(number).ended?.message
  expect(message('1001')).toBe('callers from outside do not reach 1001')
  expect(message('1999')).toBe('no callflow answers 1999')
  expect(dialled('1001', insideCaller('1002')).question?.callflowId).toBe('callflow-1001')
})
