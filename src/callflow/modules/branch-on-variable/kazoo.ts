import type { z } from 'zod'
import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { at, reference, word } from '../../exchange/kazoo/fields.ts'
import type { Json } from '../../exchange/kazoo/json.ts'
import { valuePathPattern } from '../../run/document-value.ts'
import { isChannelVariable } from '../../run/channel-value.ts'
import { branchOnVariable } from './branch-on-variable.ts'

type Scope = z.infer<typeof branchOnVariable.settings>['scope']

/** Kazoo names variables by one word or a list of them, ours are words with dots between; a path we cannot say stays in the original. */
export const kazooBranchOnVariable = defineKazooAction({
  definition: branchOnVariable,
  module: 'branch_variable',
  silent: ['scope'],
  fields: {
    scope: word<Scope>(
      'scope',
      {
        channel: 'custom_channel_vars',
        // The next best place, named by the export.
        call: 'custom_channel_vars',
        account: 'account',
        user: 'user',
        device: 'device',
        merged: 'merged',
        document: 'doc',
      },
      'channel',
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
  differs: ({ scope, variable }) =>
    scope === 'call' && variable !== '' && !isChannelVariable(variable)
      ? [`Kazoo looks for "${variable}" in the channel's own variables, where what steps set is not found`]
      : [],
  unkept: ({ scope = CHANNEL, variable }) => [
    ...(scope === CHANNEL && typeof variable === 'string' && variable !== '' && !isChannelVariable(variable)
      ? [`no variable "${variable}" of the channel is known here; the step goes on by its default way`]
      : []),
    ...(Array.isArray(variable) && variable.length > 1 ? ['Kazoo reads the list of keys from its end'] : []),
  ],
})

const CHANNEL = 'custom_channel_vars'
const isWord = (value: Json | undefined): value is string => typeof value === 'string' && !value.includes('.')
