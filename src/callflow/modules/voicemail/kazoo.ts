import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference } from '../../exchange/kazoo/fields.ts'
import { voicemail } from './voicemail.ts'

export const kazooVoicemail = defineKazooAction({
  definition: voicemail,
  module: 'voicemail',
  matches: ({ action }) => action === undefined || action === 'compose',
  constant: { action: 'compose' },
  fields: { mailboxId: reference('id') },
})
