import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { branch, perform } from '../../run/script.ts'
import { passedAtOnce } from '../../step-traits.ts'

/** The language of prompts and spoken text for the rest of the call (B1). */
export const languageStep = defineModule({
  type: 'language',
  version: 1,
  category: 'advanced',
  name: 'Language',
  description: 'Speaks system prompts in another language from here on.',
  icon: 'languages',
  settings: z.object({
    language: z
      .string()
      .regex(/^([A-Za-z]{2}(-[A-Za-z]{2})?)?$/)
      .default('')
      .meta({ label: 'Language', help: "Such as en or fr-ca; the account's when empty.", control: 'text' }),
  }),
  branches: [onlyBranch],
  time: passedAtOnce,
  summary: ({ language }) => language,
  *script(_call, { language }) {
    yield* perform({ kind: 'edit-call', edit: { kind: 'set-language', language: language.toLowerCase() } })
    return branch('_')
  },
})
