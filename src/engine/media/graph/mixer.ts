import { encodeG711 } from '../codec/g711.ts'
import type { MixFlags } from '../media-engine.ts'
import { mix } from './mix.ts'
import type { Playlist } from './playlist.ts'
import { Playout } from './playout.ts'
import type { FrameSink, Partner } from '../rtp-stream.ts'
import { SpeechDetector } from './speech-detector.ts'
import type { PlaybackEnd, RelayedPacket } from '../worker-messages.ts'

const TICK_SAMPLES = 160
/** Who has fallen silent is heard this much longer, so that words keep their ends: 400 ms. */
const HANGOVER_TICKS = 20
/** How often it is said who speaks: 240 ms. */
const SPEAKING_TICKS = 12

export interface MixerOptions {
  /** Of the one source that everybody hears. */
  readonly ssrc: number
  /** The names given to `set`, when another set of people speaks. */
  readonly onSpeaking: (names: readonly string[]) => void
}

/** One of those in a mix: what they say comes in as packets, at any time; `listener` gets what they hear, by the tick. */
class Party implements Partner {
  readonly name: string
  flags: MixFlags
  /** This tick's, when they are heard. */
  frame: Int16Array | undefined
  readonly #listener: Partner
  readonly #buffer = new Playout()
  readonly #speech = new SpeechDetector()
  #hangover = 0
  #sequence = 0
  #isPaused = true

  constructor(name: string, listener: Partner, flags: MixFlags) {
    this.name = name
    this.#listener = listener
    this.flags = flags
  }

  deliver(packet: RelayedPacket, nowMs: number): void {
    const { content } = packet
    if (this.flags.isMuted || content === 'telephone-event' || content === 'comfort-noise') return
    this.#buffer.push({ ...packet, content }, nowMs)
  }

  /** Takes this tick's audio. Noise of a line on which nobody speaks is not mixed: fifty of them would drown who does. */
  listen(): void {
    const frame = this.#buffer.pull(TICK_SAMPLES)
    if (frame !== undefined && this.#speech.isSpeech(frame)) this.#hangover = HANGOVER_TICKS
    else if (this.#hangover > 0) this.#hangover--
    this.frame = this.#hangover > 0 && !this.flags.isMuted ? frame : undefined
  }

  get isSpeaking(): boolean {
    return this.#hangover > 0 && !this.flags.isMuted
  }

  /** Without a payload: there is nothing to hear now. */
  hear(
    payload: Uint8Array | undefined,
    at: { readonly ssrc: number; readonly timestamp: number },
    nowMs: number,
  ): void {
    if (payload === undefined || this.flags.isDeaf) {
      this.#isPaused = true
      return
    }
    const sequence = this.#sequence
    this.#sequence = (sequence + 1) & 0xffff
    this.#listener.deliver({ content: 'PCMU', ...at, sequence, marker: this.#isPaused, payload }, nowMs)
    this.#isPaused = false
  }
}

/**
 * Everybody hears everybody else: each the sum of all others, saturated. What is the same for many, for all who do not speak, is summed and encoded once,
 * so a room costs as much for each of its parties however many there are. 8 kHz; time is `nowMs`, monotonic.
 */
export class Mixer {
  readonly #options: MixerOptions
  readonly #parties = new Map<string, Party>()
  readonly #sinks = new Set<FrameSink>()
  readonly #sum = new Int32Array(TICK_SAMPLES)
  #playback: { readonly playlist: Playlist; readonly onEnd: (end: PlaybackEnd) => void } | undefined
  #timestamp = 0
  #ticks = 0
  #spoke = ''

  constructor(options: MixerOptions) {
    this.#options = options
  }

  get needsTicks(): boolean {
    return this.#parties.size > 0 || this.#playback !== undefined || this.#sinks.size > 0
  }

  /** Changes how somebody takes part; undefined when they are not here. */
  change(name: string, flags: MixFlags): Partner | undefined {
    const party = this.#parties.get(name)
    if (party) party.flags = flags
    return party
  }

  /** What they say goes to the partner returned; what they hear to `listener`. Whoever has that name goes. */
  add(name: string, listener: Partner, flags: MixFlags): Partner {
    const party = new Party(name, listener, flags)
    this.#parties.set(name, party)
    return party
  }

  remove(name: string): void {
    this.#parties.delete(name)
  }

  /** To everybody; replaces what plays. */
  play(playlist: Playlist, onEnd: (end: PlaybackEnd) => void): void {
    this.stopPlayback('stopped')
    this.#playback = { playlist, onEnd }
  }

  stopPlayback(end: PlaybackEnd): void {
    const playback = this.#playback
    this.#playback = undefined
    playback?.onEnd(end)
  }

  /** Gets what somebody hears who says nothing. */
  addSink(sink: FrameSink): void {
    this.#sinks.add(sink)
  }

  removeSink(sink: FrameSink): void {
    this.#sinks.delete(sink)
  }

  /** Every 20 ms; `isMissed` when the time for sending is over and only what keeps time still counts. */
  tick(nowMs: number, isMissed: boolean): void {
    for (const party of this.#parties.values()) party.listen()
    const played = this.#playback?.playlist.pull(TICK_SAMPLES)
    if (this.#playback !== undefined && played === undefined) this.stopPlayback('completed')
    const voices = this.#add(played)
    this.#timestamp = (this.#timestamp + TICK_SAMPLES) >>> 0
    if (!isMissed) this.#send(voices, nowMs)
    if (this.#sinks.size > 0) {
      const frame = this.#without(undefined)
      for (const sink of this.#sinks) sink.add(frame)
    }
    this.#tellWhoSpeaks()
  }

  /** Into the sum: what is played and everybody who is heard. How many that are. */
  #add(played: Int16Array | undefined): number {
    const sum = this.#sum
    sum.fill(0)
    let voices = played === undefined ? 0 : 1
    if (played) for (let i = 0; i < TICK_SAMPLES; i++) sum[i] = played[i] ?? 0
    for (const { frame, flags } of this.#parties.values()) {
      if (frame === undefined || flags.heardBy !== undefined) continue
      voices++
      for (let i = 0; i < TICK_SAMPLES; i++) sum[i] = (sum[i] ?? 0) + (frame[i] ?? 0)
    }
    return voices
  }

  #send(voices: number, nowMs: number): void {
    const at = { ssrc: this.#options.ssrc, timestamp: this.#timestamp }
    const shared = voices > 0 ? encodeG711('PCMU', this.#without(undefined)) : undefined
    const whispers = this.#whispers()
    for (const party of this.#parties.values()) {
      const own = party.flags.heardBy === undefined ? party.frame : undefined
      const said = whispers.length > 0 ? toldTo(party, whispers) : []
      if (said.length > 0) {
        const heard = voices > (own === undefined ? 0 : 1) ? [this.#without(own), ...said] : said
        party.hear(encodeG711('PCMU', mix(heard, TICK_SAMPLES)), at, nowMs)
        continue
      }
      const others = voices > 1 && own !== undefined ? encodeG711('PCMU', this.#without(own)) : undefined
      party.hear(own === undefined ? shared : others, at, nowMs)
    }
  }

  /** Those whom not everybody hears, and who speak. */
  #whispers(): readonly Party[] {
    return [...this.#parties.values()].filter(({ flags, frame }) => flags.heardBy !== undefined && frame !== undefined)
  }

  /** The sum, saturated, but for one voice. */
  #without(own: Int16Array | undefined): Int16Array {
    const out = new Int16Array(TICK_SAMPLES)
    for (let i = 0; i < TICK_SAMPLES; i++) {
      const sample = (this.#sum[i] ?? 0) - (own?.[i] ?? 0)
      out[i] = sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : sample
    }
    return out
  }

  #tellWhoSpeaks(): void {
    if (++this.#ticks % SPEAKING_TICKS !== 0) return
    const names = [...this.#parties.values()].filter(({ isSpeaking }) => isSpeaking).map(({ name }) => name)
    const spoke = names.join('\n')
    if (spoke === this.#spoke) return
    this.#spoke = spoke
    this.#options.onSpeaking(names)
  }
}

/** What is said to one of them and not to everybody. */
function toldTo(party: Party, whispers: readonly Party[]): readonly Int16Array[] {
  return whispers.flatMap((whisper) => {
    const isFor = whisper.flags.heardBy?.includes(party.name) === true
    return isFor && whisper.frame !== undefined ? [whisper.frame] : []
  })
}
