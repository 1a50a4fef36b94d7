import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, reference } from '../../design/fields.ts'
import { variableValue } from '../../run/call-variables.ts'
import { channelValue } from '../../run/channel-value.ts'
import { scopedValue, valuePathPattern, type ValueScope, valueScopes } from '../../run/document-value.ts'
import { branch, type CallContext } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

const valueSchema = z.string().min(1).max(120)

/**
 * Goes on by what a variable holds: the branch of exactly that value; for a document, by its name as well; else `_` (M37). Without a step that set it,
 * `caller-number`, `caller-name`, `dialled-number`, `captured-1` to `captured-3`, `language` and `priority` are known of every call. `channel` is
 * Kazoo's usual place, which no `set_variables` reaches. In the other scopes the variable is a path into a document: the account, whoever calls, their phone, the first of these that has something there, or any one document.
 */
export const branchOnVariable = defineModule({
  type: 'branch-on-variable',
  version: 1,
  category: 'advanced',
  name: 'Branch on variable',
  description: 'Goes on by what a variable of the call holds: one branch a value.',
  icon: 'split',
  settings: z.object({
    scope: choice(valueScopes, {
      label: 'Look in',
      help: 'Where the value is found.',
      default: 'call',
      options: {
        call: 'The call',
        channel: 'The call, without what steps set (Kazoo)',
        account: 'The account',
        user: 'Whoever calls',
        device: 'The phone they call from',
        merged: 'Their phone, else them, else the account',
        document: 'One document',
      },
    }),
    documentId: reference(['user', 'device', 'group', 'mailbox', 'menu', 'queue', 'conference', 'callflow'], {
      label: 'Document',
      help: 'Which one is looked into.',
      shownWhen: { field: 'scope', is: ['document'] },
    }),
    variable: z
      .string()
      .refine((path) => path === '' || valuePathPattern.test(path), 'not a name, or names with dots between')
      .default('')
      .meta({
        label: 'Variable',
        help: 'Of a call also caller-number, dialled-number, captured-1; of a document a path such as callerIds.external.number.',
        control: 'text',
      }),
    values: z
      .array(valueSchema)
      .max(200)
      .default([])
      .meta({ label: 'Values', help: 'One branch each.', control: 'number-list' }),
  }),
  branches: [{ ...defaultBranch, label: 'Any other value' }],
  dataBranches: ({ values }, design) =>
    values.filter((value) => value !== '_').map((value) => ({ name: value, label: design.get(value)?.name ?? value })),
  acceptsBranch: (name) => name !== '_' && valueSchema.safeParse(name).success,
  time: passedAtOnce,
  summary: ({ scope, variable, documentId }, design) => {
    if (variable === '' || scope === 'call' || scope === 'channel') return variable
    return `${variable} of ${scope === 'document' ? (design.get(documentId ?? '')?.name ?? 'nothing') : places[scope]}`
  },
  // oxlint-disable-next-line require-yield -- variables travel with the call: nothing has to be asked
  *script(call, { scope, variable, documentId }) {
    const value = valueIn(call, { scope, variable, documentId })
    const name = call.design.get(value)?.name ?? ''
    const wanted = [value, name].find((each) => each !== '' && each !== '_' && call.hasBranch(each))
    return branch(wanted ?? '_')
  },
})

function valueIn(
  call: CallContext,
  { scope, variable, documentId }: { scope: ValueScope; variable: string; documentId: string | null },
): string {
  if (scope === 'call') return variableValue(call, variable)
  if (scope === 'channel') return channelValue(call, variable)
  return scopedValue(call, { scope, path: variable, documentId })
}

const places = { account: 'the account', user: 'the caller', device: 'their phone', merged: 'phone, caller or account' }
