import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { at, reference } from '../../exchange/kazoo/fields.ts'
import { faxBoxStep } from './fax-box.ts'

const boxId = reference('id')
/** Kazoo's older key. */
const otherBoxId = reference('faxbox_id')

export const kazooFaxBox = defineKazooAction({
  definition: faxBoxStep,
  module: 'faxbox',
  branches: { only: [] },
  fields: {
    faxBoxId: {
      ...boxId,
      read: (data, context) => boxId.read(data, context) ?? otherBoxId.read(data, context),
      write: (value, into, original, context) =>
        original.id === undefined && original.faxbox_id !== undefined
          ? otherBoxId.write(value, into, original, context)
          : boxId.write(value, into, original, context),
    },
    t38: at<'box' | 'on' | 'off'>(
      'media.fax_option',
      (value) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : undefined),
      (value) => (value === 'box' ? undefined : value === 'on'),
    ),
  },
})
