import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs'
import { lastPageIn, TAIL_BYTES } from './ogg-page.ts'
import { type HeldOpus, PRE_SKIP } from './opus-file-writer.ts'
import type { SoundFileForm } from './sound-file.ts'

/** Of the first page, whose only packet is the header of RFC 7845 §5.1. */
const HEAD_BYTES = 28 + 19

/**
 * What is in an Opus recording of ours whose writer was killed; a page that it had not written whole is cut off. Undefined for a file that is none of ours, or
 * of which no sound is whole.
 */
export function heldInOpus(path: string): (HeldOpus & { readonly form: SoundFileForm }) | undefined {
  const file = openSync(path, 'r+')
  try {
    const { size } = fstatSync(file)
    const form = formOf(readAt(file, 0, HEAD_BYTES))
    const from = Math.max(0, size - TAIL_BYTES)
    const last = form && lastPageIn(readAt(file, from, size - from))
    if (form === undefined || last === undefined || last.granule <= PRE_SKIP) return undefined
    const bytes = from + last.end
    ftruncateSync(file, bytes)
    return { bytes, form, serial: last.serial, sequence: last.sequence, granule: last.granule }
  } finally {
    closeSync(file)
  }
}

/** Milliseconds that such a file plays. */
export const lengthOfOpus = (granule: number): number => Math.round((granule - PRE_SKIP) / 48)

function formOf(head: Buffer): SoundFileForm | undefined {
  if (head.length < HEAD_BYTES || head.toString('latin1', 28, 36) !== 'OpusHead') return undefined
  const channels = head.readUInt8(28 + 9)
  const rateHz = head.readUInt32LE(28 + 12)
  if ((channels !== 1 && channels !== 2) || (rateHz !== 8_000 && rateHz !== 16_000)) return undefined
  return { channels, rateHz }
}

function readAt(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(file, bytes, 0, length, from))
}
