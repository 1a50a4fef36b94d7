import { audioContext } from './audio-context.ts'
import { analyserFor, type Meter, meterOf } from './meter.ts'

/** Where calls are heard. */
export interface Speaker {
  play(id: string, voice: MediaStream): void
  end(id: string): void
  /** Empty: the computer's usual one. Where the browser cannot choose, it stays that. */
  choose(deviceId: string): void
  /** Undefined: nothing of that call is heard yet. */
  meterOf(id: string): Meter | undefined
}

interface Voice {
  readonly element: HTMLAudioElement
  readonly meter: Meter
  readonly node: AudioNode
}

export function createSpeaker(): Speaker {
  const voices = new Map<string, Voice>()
  let chosen = ''
  const send = ({ element }: Voice) => {
    // The one that is chosen may have been unplugged: then the usual one goes on.
    if ('setSinkId' in element) void element.setSinkId(chosen).catch(() => {})
  }
  const end = (id: string) => {
    const voice = voices.get(id)
    voices.delete(id)
    voice?.node.disconnect()
    if (voice) voice.element.srcObject = null
  }
  return {
    play(id, stream) {
      end(id)
      // Chromium lets a stream from outside be measured only while an element plays it.
      const element = new Audio()
      element.srcObject = stream
      const context = audioContext()
      const node = context.createMediaStreamSource(stream)
      const analyser = analyserFor(context)
      node.connect(analyser)
      const voice = { element, node, meter: meterOf(analyser) }
      voices.set(id, voice)
      if (chosen !== '') send(voice)
      // Before anybody has pressed something a browser may refuse; answering is a press.
      element.play().catch(() => {})
    },
    end,
    choose(deviceId) {
      chosen = deviceId
      voices.forEach(send)
    },
    meterOf: (id) => voices.get(id)?.meter,
  }
}
