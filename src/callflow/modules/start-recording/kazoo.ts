import type { z } from 'zod'
import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { at, type Field, flag, number, text, word } from '../../exchange/kazoo/fields.ts'
import { put } from '../../exchange/kazoo/json.ts'
import { startRecording } from './start-recording.ts'

type StartsOn = z.infer<typeof startRecording.settings>['startsOn']

/** Two switches of Kazoo's; where both are on, the recording waits for the conversation. */
const startsOn: Field<StartsOn> = {
  read: (from) => (from.record_on_bridge === true ? 'bridge' : from.record_on_answer === true ? 'answer' : 'now'),
  write: (value, into) =>
    put(
      put(into, ['record_on_answer'], value === 'answer' ? true : undefined),
      ['record_on_bridge'],
      value === 'bridge' ? true : undefined,
    ),
}

/** Absent is Kazoo's own configuration there; other rates stay in the original. */
const sampleRate = at<'8000' | '16000'>(
  'record_sample_rate',
  (value) => (Number(value) === 16_000 ? '16000' : undefined),
  (value, original) => (value === '8000' && original === undefined ? undefined : Number(value)),
)

export const kazooStartRecording = defineKazooAction({
  definition: startRecording,
  module: 'record_call',
  // Everything but "stop" starts, to Kazoo.
  matches: ({ action }) => action !== 'stop',
  constant: { action: 'start' },
  fields: {
    label: text('label'),
    maxDurationSec: number('time_limit', { absent: 3_600 }),
    minDurationSec: number('record_min_sec'),
    url: text('url'),
    method: word<'put' | 'post'>('method', { put: 'put', post: 'post' }, 'put'),
    format: word('format', { wav: 'wav', mp3: 'mp3' }),
    startsOn,
    sampleRateHz: sampleRate,
    mediaName: text('media_name'),
    followsTransfer: flag('should_follow_transfer', true),
  },
})
