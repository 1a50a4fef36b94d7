import { RefusedError } from '../store/errors.ts'

/** Files on their way from a page, part by part, so that the page can show how far it is and change its mind. In memory: a file is at most 40 MB. */
export interface Uploads {
  /** Parts come in order; a part sent twice, as after a lost connection, counts once. Answers how much is here. @throws RefusedError */
  add(part: UploadPart): number
  /** The whole file, which is forgotten here. @throws RefusedError NOT_FOUND, INCOMPLETE */
  take(uploadId: string): Uint8Array
  drop(uploadId: string): void
}

export interface UploadPart {
  readonly uploadId: string
  /** Where in the file the part belongs. */
  readonly offset: number
  /** Of the whole file. */
  readonly sizeBytes: number
  readonly bytes: Uint8Array
}

interface Upload {
  readonly bytes: Uint8Array
  receivedBytes: number
  touchedMs: number
}

export function uploads(now: () => number = () => performance.now()): Uploads {
  const waiting = new Map<string, Upload>()

  const begin = (sizeBytes: number): Upload => {
    for (const [id, { touchedMs }] of waiting) if (now() - touchedMs > FORGOTTEN_AFTER_MS) waiting.delete(id)
    if (waiting.size >= MAX_WAITING) {
      throw tooMuch(`${MAX_WAITING} sounds are being uploaded at once, which is the limit. Try again when one is done.`)
    }
    return { bytes: new Uint8Array(sizeBytes), receivedBytes: 0, touchedMs: now() }
  }

  return {
    add({ uploadId, offset, sizeBytes, bytes }) {
      const upload = waiting.get(uploadId) ?? (offset === 0 ? begin(sizeBytes) : undefined)
      if (!upload) throw unknown(uploadId)
      const end = offset + bytes.length
      if (offset > upload.receivedBytes || end > upload.bytes.length) {
        throw tooMuch(`A part of the upload does not fit: it begins at byte ${offset} of ${upload.bytes.length}.`)
      }
      waiting.set(uploadId, upload)
      upload.touchedMs = now()
      if (end > upload.receivedBytes) {
        upload.bytes.set(bytes, offset)
        upload.receivedBytes = end
      }
      return upload.receivedBytes
    },
    take(uploadId) {
      const upload = waiting.get(uploadId)
      if (!upload) throw unknown(uploadId)
      waiting.delete(uploadId)
      if (upload.receivedBytes < upload.bytes.length) {
        throw tooMuch(`Only ${upload.receivedBytes} of ${upload.bytes.length} bytes of the upload arrived.`)
      }
      return upload.bytes
    },
    drop: (uploadId) => void waiting.delete(uploadId),
  }
}

function unknown(uploadId: string): RefusedError {
  return new RefusedError(
    { code: 'NOT_FOUND', data: { id: uploadId } },
    'The upload was given up meanwhile. Upload the sound again.',
  )
}

function tooMuch(message: string): RefusedError {
  return new RefusedError({ code: 'INVALID_DOCUMENT', data: { path: 'upload' } }, message)
}

const MAX_WAITING = 6
const FORGOTTEN_AFTER_MS = 10 * 60_000
