import type { CodedFormat } from './audio-format.ts'
import type { PcmSound } from './pcm.ts'

/** What a file of sound is, before any of it is decoded. */
export type SoundFile =
  | { readonly kind: 'samples'; readonly sound: PcmSound }
  | { readonly kind: 'coded'; readonly format: CodedFormat | 'adpcm-wav'; readonly bytes: Uint8Array }
  /** `problem` ends the sentence "greeting.wav ...". */
  | { readonly kind: 'unreadable'; readonly problem: string }

export const unreadable = (problem: string): SoundFile => ({ kind: 'unreadable', problem })

/** Of a container that is understood but holds what is not. */
export const notRead = (what: string): SoundFile =>
  unreadable(`is ${what}, which Callwright does not read; ${HOW_TO_CONVERT}`)

/** A header that cannot be. */
export const broken = (why: string): SoundFile => unreadable(`could not be decoded: ${why}`)

export const HOW_TO_CONVERT =
  'convert it to WAV with 16-bit PCM first, for example with Audacity or "ffmpeg -i IN OUT.wav"'
