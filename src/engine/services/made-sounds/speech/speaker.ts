import type { Sound } from '../../../../callflow/run/operation.ts'

/** Programs that speak, by their names as people install them. */
export const speechPrograms = ['espeak-ng', 'say', 'sapi'] as const
export type SpeechProgram = (typeof speechPrograms)[number]

export type Voice = Extract<Sound, { kind: 'speech' }>['voice']

export interface SpeechRequest {
  /** Without control characters; what `speakable` made. */
  readonly text: string
  /** A language tag, of any case; whoever speaks takes the nearest that it has. */
  readonly language: string
  readonly voice: Voice
}

export type Spoken =
  /** A file of sound of any kind that `src/audio` reads. */
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly why: string }

/** Turns text into sound. Never rejects. */
export interface Speaker {
  /** Part of what a sound is kept under: another one sounds otherwise. */
  readonly name: string
  speak(request: SpeechRequest, signal?: AbortSignal): Promise<Spoken>
}

/** The longest text that is spoken: five minutes and more. */
export const MAX_SPOKEN_CHARACTERS = 5_000
/** As long as a caller waits at most. */
export const SPEECH_LIMIT_MS = 10_000
/** Twelve minutes at 22 kHz. */
export const MAX_SPEECH_BYTES = 32 * 1024 * 1024

/**
 * Text as programs may have it: control characters are commands to some (espeak-ng, SAPI), and so are double brackets (espeak-ng's phonemes, `say`'s
 * commands). Tags are read out as text: nobody is told that it is SSML.
 */
export const speakable = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\[{2,}|\]{2,}/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** The nearest of `has` to a language: itself, its base, another of the same base, English, whatever comes first. */
export function nearestLanguage(wanted: string, has: readonly string[]): string | undefined {
  const tag = wanted.toLowerCase().replaceAll('_', '-')
  const base = tag.split('-')[0] ?? ''
  const same = (other: string) => has.find((each) => each.toLowerCase() === other)
  const kin = (other: string) => has.find((each) => each.toLowerCase().startsWith(`${other}-`))
  return same(tag) ?? same(base) ?? (base === '' ? undefined : kin(base)) ?? same('en') ?? kin('en') ?? has[0]
}
