import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { flag, keySet, text, word } from '../../exchange/kazoo/fields.ts'
import { textToSpeech } from './text-to-speech.ts'

const voice = word('voice', { default: 'default', female: 'female', male: 'male' })

export const kazooTextToSpeech = defineKazooAction({
  definition: textToSpeech,
  module: 'tts',
  fields: {
    text: text('text'),
    voice: {
      read: (data, context) => (data.voice === undefined ? 'default' : voice.read(data, context)),
      write: voice.write,
    },
    language: text('language'),
    endless: flag('endless_playback'),
    terminators: keySet('terminators'),
  },
})
