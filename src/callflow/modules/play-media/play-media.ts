import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { choice, count, flag, reference, text, variableName } from '../../design/fields.ts'
import type { Operation, OperationResult, Sound } from '../../run/operation.ts'
import { variableValue } from '../../run/call-variables.ts'
import { answer, branch, type CallContext, perform, play, wait } from '../../run/script.ts'
import { grammarOf } from '../../scripts/saying/grammar.ts'
import { type SaidValue, type Saying, sayings, sayingWords, sayValue } from '../../scripts/saying/say-value.ts'
import { busyWith } from '../../step-traits.ts'

/** Callers hear nothing of the first syllable when it starts with the answer itself (M28). */
const SETTLE_MS = 100

const settings = z.object({
  sound: choice(['media', 'variable', 'value'], {
    label: 'What is played',
    help: 'What is said aloud is spoken by the prompts of the call’s language.',
    default: 'media',
    options: {
      media: 'A recording',
      variable: 'What a variable holds, said aloud',
      value: 'A value, said aloud',
    },
  }),
  mediaId: reference('media', {
    label: 'Media',
    help: 'What callers hear. A missing file is passed over.',
    shownWhen: { field: 'sound', is: ['media'] },
  }),
  variable: variableName({
    label: 'Variable',
    help: 'Of the call: what a step set or collected, or caller-number, dialled-number, captured-1.',
    shownWhen: { field: 'sound', is: ['variable'] },
  }),
  value: text({
    label: 'Value',
    help: 'Such as 21.50, 2026-11-28, 15:05 or 90.',
    max: 64,
    shownWhen: { field: 'sound', is: ['value'] },
  }),
  sayAs: choice(sayings, {
    label: 'Said as',
    help: "In the call's language, by its grammar.",
    default: 'number',
    options: {
      number: 'Number',
      digits: 'One digit after another',
      ordinal: 'Ordinal: first, second',
      date: 'Date',
      time: 'Time of day',
      duration: 'Length of time, from seconds',
      eur: 'Euros',
      usd: 'Dollars',
      gbp: 'Pounds',
      chf: 'Swiss francs',
    },
    shownWhen: { field: 'sound', is: ['variable', 'value'] },
  }),
  repeat: count({ label: 'Times', help: 'How often it is played.', min: 1, max: 100, default: 1 }),
  endless: flag({
    label: 'Repeat without end',
    help: 'Until the caller hangs up or presses a key.',
    default: false,
    advanced: true,
  }),
  answer: flag({ label: 'Answer first', help: 'Off: played before the call is answered.', default: true }),
  terminators: z
    .string()
    .regex(/^[0-9*#]{0,12}$/)
    .default('0123456789*#')
    .meta({ label: 'Keys that skip it', help: 'Empty: nothing does.', control: 'text', advanced: true }),
})

export type PlayMediaSettings = z.infer<typeof settings>

/**
 * Plays a sound once or more; any allowed key ends it; a missing file is passed over (M28). Or says a value aloud, in the language of the call: a number, a
 * date, an amount of money. What is not what it should be is read out digit by digit, and what has no digits is passed over; the trace says so.
 */
export const playMedia = defineModule({
  type: 'play-media',
  version: 1,
  category: 'basic',
  name: 'Play media',
  description:
    'Plays a recording to the caller, or says a number, a date or an amount of money, then continues. Any key skips it.',
  icon: 'volume-2',
  settings,
  branches: [onlyBranch],
  mainSetting: mainSettingFor,
  time: (chosen) => busyWith(chosen[mainSettingFor(chosen)] || null),
  summary: (chosen, design) => {
    const what = whatIsPlayed(chosen, design.find('media', chosen.mediaId)?.name)
    if (!what) return ''
    if (chosen.endless) return `${what} · without end`
    return chosen.repeat > 1 ? `${what} · ${chosen.repeat} times` : what
  },
  *script(call, chosen) {
    if (!chosen[mainSettingFor(chosen)]) return branch('_')
    const sounds = yield* soundsOf(call, chosen)
    if (sounds.length === 0) return branch('_')
    if (chosen.answer) {
      yield* answer()
      yield* wait(SETTLE_MS)
    }
    yield* play({ sounds, terminators: chosen.terminators, repeat: chosen.endless ? 'endless' : chosen.repeat })
    return branch('_')
  },
})

const mainSettings = { media: 'mediaId', variable: 'variable', value: 'value' } as const

function mainSettingFor({ sound }: PlayMediaSettings) {
  return mainSettings[sound]
}

function* soundsOf(
  call: CallContext,
  { sound, mediaId, variable, value, sayAs }: PlayMediaSettings,
): Generator<Operation, readonly Sound[], OperationResult> {
  if (sound === 'media') return mediaId === null ? [] : [{ kind: 'media', mediaId }]
  const holds = sound === 'variable' ? variableValue(call, variable) : value
  const said = sayValue(holds, sayAs, grammarOf(call))
  if (!said.isUnderstood) {
    const what = sound === 'variable' ? `${variable} holds` : 'The value is'
    yield* perform({ kind: 'note', message: `${what} ${notSaidWords(holds, sayAs, said)}` })
  }
  return said.sounds
}

/** Why a value is not said as it should be, and what is heard instead, as a clause: `"abc", which is no date: nothing is said`. */
export function notSaidWords(value: string, sayAs: Saying, { sounds }: SaidValue): string {
  if (value.trim() === '') return 'nothing: nothing is said'
  const shown = value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN - 1)}…` : value
  const instead = sounds.length > 0 ? 'its digits are read out one by one' : 'nothing is said'
  return `"${shown}", which cannot be said as ${sayingWords[sayAs]}: ${instead}`
}

const MOST_SHOWN = 40

function whatIsPlayed({ sound, variable, value, sayAs }: PlayMediaSettings, media: string | undefined) {
  if (sound === 'media') return media
  const what = sound === 'variable' ? variable : value
  return what === '' ? undefined : `Says ${what} as ${sayingWords[sayAs]}`
}
