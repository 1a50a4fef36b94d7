import type { z } from 'zod'
import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { derived, flag, text } from '../../exchange/kazoo/fields.ts'
import { put } from '../../exchange/kazoo/json.ts'
import { matchCallerId } from './match-caller-id.ts'

/** Kazoo compares with an expression only: numbers become one, a number list matches nobody there. */
export const kazooMatchCallerId = defineKazooAction({
  definition: matchCallerId,
  module: 'check_cid',
  fields: { mode: derived<Mode>(() => 'regex'), regex: text('regex'), absolute: flag('use_absolute_mode') },
  finish: (data, settings) => {
    if (settings.mode === 'regex') return data
    const all = settings.mode === 'numbers' ? settings.numbers.map(digits).filter((each) => each !== '') : []
    return put(data, ['regex'], all.length === 0 ? '^nobody$' : `^\\+?1?(${all.join('|')})$`)
  },
})

type Mode = z.infer<typeof matchCallerId.settings>['mode']

const digits = (number: string) => number.replaceAll(/[^0-9]/g, '')
