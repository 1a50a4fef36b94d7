import type { SampleRate } from '../codec/codecs.ts'

export interface SoundFileForm {
  readonly rateHz: SampleRate
  readonly channels: 1 | 2
}

/** A file that a recording is written to as it is made. */
export interface SoundFile {
  /** s16, of two channels by turns. */
  append(samples: Int16Array): void
  /** Why writing failed, as soon as that is known. */
  readonly error: string | undefined
  /** Resolves to the error, if any, once all is on disk. */
  close(): Promise<string | undefined>
}
