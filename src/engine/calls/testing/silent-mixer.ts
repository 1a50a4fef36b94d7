import type {
  AudioSource,
  MediaStream,
  MixFlags,
  Mixer,
  Playback,
  PlayOptions,
  Recording,
} from '../../media/media-engine.ts'

/** Remembers who is mixed how, and what was played to the room. */
export class SilentMixer implements Mixer {
  readonly mixed = new Map<string, MixFlags>()
  readonly played: (readonly AudioSource[])[] = []
  isClosed = false
  speaking: (streamIds: readonly string[]) => void = () => {}
  record = nothingRecorded
  readonly #play: (sources: readonly AudioSource[], options?: PlayOptions) => Playback

  constructor(play: (sources: readonly AudioSource[], options?: PlayOptions) => Playback) {
    this.#play = play
  }

  set(stream: MediaStream, { isMuted, isDeaf, heardBy }: MixFlags): void {
    this.mixed.set(stream.streamId, { isMuted, isDeaf, ...(heardBy ? { heardBy } : {}) })
  }

  remove({ streamId }: MediaStream): void {
    this.mixed.delete(streamId)
  }

  play(sources: readonly AudioSource[], options?: PlayOptions): Playback {
    this.played.push(sources)
    return this.#play(sources, options)
  }

  onSpeaking(listener: (streamIds: readonly string[]) => void): () => void {
    this.speaking = listener
    return () => {}
  }

  close(): void {
    this.isClosed = true
  }
}

const nothingRecorded = (): Recording => ({
  finished: Promise.resolve({ durationMs: 0, endedBy: 'closed' }),
  stop() {},
  pause() {},
})
