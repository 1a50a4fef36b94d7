import { randomUUID } from 'node:crypto'
import { type Media, makeDocument } from '../../callflow/design/document.ts'
import { sha256Of } from '../store/blobs.ts'
import type { ApplyChange, DesignStore } from '../store/design-store.ts'
import { RefusedError } from '../store/errors.ts'
import { PHONE_RATE_HZ } from '../../audio/convert-audio.ts'
import { convertUpload } from './convert-upload.ts'

export interface MediaUpload {
  readonly name: string
  readonly fileName: string
  readonly bytes: Uint8Array
  readonly replaceId?: string | undefined
}

/** The change that adds or replaces a media document, its sound included. @throws RefusedError NOT_AUDIO, NOT_FOUND */
export async function mediaChange(
  upload: MediaUpload,
  design: DesignStore,
  signal?: AbortSignal,
): Promise<ApplyChange & { readonly mediaId: string }> {
  const findReplaced = () => (upload.replaceId === undefined ? undefined : mediaToReplace(design, upload.replaceId))
  findReplaced() // refused before the work rather than after it
  const conversion = await convertUpload(upload.bytes, signal)
  if (!conversion.ok) throw notAudio(upload.fileName, conversion.problem)
  const replaced = findReplaced()
  const sound = {
    name: upload.name,
    sha256: sha256Of(conversion.wav),
    sampleRateHz: PHONE_RATE_HZ,
    durationMs: conversion.durationMs,
    sizeBytes: conversion.wav.length,
  }
  const media = replaced ? { ...replaced, ...sound } : makeDocument('media', { id: randomUUID(), ...sound })
  return {
    label: replaced ? `Replace sound ${upload.name}` : `Add sound ${upload.name}`,
    put: [media],
    blobs: [{ bytes: conversion.wav, mimeType: 'audio/wav' }],
    mediaId: media.id,
  }
}

function mediaToReplace(design: DesignStore, id: string): Media {
  const document = design.document(id)
  if (document?.kind === 'media') return document
  throw new RefusedError({ code: 'NOT_FOUND', data: { id } }, `There is no media ${id}; it may be deleted already.`)
}

function notAudio(fileName: string, problem: string): RefusedError {
  return new RefusedError({ code: 'NOT_AUDIO', data: { fileName } }, `${fileName} ${problem}.`)
}
