import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { text } from '../../exchange/kazoo/fields.ts'
import { languageStep } from './language.ts'

export const kazooLanguageStep = defineKazooAction({
  definition: languageStep,
  module: 'language',
  fields: { language: text('language') },
})
