import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { conferenceService } from './conference-service.ts'

/** Kazoo says it as a conference step without a room; one of ours whose room is not chosen yet says that it is no service. */
export const kazooConferenceService = defineKazooAction({
  definition: conferenceService,
  module: 'conference',
  branches: { only: [] },
  matches: ({ id, service }) => id === undefined && service !== false,
  constant: { service: true },
  fields: {},
})
