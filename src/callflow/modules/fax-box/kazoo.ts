import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { at, reference } from '../../exchange/kazoo/fields.ts'
import { faxBoxStep } from './fax-box.ts'

export const kazooFaxBox = defineKazooAction({
  definition: faxBoxStep,
  module: 'faxbox',
  branches: { only: [] },
  fields: {
    faxBoxId: reference('id'),
    t38: at<'box' | 'on' | 'off'>(
      'media.fax_option',
      (value) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : undefined),
      (value) => (value === 'box' ? undefined : value === 'on'),
    ),
  },
})
