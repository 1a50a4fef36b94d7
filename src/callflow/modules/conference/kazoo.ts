import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { reference } from '../../exchange/kazoo/fields.ts'
import { put } from '../../exchange/kazoo/json.ts'
import { conferenceStep } from './conference.ts'

export const kazooConference = defineKazooAction({
  definition: conferenceStep,
  module: 'conference',
  branches: { only: [] },
  fields: { conferenceId: reference('id') },
  finish: (data, { conferenceId }) => (conferenceId === null ? put(data, ['service'], false) : data),
})
