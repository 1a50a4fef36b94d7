import { variableNamePattern } from '../../design/variables.ts'
import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { at, type Field, keySet, number } from '../../exchange/kazoo/fields.ts'
import { put } from '../../exchange/kazoo/json.ts'
import { collectDigits } from './collect-digits.ts'

const several = keySet('terminators')

/** One `terminator`, which wins, or a list of `terminators`. */
const terminators: Field<string> = {
  read: (data, context) => {
    if (data.terminator === undefined) return several.read(data, context)
    return typeof data.terminator === 'string' && /^[0-9*#]$/.test(data.terminator) ? data.terminator : undefined
  },
  write: (value, into, original, context) =>
    (original.terminator === undefined && Array.isArray(original.terminators)) || value.length !== 1
      ? several.write(value, into, original, context)
      : put(into, ['terminator'], value),
}

export const kazooCollectDigits = defineKazooAction({
  definition: collectDigits,
  module: 'collect_dtmf',
  branches: { only: ['_'] },
  fields: {
    variable: at<string>(
      'collection_name',
      (value) => (typeof value === 'string' && variableNamePattern.test(value) ? value : undefined),
      (value) => value || undefined,
    ),
    maxDigits: number('max_digits'),
    timeoutSec: number('timeout', { scale: 1_000 }),
    interDigitSec: number('interdigit_timeout', { scale: 1_000 }),
    terminators,
  },
})
