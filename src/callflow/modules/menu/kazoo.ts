import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, reference } from '../../exchange/kazoo/fields.ts'
import { menuStep } from './menu.ts'

const pause = number('interdigit_timeout', { scale: 1_000 })

/** Children keys are the keys pressed, `timeout` and `max_retries`, as our branches are. */
export const kazooMenu = defineKazooAction({
  definition: menuStep,
  module: 'menu',
  fields: {
    menuId: reference('id'),
    // 0 is the menu's own here, and to Kazoo where the key is absent.
    interDigitSec: {
      ...pause,
      write: (value, into, original, context) => (value === 0 ? into : pause.write(value, into, original, context)),
    },
  },
  unkept: (data) =>
    data.interdigit_timeout === undefined || data.interdigit_timeout === 0
      ? []
      : ['to Kazoo the pause of the menu itself, if it has one, goes before'],
  differs: ({ interDigitSec }) =>
    interDigitSec === 0 ? [] : ['to Kazoo the pause of the menu itself goes before that of the step'],
})
