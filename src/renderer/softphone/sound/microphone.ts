import { audioContext } from './audio-context.ts'
import { analyserFor, type Meter, meterOf, silentMeter } from './meter.ts'

/** What others hear of us: a microphone (null: the computer's usual one), a sound while it is held down, or nothing. */
export type VoiceSource =
  | { readonly kind: 'device'; readonly deviceId: string | null }
  | { readonly kind: 'file'; readonly name: string; readonly sound: AudioBuffer }
  | { readonly kind: 'nothing' }

/**
 * One source for all calls. It can be changed while they go on, as what they send stays the same. The microphone is open only while somebody has a
 * voice of it, so that the browser shows that it listens when it does.
 */
export interface Microphone {
  /** Opens the source. Each call has a voice of its own; `end` it with `release`. @throws DOMException as `getUserMedia` does; a voice of silence can be had with 'nothing' */
  open(source: VoiceSource): Promise<void>
  /** Silence, when nothing is open. */
  voice(): MediaStream
  release(voice: MediaStream): void
  /** With a sound for a source: heard while it is held, from where it was let go. */
  speak(isHeld: boolean): void
  readonly meter: Meter
}

export function createMicrophone(): Microphone {
  let graph: Graph | undefined
  let source: VoiceSource = { kind: 'nothing' }
  let close: (() => void) | undefined
  let player: SoundPlayer | undefined
  const voices = new Set<MediaStream>()
  const graphNow = () => (graph ??= graphOf(audioContext()))
  const shut = () => {
    close?.()
    close = undefined
    player = undefined
  }
  return {
    async open(wanted) {
      source = wanted
      const { context, entry } = graphNow()
      if (wanted.kind === 'device') {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: constraints(wanted.deviceId) })
        // Another one was chosen while the person was being asked.
        if (source !== wanted) return endTracks(stream)
        shut()
        const node = context.createMediaStreamSource(stream)
        node.connect(entry)
        close = () => {
          node.disconnect()
          endTracks(stream)
        }
        return
      }
      shut()
      if (wanted.kind === 'file') {
        player = new SoundPlayer(context, wanted.sound, entry)
        const { stop } = player
        close = stop
      }
    },
    voice() {
      const voice = graphNow().exit.stream.clone()
      voices.add(voice)
      return voice
    },
    release(voice) {
      endTracks(voice)
      voices.delete(voice)
      if (voices.size === 0) shut()
    },
    speak(isHeld) {
      if (isHeld) player?.play()
      else player?.stop()
    },
    get meter() {
      return graph?.meter ?? silentMeter
    },
  }
}

interface Graph {
  readonly context: AudioContext
  readonly entry: AnalyserNode
  readonly exit: MediaStreamAudioDestinationNode
  readonly meter: Meter
}

function graphOf(context: AudioContext): Graph {
  const entry = analyserFor(context)
  const exit = context.createMediaStreamDestination()
  entry.connect(exit)
  return { context, entry, exit, meter: meterOf(entry) }
}

class SoundPlayer {
  readonly #context: AudioContext
  readonly #sound: AudioBuffer
  readonly #to: AudioNode
  #node: AudioBufferSourceNode | undefined
  #startedSec = 0
  #atSec = 0

  constructor(context: AudioContext, sound: AudioBuffer, to: AudioNode) {
    this.#context = context
    this.#sound = sound
    this.#to = to
  }

  play(): void {
    if (this.#node) return
    const node = this.#context.createBufferSource()
    node.buffer = this.#sound
    node.loop = true
    node.connect(this.#to)
    node.start(0, this.#atSec)
    this.#startedSec = this.#context.currentTime - this.#atSec
    this.#node = node
  }

  readonly stop = (): void => {
    if (!this.#node) return
    this.#node.stop()
    this.#node.disconnect()
    this.#node = undefined
    this.#atSec = (this.#context.currentTime - this.#startedSec) % this.#sound.duration
  }
}

const constraints = (deviceId: string | null): MediaTrackConstraints => ({
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ...(deviceId === null ? {} : { deviceId: { ideal: deviceId } }),
})

function endTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
