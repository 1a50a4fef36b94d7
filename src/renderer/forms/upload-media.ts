import { api } from '../api/client.ts'
import { refusalOf } from '../api/refusal.ts'
import { takeChange } from '../store/design.ts'

export type UploadResult =
  | { readonly ok: true; readonly mediaId: string }
  | { readonly ok: false; readonly problem: string }

const MAX_BYTES = 40 * 1024 * 1024

/** Sends a sound to the back room, which turns it into the form phones can hear. `replaceId` keeps a media file's uses. */
export async function uploadMedia(file: File, name: string, replaceId?: string): Promise<UploadResult> {
  if (file.size > MAX_BYTES) {
    const mb = (file.size / 1024 / 1024).toFixed(1)
    return { ok: false, problem: `${file.name} has ${mb} MB; the limit is 40 MB.` }
  }
  try {
    const base64 = await base64Of(file)
    const input = {
      name: name.trim() || nameOf(file),
      fileName: file.name.slice(-255),
      base64,
      ...(replaceId ? { replaceId } : {}),
    }
    const { mediaId } = await takeChange(
      () => api().media.upload(input),
      (answer) => answer.change,
    )
    return { ok: true, mediaId }
  } catch (error) {
    const refusal = refusalOf(error)
    return {
      ok: false,
      problem:
        refusal.code === 'NOT_AUDIO'
          ? `${file.name} is not audio that can be read. WAV, MP3, OGG, FLAC and M4A are.`
          : refusal.message,
    }
  }
}

/** File name without its ending, as a first name for the sound. */
export function nameOf(file: File): string {
  return (
    file.name
      .replace(/\.[^.]+$/, '')
      .replaceAll('_', ' ')
      .slice(0, 128) || 'Sound'
  )
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      resolve(typeof reader.result === 'string' ? reader.result.replace(/^data:[^,]*,/, '') : '')
    })
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the file cannot be read')))
    reader.readAsDataURL(file)
  })
}
