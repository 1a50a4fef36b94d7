import { wavFile } from '../../audio/wav.ts'

/** M4A is heard here or nowhere: browsers bring AAC with them, the back room has no decoder for it. Every other file is left as it is. Undefined: not here either. */
export async function decodedInPage(file: File): Promise<File | undefined> {
  const name = new TextDecoder('latin1').decode(await file.slice(4, 8).arrayBuffer())
  return name === 'ftyp' ? asWav(file) : file
}

/** Whatever the browser can decode, as phones hear it. Undefined: it cannot. */
export async function asWav(file: File): Promise<File | undefined> {
  const context = new OfflineAudioContext(1, 1, PHONE_RATE_HZ)
  const sound = await context.decodeAudioData(await file.arrayBuffer()).catch(() => undefined)
  if (!sound) return undefined
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index))
  const mono = Float32Array.from({ length: sound.length }, (_, at) => meanAt(channels, at))
  return new File([wavFile([mono], PHONE_RATE_HZ)], file.name, { type: 'audio/wav' })
}

const meanAt = (channels: readonly Float32Array[], at: number) =>
  channels.reduce((sum, samples) => sum + (samples[at] ?? 0), 0) / channels.length

const PHONE_RATE_HZ = 8_000
