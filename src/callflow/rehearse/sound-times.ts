import type { Sound } from '../run/operation.ts'
import type { ChoiceContext } from './possibility.ts'

/** What a prompt is taken to last whose length nobody knows. */
const PROMPT_MS = 3_000
/** Of what numbers, times and amounts are put together from. */
const WORD_MS = 600
const isOneWord = (promptId: string) => /^(?:digits\/|money-|time-)/.test(promptId)

type About = Pick<ChoiceContext, 'design' | 'world'>

/** What cannot be played: media that does not exist, a greeting nobody recorded. */
export function missingSound(sounds: readonly Sound[], { design, world }: About): string | undefined {
  for (const sound of sounds) {
    if (sound.kind === 'media' && !design.find('media', sound.mediaId)) return sound.mediaId
    if (sound.kind === 'message' && !world.findMessage(sound.messageId)) return sound.messageId
    if (sound.kind === 'kept' && !world.isKept(sound.what)) return sound.what.kind
  }
  return undefined
}

/** How long sounds last one after another. */
export function soundsMs(sounds: readonly Sound[], at: About): number {
  return sounds.reduce((sum, sound) => sum + soundMs(sound, at), 0)
}

function soundMs(sound: Sound, { design, world }: About): number {
  switch (sound.kind) {
    case 'silence':
      return sound.durationMs
    case 'media':
      return design.find('media', sound.mediaId)?.durationMs || PROMPT_MS
    case 'digits':
      return sound.text.length * WORD_MS
    case 'tone':
      return 500
    case 'speech':
      return 500 + sound.text.length * 70
    case 'message':
      return world.findMessage(sound.messageId)?.durationMs ?? PROMPT_MS
    case 'prompt':
      return isOneWord(sound.promptId) ? WORD_MS : PROMPT_MS
    case 'recording':
    case 'kept':
    case 'web':
    case 'hold-music':
      return PROMPT_MS
  }
}
