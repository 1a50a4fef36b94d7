import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference } from '../../exchange/kazoo/fields.ts'
import { conferenceStep } from './conference.ts'

export const kazooConference = defineKazooAction({
  definition: conferenceStep,
  module: 'conference',
  fields: { conferenceId: reference('id') },
})
