import { create } from 'zustand'
import { keep, readKept } from '../store/kept.ts'
import { createMicrophone, type VoiceSource } from './sound/microphone.ts'
import { microphoneProblem, NOT_SECURE } from './sound/microphone-words.ts'
import { createSpeaker } from './sound/speaker.ts'
import { audioContext } from './sound/audio-context.ts'

export interface SoundDevice {
  readonly id: string
  readonly label: string
}

/** What the phone speaks with and is heard on. */
export interface Sound {
  readonly source: VoiceSource
  /** Empty: the computer's usual one. */
  readonly speakerId: string
  readonly microphones: readonly SoundDevice[]
  readonly speakers: readonly SoundDevice[]
  /** Why others do not hear us, in words; null: they do. */
  readonly problem: string | null
  /** The talk key is down. */
  readonly isSpeaking: boolean
}

const KEY = 'callwright.phone.sound'

export const microphone = createMicrophone()
export const speaker = createSpeaker()

export const useSound = create<Sound>()(() => {
  const { microphoneId, speakerId } = readKept(KEY)
  return {
    source: { kind: 'device', deviceId: typeof microphoneId === 'string' ? microphoneId : null },
    speakerId: typeof speakerId === 'string' ? speakerId : '',
    microphones: [],
    speakers: [],
    problem: null,
    isSpeaking: false,
  }
})
speaker.choose(useSound.getState().speakerId)

/** Opens what we speak with; where that fails others hear silence, and the problem says why. */
export async function openVoice(): Promise<MediaStream> {
  await openSource(useSound.getState().source)
  return microphone.voice()
}

async function openSource(source: VoiceSource): Promise<void> {
  try {
    if (source.kind === 'device' && !('mediaDevices' in navigator)) throw new DOMException(NOT_SECURE, 'SecurityError')
    await microphone.open(source)
    useSound.setState({ problem: null })
    // Their names are told once one of them was allowed.
    if (source.kind === 'device') void readDevices()
  } catch (error) {
    useSound.setState({ problem: microphoneProblem(error) })
  }
}

/** `inCall`: it is heard at once. */
export function chooseSource(source: VoiceSource, inCall: boolean): void {
  useSound.setState({ source, problem: null, isSpeaking: false })
  if (source.kind === 'device') keepChoice()
  if (inCall) void openSource(source)
}

export function chooseSpeaker(speakerId: string): void {
  useSound.setState({ speakerId })
  speaker.choose(speakerId)
  keepChoice()
}

/** A sound of at most 20 MB, in any format that the browser knows. Answers why it cannot speak, or null. */
export async function chooseFile(file: File, inCall: boolean): Promise<string | null> {
  if (file.size > MAX_BYTES) return `${file.name} has ${Math.ceil(file.size / 1e6)} MB; 20 MB is the most.`
  try {
    const sound = await audioContext().decodeAudioData(await file.arrayBuffer())
    chooseSource({ kind: 'file', name: file.name, sound }, inCall)
    return null
  } catch {
    return `${file.name} is no sound that this browser can read.`
  }
}

export function speak(isSpeaking: boolean): void {
  microphone.speak(isSpeaking)
  useSound.setState({ isSpeaking })
}

export async function readDevices(): Promise<void> {
  if (!('mediaDevices' in navigator)) return
  const devices = await navigator.mediaDevices.enumerateDevices()
  // Without leave they have neither ids nor names.
  const of = (kind: MediaDeviceKind) =>
    devices
      .filter((each) => each.kind === kind && each.deviceId !== '' && each.deviceId !== 'default')
      .map(({ deviceId, label }): SoundDevice => ({ id: deviceId, label }))
  useSound.setState({ microphones: of('audioinput'), speakers: of('audiooutput') })
}

function keepChoice(): void {
  const { source, speakerId } = useSound.getState()
  keep(KEY, { speakerId, microphoneId: source.kind === 'device' ? source.deviceId : null })
}

const MAX_BYTES = 20_000_000
