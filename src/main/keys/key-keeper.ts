import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../../engine/control/whole-file.ts'

/** Keeps the 32-byte key that seals secret fields of designs on this machine. Made on first use. */
export interface KeyKeeper {
  key(): Uint8Array
}

/** The part of Electron's `safeStorage` that is needed: the operating system's keychain. */
export interface KeychainCipher {
  isEncryptionAvailable(): boolean
  encryptString(text: string): Buffer
  decryptString(bytes: Buffer): string
}

/** In a file only this user can read. For hosts without a keychain: protects a design that is copied, not one whose user is impersonated. */
export function fileKeyKeeper(dataDir: string): KeyKeeper {
  const file = join(dataDir, 'secret-key')
  return once(() => Buffer.from(readOrMake(file, () => Buffer.from(newKey())).toString('utf8'), 'base64'))
}

/** The key a host without a keychain made there, such as the command line. Undefined: it made none, or it cannot be read. */
export function fileKeyIn(dataDir: string): Uint8Array | undefined {
  try {
    const key = Buffer.from(readFileSync(join(dataDir, 'secret-key'), 'utf8'), 'base64')
    return key.length === KEY_BYTES ? key : undefined
  } catch {
    return undefined
  }
}

/** In a file sealed by the operating system's keychain; without a keychain like `fileKeyKeeper`. */
export function keychainKeyKeeper(dataDir: string, keychain: KeychainCipher): KeyKeeper {
  if (!keychain.isEncryptionAvailable()) return fileKeyKeeper(dataDir)
  const file = join(dataDir, 'secret-key.sealed')
  return once(() => {
    const sealed = readOrMake(file, () => keychain.encryptString(newKey()))
    return Buffer.from(keychain.decryptString(sealed), 'base64')
  })
}

function once(read: () => Buffer): KeyKeeper {
  let key: Buffer | undefined
  return {
    key() {
      key ??= read()
      if (key.length !== KEY_BYTES)
        throw new Error(`The key that seals passwords has ${key.length} bytes; ${KEY_BYTES} are needed.`)
      return key
    },
  }
}

/** A damaged or unreadable key file is an error, never replaced: the old key may still come back from a backup. */
function readOrMake(file: string, make: () => Buffer): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ENOENT') throw error
  }
  const made = make()
  writeWhole(file, made)
  return made
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64')
}

const KEY_BYTES = 32
