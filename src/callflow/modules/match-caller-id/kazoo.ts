import type { z } from 'zod'
import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { derived, flag, reference, text } from '../../exchange/kazoo/fields.ts'
import { put } from '../../exchange/kazoo/json.ts'
import { matchCallerId } from './match-caller-id.ts'

const identity = {
  userId: reference('user_id'),
  callerName: text('caller_id.external.name'),
  callerNumber: text('caller_id.external.number'),
}

/** Kazoo compares with an expression here: numbers become one. */
export const kazooMatchCallerId = defineKazooAction({
  definition: matchCallerId,
  module: 'check_cid',
  // Numbers become an expression, and so do the words that Kazoo has for a number that is withheld.
  silent: ['mode', 'numbers', 'regex'],
  suits: ({ mode }) => mode !== 'list',
  fields: {
    mode: derived<Mode>(() => 'regex'),
    regex: text('regex'),
    absolute: flag('use_absolute_mode'),
    ...identity,
  },
  finish: (data, settings) => {
    if (settings.mode === 'no-number') return put(data, ['regex'], withheldExpression(settings.placeholderNumbers))
    // Kazoo does not know what a carrier vouches for.
    if (settings.mode === 'attestation') return put(data, ['regex'], '^nobody$')
    if (settings.mode !== 'numbers') return data
    const all = settings.numbers.map(digits).filter((each) => each !== '')
    return put(data, ['regex'], all.length === 0 ? '^nobody$' : `^\\+?1?(${all.join('|')})$`)
  },
})

/** A stored list: Kazoo's numbers are beginnings by digits, its patterns expressions (M38). */
export const kazooMatchCallerIdList = defineKazooAction({
  definition: matchCallerId,
  module: 'cidlistmatch',
  silent: ['mode', 'numbers', 'regex'],
  suits: ({ mode }) => mode === 'list',
  fields: { mode: derived<Mode>(() => 'list'), listId: reference('id') },
})

type Mode = z.infer<typeof matchCallerId.settings>['mode']

const withheldExpression = (zerosToo: boolean) =>
  `^(?i:anonymous|restricted|private|unavailable|unknown${zerosToo ? '|\\+?0{5,}' : ''})?$`

const digits = (number: string) => number.replaceAll(/[^0-9]/g, '')
