import type { z } from 'zod'
import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { derived, type Field, flag, text } from '../../exchange/kazoo/fields.ts'
import { get, isObject, type JsonObject, put } from '../../exchange/kazoo/json.ts'
import { variableNamePattern } from '../../design/variables.ts'
import { callflowVariables, pairsOf } from './callflow-variables.ts'

type ValueType = z.infer<typeof callflowVariables.settings>['type']

const KEY = 'custom_application_vars'

/** Kazoo's variables are texts without a kind: all of them become lines of `more`. */
const lines: Field<string[]> = {
  read: (data) => {
    const vars = get(data, KEY)
    if (!isObject(vars)) return []
    return Object.entries(vars)
      .flatMap(([name, value]) => (isReadable(name, value) ? [`${name}=${value}`] : []))
      .slice(0, MAX)
  },
  write: (more, into, original) => {
    const vars = get(original, KEY)
    const foreign = isObject(vars) ? Object.entries(vars).filter(([name, value]) => !isReadable(name, value)) : []
    const written = { ...Object.fromEntries(foreign), ...Object.fromEntries(pairsOf(more)) } as JsonObject // strings and what was there
    return put(into, [KEY], Object.keys(written).length === 0 && vars === undefined ? undefined : written)
  },
}

const MAX = 50
const isReadable = (name: string, value: unknown): value is string =>
  variableNamePattern.test(name) && typeof value === 'string' && value.length <= 1_000 && value === value.trim()

export const kazooCallflowVariables = defineKazooAction({
  definition: callflowVariables,
  module: 'set_variables',
  // The value is text to Kazoo, whatever it is here.
  silent: ['variable', 'type', 'userId', 'deviceId', 'callflowId', 'queueId', 'mailboxId', 'mediaId', 'text', 'number'],
  fields: { more: lines, exported: flag('export') },
  finish: (data, settings) => {
    const value =
      settings.type === 'text' || settings.type === 'number' ? settings[settings.type] : settings[`${settings.type}Id`]
    return settings.variable === '' ? data : put(data, [KEY, settings.variable], value ?? '')
  },
})

/** The id of a group, for what is reported of the call: the other of Kazoo's two single variables. Fresh steps are `set_variables`. */
export const kazooGroupVariable = defineKazooAction({
  definition: callflowVariables,
  module: 'set_variable',
  matches: ({ variable }) => variable === 'group_id',
  constant: { variable: 'group_id' },
  suits: ({ variable, type }, _context, original) =>
    original !== undefined && variable === 'group_id' && type === 'text',
  fields: {
    variable: derived<string>(() => 'group_id'),
    type: derived<ValueType>(() => 'text'),
    text: text('value'),
  },
})
