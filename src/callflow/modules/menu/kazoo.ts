import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, reference } from '../../exchange/kazoo/fields.ts'
import { menuStep } from './menu.ts'

/** Children keys are the keys pressed, `timeout` and `max_retries`, as our branches are. */
export const kazooMenu = defineKazooAction({
  definition: menuStep,
  module: 'menu',
  fields: {
    menuId: reference('id'),
    interDigitSec: number('interdigit_timeout', { scale: 1_000 }),
  },
  unkept: (data) =>
    data.interdigit_timeout === undefined ? [] : ['to Kazoo the pause of the menu itself, if it has one, goes before'],
  differs: ({ interDigitSec }) =>
    interDigitSec === 0 ? [] : ['to Kazoo the pause of the menu itself goes before that of the step'],
})
