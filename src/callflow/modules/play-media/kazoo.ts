import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { flag, flagUnlessFalse, keySet, number, reference } from '../../exchange/kazoo/fields.ts'
import { put } from '../../exchange/kazoo/json.ts'
import { playMedia } from './play-media.ts'

export const kazooPlay = defineKazooAction({
  definition: playMedia,
  module: 'play',
  fields: {
    mediaId: reference('id'),
    repeat: number('loop_count'),
    endless: flag('endless_playback'),
    answer: flagUnlessFalse('answer'),
    terminators: keySet('terminators'),
  },
  // A recording that was chosen before is not what callers hear.
  finish: (data, { sound }) => (sound === 'media' ? data : put(data, ['id'], undefined)),
  differs: ({ sound }) => (sound === 'media' ? [] : ['Kazoo plays recordings only: nothing is said aloud there']),
})
