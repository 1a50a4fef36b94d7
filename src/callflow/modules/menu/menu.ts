import { z } from 'zod'
import { type BranchSpec, defaultBranch, defineModule } from '../../define-module.ts'
import { reference, seconds } from '../../design/fields.ts'
import { menuScript } from './menu-script.ts'
import { busyWith } from '../../step-traits.ts'

/** An IVR: what each key leads to is drawn as branches; greeting and rules are the menu document's (M33, M58). */
export const menuStep = defineModule({
  type: 'menu',
  version: 1,
  category: 'basic',
  name: 'Menu',
  description: 'Plays a greeting and goes on by the key the caller presses.',
  icon: 'list-tree',
  settings: z.object({
    menuId: reference('menu', { label: 'Menu', help: 'Greeting, tries and waiting times are the menu’s own.' }),
    interDigitSec: seconds({
      label: 'Wait between keys',
      help: 'In place of the menu’s own; 0 = as the menu says.',
      min: 0,
      max: 30,
      default: 0,
      advanced: true,
    }),
  }),
  branches: [
    { ...defaultBranch, label: 'Otherwise' },
    { name: 'timeout', label: 'No key pressed', optional: true },
    { name: 'max_retries', label: 'Out of tries', optional: true },
  ],
  dataBranches: () => keyBranches,
  acceptsBranch: (name) => /^[0-9*#]{1,20}$/.test(name),
  mainSetting: 'menuId',
  time: ({ menuId }) => busyWith(menuId),
  summary: ({ menuId }, design) => design.find('menu', menuId)?.name ?? '',
  script: (call, settings) => menuScript(call, call.design.find('menu', settings.menuId), settings),
})

const keyBranches: readonly BranchSpec[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'].map((key) => ({
  name: key,
  label: key,
  optional: true,
}))
