import { z } from 'zod'

/** The first file of a backup says what it is, the last one what must be in it: one that was cut short has no last one. */
export const ABOUT = 'callwright-backup.json'
export const HASHES = 'callwright-hashes.json'
export const FORMAT_VERSION = 1

export const aboutSchema = z.object({
  format: z.literal('callwright-backup'),
  version: z.number().int(),
  engineVersion: z.string().max(64),
  /** `user_version` of engine.db. */
  databaseVersion: z.number().int(),
  createdMs: z.number(),
  hasRecordings: z.boolean(),
})
export type About = z.infer<typeof aboutSchema>

/** By path. */
export const hashesSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/))

/** A file that is no backup, is not all of one, or is one that this version cannot put back; the message says which. */
export class BackupError extends Error {
  readonly code = 'BACKUP'
}

/** Of the whole work, in bytes. */
export type Progress = (doneBytes: number, totalBytes: number) => void
