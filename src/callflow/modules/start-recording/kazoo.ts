import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number, text } from '../../exchange/kazoo/fields.ts'
import { startRecording } from './start-recording.ts'

export const kazooStartRecording = defineKazooAction({
  definition: startRecording,
  module: 'record_call',
  matches: ({ action }) => action === undefined || action === 'start',
  constant: { action: 'start' },
  fields: {
    label: text('label'),
    maxDurationSec: number('time_limit', { absent: 3_600 }),
    minDurationSec: number('record_min_sec'),
    url: text('url'),
  },
})
