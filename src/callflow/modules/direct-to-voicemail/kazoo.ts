import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { directToVoicemail } from './direct-to-voicemail.ts'

/** Kazoo says it as a voicemail step without a box; the mark tells it from one of ours whose box is not chosen yet. */
export const kazooDirectToVoicemail = defineKazooAction({
  definition: directToVoicemail,
  module: 'voicemail',
  matches: ({ action, id, direct }) => action === 'compose' && id === undefined && direct === true,
  constant: { action: 'compose', direct: true },
  fields: {},
})
