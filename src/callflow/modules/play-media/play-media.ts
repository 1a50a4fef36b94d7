import { z } from 'zod'
import { onlyBranch, defineModule } from '../../define-module.ts'
import { count, flag, reference } from '../../design/fields.ts'
import { answer, branch, play, wait } from '../../run/script.ts'
import { busyWith } from '../../step-traits.ts'

/** Callers hear nothing of the first syllable when it starts with the answer itself (M28). */
const SETTLE_MS = 100

/** Plays a sound once or more; any allowed key ends it; a missing file is passed over (M28). */
export const playMedia = defineModule({
  type: 'play-media',
  version: 1,
  category: 'basic',
  name: 'Play media',
  description: 'Plays a recording to the caller, then continues. Any key skips it.',
  icon: 'volume-2',
  settings: z.object({
    mediaId: reference('media', { label: 'Media', help: 'What callers hear. A missing file is passed over.' }),
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
  }),
  branches: [onlyBranch],
  mainSetting: 'mediaId',
  time: ({ mediaId }) => busyWith(mediaId),
  summary: ({ mediaId, repeat, endless }, design) => {
    const media = design.find('media', mediaId)?.name
    if (!media) return ''
    if (endless) return `${media} · without end`
    return repeat > 1 ? `${media} · ${repeat} times` : media
  },
  *script(_call, settings) {
    if (!settings.mediaId) return branch('_')
    if (settings.answer) {
      yield* answer()
      yield* wait(SETTLE_MS)
    }
    yield* play({
      sounds: [{ kind: 'media', mediaId: settings.mediaId }],
      terminators: settings.terminators,
      repeat: settings.endless ? 'endless' : settings.repeat,
    })
    return branch('_')
  },
})
