import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { choice, flag, longText, reference } from '../../design/fields.ts'
import { answer, branch, play } from '../../run/script.ts'
import { spokenLanguage } from '../../run/spoken-languages.ts'

/** Reads text to the caller (B1). Any key ends it. */
export const textToSpeech = defineModule({
  type: 'text-to-speech',
  version: 1,
  category: 'advanced',
  name: 'Text to speech',
  description: 'Reads a text to the caller, then continues.',
  icon: 'speech',
  needs: ['sound:speech'],
  settings: z.object({
    text: longText({ label: 'Text', help: 'Read aloud to the caller.', max: 1_000 }),
    voice: choice(['default', 'female', 'male'], {
      label: 'Voice',
      help: 'The nearest one the engine has.',
      default: 'default',
      options: { default: 'Default', female: 'Female', male: 'Male' },
    }),
    language: z
      .string()
      .regex(/^([A-Za-z]{2}(-[A-Za-z]{2})?)?$/)
      .default('')
      .meta({ label: 'Language', help: "Such as en-us; the call's when empty.", control: 'text', advanced: true }),
    insteadId: reference('media', {
      label: 'When it cannot be spoken',
      help: "Played instead, as where the engine's machine has nothing to speak with.",
      advanced: true,
    }),
    endless: flag({
      label: 'Repeat without end',
      help: 'Until the caller hangs up or presses a key.',
      default: false,
      advanced: true,
    }),
    terminators: z
      .string()
      .regex(/^[0-9*#]{0,12}$/)
      .default('0123456789*#')
      .meta({ label: 'Keys that end it', help: 'Empty: nothing does.', control: 'text', advanced: true }),
  }),
  branches: [onlyBranch],
  mainSetting: 'text',
  summary: ({ text }) => (text.length > 60 ? `${text.slice(0, 59)}…` : text),
  *script(call, { text, voice, language, insteadId, endless, terminators }) {
    if (text.trim() === '') return branch('_')
    yield* answer()
    const how = { terminators, ...(endless ? { repeat: 'endless' as const } : {}) }
    const spoken = { kind: 'speech', text, language: language || spokenLanguage(call), voice } as const
    const { outcome } = yield* play({ sounds: [spoken], ...how })
    if (outcome === 'missing' && insteadId) yield* play({ sounds: [{ kind: 'media', mediaId: insteadId }], ...how })
    return branch('_')
  },
})
