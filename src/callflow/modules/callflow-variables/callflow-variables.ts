import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { choice, flag, reference, text, variableName } from '../../design/fields.ts'
import { variableNamePattern } from '../../design/variables.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

const types = ['user', 'device', 'callflow', 'queue', 'mailbox', 'media', 'text', 'number'] as const
type VariableType = (typeof types)[number]

const when = (type: VariableType) => ({ shownWhen: { field: 'type', is: [type] } })

const settings = z.object({
  variable: variableName({ label: 'Variable', help: 'A letter, then letters, digits, _ or -.' }),
  type: choice(types, {
    label: 'Kind of value',
    help: 'What steps that read the variable will find in it.',
    default: 'user',
    options: {
      user: 'User',
      device: 'Device',
      callflow: 'Callflow',
      queue: 'Queue',
      mailbox: 'Mailbox',
      media: 'Media',
      text: 'Text',
      number: 'Number',
    },
  }),
  userId: reference('user', { label: 'User', help: 'The person the variable names.', ...when('user') }),
  deviceId: reference('device', { label: 'Device', help: 'The phone the variable names.', ...when('device') }),
  callflowId: reference('callflow', {
    label: 'Callflow',
    help: 'The callflow the variable names.',
    ...when('callflow'),
  }),
  queueId: reference('queue', { label: 'Queue', help: 'The queue the variable names.', ...when('queue') }),
  mailboxId: reference('mailbox', { label: 'Mailbox', help: 'The mailbox the variable names.', ...when('mailbox') }),
  mediaId: reference('media', { label: 'Media', help: 'The recording the variable names.', ...when('media') }),
  text: text({ label: 'Text', help: 'Kept as it is written.', max: 1_000, ...when('text') }),
  number: z
    .string()
    .regex(/^[-+]?[0-9*#]{0,32}$/)
    .default('')
    .meta({ label: 'Number', help: 'Digits, with a + in front where needed.', control: 'text', ...when('number') }),
  more: z
    .array(z.string().max(1_100))
    .max(50)
    .default([])
    .meta({ label: 'More texts', help: 'One name=value each.', control: 'number-list', advanced: true }),
  exported: flag({
    label: 'Tell others',
    help: 'Webhooks and pivots of this call are sent these variables too.',
    default: false,
    advanced: true,
  }),
})

type Settings = z.infer<typeof settings>

/** Sets variables of the call, for steps whose fields are bound to them and for branches on them (M37). */
export const callflowVariables = defineModule({
  type: 'callflow-variables',
  version: 1,
  category: 'advanced',
  name: 'Callflow variables',
  description: 'Remembers a person, queue, text or number, for later steps that are told to use the variable.',
  icon: 'variable',
  settings,
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: (chosen, design) => {
    const value = valueOf(chosen)
    if (chosen.variable === '' || value === '')
      return pairsOf(chosen.more)
        .map(([name]) => name)
        .join(', ')
    return `${chosen.variable} = ${design.get(value)?.name ?? value}`
  },
  *script(_call, chosen) {
    for (const [variable, value] of [[chosen.variable, valueOf(chosen)] as const, ...pairsOf(chosen.more)]) {
      if (variable === '') continue
      const told = chosen.exported ? ({ exported: true } as const) : {}
      yield* perform({ kind: 'edit-call', edit: { kind: 'set-variable', variable, value, ...told } })
    }
    return branch('_')
  },
})

function valueOf(chosen: Settings): string {
  switch (chosen.type) {
    case 'text':
    case 'number':
      return chosen[chosen.type]
    default:
      return chosen[`${chosen.type}Id`] ?? ''
  }
}

/** `name=value` lines; those without a proper name are left out. */
export function pairsOf(lines: readonly string[]): (readonly [name: string, value: string])[] {
  return lines.flatMap((line) => {
    const at = line.indexOf('=')
    const name = line.slice(0, Math.max(0, at)).trim()
    return variableNamePattern.test(name) ? [[name, line.slice(at + 1).trim()] as const] : []
  })
}
