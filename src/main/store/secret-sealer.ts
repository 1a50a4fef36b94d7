import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type Document, documentSchemas } from '../../callflow/design/document.ts'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { secretFields } from './schema-fields.ts'

/** Hides values of secret fields in the file. Works on documents as they stand there, before they are parsed. */
export interface Sealer {
  seal(document: Document): object
  /** Secrets that cannot be opened come back empty; `onLocked` is told of each. */
  open(stored: unknown, onLocked: () => void): unknown
}

export const plainSealer: Sealer = { seal: (document) => document, open: (stored) => stored }

/**
 * AES-256-GCM with a key kept outside the design, a random nonce for each value, and document id and field as authenticated data, so that a sealed
 * password cannot be moved to another phone. Values without the prefix are taken as they are: files from before, and imports.
 */
export function secretSealer(key: () => Uint8Array): Sealer {
  return {
    seal(document) {
      let sealed: Record<string, unknown> = document
      for (const field of secretsOf(document.kind)) {
        const value: unknown = Reflect.get(document, field)
        if (typeof value !== 'string' || value === '') continue
        sealed = { ...sealed, [field]: sealText(key(), value, placeOf(document.id, field)) }
      }
      return sealed
    },
    open(stored, onLocked) {
      if (!isRecord(stored)) return stored
      let opened = stored
      for (const field of secretsOf(stored['kind'])) {
        const value = stored[field]
        if (typeof value !== 'string' || !value.startsWith(PREFIX)) continue
        const text = openText(key(), value, placeOf(String(stored['id']), field))
        if (text === undefined) onLocked()
        opened = { ...opened, [field]: text ?? '' }
      }
      return opened
    },
  }
}

function sealText(key: Uint8Array, text: string, place: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(place)
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), bytes]).toString('base64')
}

function openText(key: Uint8Array, sealed: string, place: Buffer): string | undefined {
  const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64')
  if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(place).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return undefined // sealed with another key, or altered
  }
}

function secretsOf(kind: unknown): readonly string[] {
  if (typeof kind !== 'string' || !Object.hasOwn(documentSchemas, kind)) return []
  const known = fieldsByKind.get(kind) ?? secretFields(documentSchemas[kind as DocumentKind]) // a key of documentSchemas
  fieldsByKind.set(kind, known)
  return known
}

function placeOf(id: string, field: string): Buffer {
  return Buffer.from(`${id}\n${field}`)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const fieldsByKind = new Map<string, readonly string[]>()
const PREFIX = 'sealed:v1:'
const NONCE_BYTES = 12
const TAG_BYTES = 16
