import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { flag, flagUnlessFalse, keySet, number, reference } from '../../exchange/kazoo/fields.ts'
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
})
