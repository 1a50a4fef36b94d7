import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { flag, reference } from '../../exchange/kazoo/fields.ts'
import { checkVoicemail } from './check-voicemail.ts'

export const kazooCheckVoicemail = defineKazooAction({
  definition: checkVoicemail,
  module: 'voicemail',
  matches: ({ action }) => action === 'check',
  constant: { action: 'check' },
  fields: {
    mailboxId: reference('id'),
    singleMailbox: flag('single_mailbox_login'),
    callerIdLogin: flag('callerid_match_login'),
  },
})
