import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { conferenceService } from './conference-service.ts'

/** Kazoo says it as a conference step without a room; the mark tells it from one of ours whose room is not chosen yet. */
export const kazooConferenceService = defineKazooAction({
  definition: conferenceService,
  module: 'conference',
  matches: ({ id, service }) => id === undefined && service === true,
  constant: { service: true },
  fields: {},
})
