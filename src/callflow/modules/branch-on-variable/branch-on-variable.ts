import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { variableName } from '../../design/fields.ts'
import { variableValue } from '../../run/call-variables.ts'
import { branch } from '../../run/script.ts'

const valueSchema = z.string().min(1).max(120)

/**
 * Goes on by what a variable holds: the branch of exactly that value; for a document, by its name as well; else `_` (M37). Without a step that set it,
 * `caller-number`, `caller-name`, `dialled-number`, `captured-1` to `captured-3`, `language` and `priority` are known of every call.
 */
export const branchOnVariable = defineModule({
  type: 'branch-on-variable',
  version: 1,
  category: 'advanced',
  name: 'Branch on variable',
  description: 'Goes on by what a variable of the call holds: one branch a value.',
  icon: 'split',
  settings: z.object({
    variable: variableName({ label: 'Variable', help: 'Also caller-number, dialled-number, captured-1 and so on.' }),
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
  summary: ({ variable }) => variable,
  // oxlint-disable-next-line require-yield -- variables travel with the call: nothing has to be asked
  *script(call, { variable }) {
    const value = variableValue(call, variable)
    const name = call.design.get(value)?.name ?? ''
    const wanted = [value, name].find((each) => each !== '' && each !== '_' && call.hasBranch(each))
    return branch(wanted ?? '_')
  },
})
