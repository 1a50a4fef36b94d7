import type { z } from 'zod'
import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { at, reference, word } from '../../exchange/kazoo/fields.ts'
import type { Json } from '../../exchange/kazoo/json.ts'
import { valuePathPattern } from '../../run/document-value.ts'
import { branchOnVariable } from './branch-on-variable.ts'

type Scope = z.infer<typeof branchOnVariable.settings>['scope']

/** Kazoo names variables by one word or a list of them, ours are words with dots between; a path we cannot say stays in the original. */
export const kazooBranchOnVariable = defineKazooAction({
  definition: branchOnVariable,
  module: 'branch_variable',
  fields: {
    scope: word<Scope>(
      'scope',
      {
        call: 'custom_channel_vars',
        account: 'account',
        user: 'user',
        device: 'device',
        merged: 'merged',
        document: 'doc',
      },
      'call',
    ),
    documentId: reference('id'),
    variable: at<string>(
      'variable',
      (value) => {
        const words = Array.isArray(value) ? value : [value]
        const path = words.every(isWord) ? words.join('.') : ''
        return valuePathPattern.test(path) ? path : undefined
      },
      (value, original) => {
        if (value === '') return original
        return Array.isArray(original) || value.includes('.') ? value.split('.') : value
      },
    ),
  },
})

const isWord = (value: Json | undefined): value is string => typeof value === 'string' && !value.includes('.')
