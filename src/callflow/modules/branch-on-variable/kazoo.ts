import { variableNamePattern } from '../../design/variables.ts'
import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { at } from '../../exchange/kazoo/fields.ts'
import { branchOnVariable } from './branch-on-variable.ts'

/** Kazoo names variables by a path; one of several words, or of another scope, stays in the original and is empty here. */
export const kazooBranchOnVariable = defineKazooAction({
  definition: branchOnVariable,
  module: 'branch_variable',
  fields: {
    variable: at<string>(
      'variable',
      (value) => {
        const path = Array.isArray(value) ? value : [value]
        const [name] = path
        return path.length === 1 && typeof name === 'string' && variableNamePattern.test(name) ? name : undefined
      },
      (value, original) => {
        if (value === '') return original
        return Array.isArray(original) ? [value] : value
      },
    ),
  },
})
