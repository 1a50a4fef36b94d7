import { MAX_UPLOAD_BYTES } from '../../main/media/upload-limit.ts'
import { api } from '../api/client.ts'
import { OTHER_DESIGN, refusalOf } from '../api/refusal.ts'
import { takeChange } from '../store/design.ts'
import { decodedInPage } from './decode-in-page.ts'

export type UploadResult =
  | { readonly ok: true; readonly mediaId: string }
  /** No problem: it was cancelled. `isElsewhere`: another design is open, and nothing was made. */
  | { readonly ok: false; readonly problem: string | null; readonly isElsewhere?: boolean }

export interface UploadOptions {
  /** The design it was begun in. */
  readonly designId: string
  /** The file's name when empty. */
  readonly name: string
  /** Media whose sound this replaces; its uses stay. */
  readonly replaceId?: string
  readonly signal?: AbortSignal
  /** Bytes that arrived. All of them: the back room is turning the sound into the form phones can hear. */
  readonly onProgress?: (sentBytes: number) => void
}

/** What a file dialog offers; what a file is is told by its content. */
export const SOUND_FILES = 'audio/*,.wav,.aif,.aiff,.aifc,.au,.snd,.mp3,.ogg,.opus,.flac,.m4a'

const PART_BYTES = 512 * 1024

/** Sends a sound to the back room, part by part. */
export async function uploadMedia(file: File, options: UploadOptions): Promise<UploadResult> {
  if (file.size > MAX_UPLOAD_BYTES) return { ok: false, problem: tooLarge(file) }
  if (file.size === 0) return { ok: false, problem: `${file.name} is empty.` }
  const uploadId = crypto.randomUUID()
  const { designId, name, replaceId, signal } = options
  try {
    const sent = await decodedInPage(file)
    if (!sent) return { ok: false, problem: `${file.name} cannot be decoded by this browser. Save it as MP3 or WAV.` }
    if (sent.size > MAX_UPLOAD_BYTES) return { ok: false, problem: tooLarge(sent) }
    await sendParts(sent, uploadId, options)
    const input = {
      designId,
      name: name.trim() || nameOf(file),
      fileName: file.name.slice(-255),
      uploadId,
      ...(replaceId ? { replaceId } : {}),
    }
    const { mediaId } = await takeChange(
      () => api().media.upload(input, signal ? { signal } : {}),
      (answer) => answer.change,
      designId,
    )
    return { ok: true, mediaId }
  } catch (error) {
    if (signal?.aborted) {
      api()
        .media.dropUpload({ uploadId })
        .catch(() => undefined) // forgotten there by itself after a while
      return { ok: false, problem: null }
    }
    const { code, message } = refusalOf(error)
    return { ok: false, problem: message, isElsewhere: code === OTHER_DESIGN }
  }
}

const tooLarge = ({ name, size }: File) =>
  `${name} has ${(size / 1024 / 1024).toFixed(1)} MB; the limit is 40 MB. Save it as MP3, or as WAV with one channel.`

async function sendParts(file: File, uploadId: string, { signal, onProgress }: UploadOptions): Promise<void> {
  for (let offset = 0; offset < file.size; offset += PART_BYTES) {
    signal?.throwIfAborted()
    const base64 = await base64Of(file.slice(offset, offset + PART_BYTES))
    const part = { uploadId, offset, sizeBytes: file.size, base64 }
    const { receivedBytes } = await api().media.uploadPart(part, signal ? { signal } : {})
    onProgress?.(receivedBytes)
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

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      resolve(typeof reader.result === 'string' ? reader.result.replace(/^data:[^,]*,/, '') : '')
    })
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the file cannot be read')))
    reader.readAsDataURL(blob)
  })
}
