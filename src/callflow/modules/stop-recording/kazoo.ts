import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { stopRecording } from './stop-recording.ts'

export const kazooStopRecording = defineKazooAction({
  definition: stopRecording,
  module: 'record_call',
  matches: ({ action }) => action === 'stop',
  constant: { action: 'stop' },
  fields: {},
})
