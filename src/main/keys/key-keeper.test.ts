import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { testFolder } from '../store/test-design.ts'
import { fileKeyIn, fileKeyKeeper, type KeychainCipher, keychainKeyKeeper } from './key-keeper.ts'

/** Turns bits over: enough to see that the file holds what the keychain made of the key. */
const keychain = (isAvailable: boolean): KeychainCipher => ({
  isEncryptionAvailable: () => isAvailable,
  encryptString: (text) => Buffer.from(Buffer.from(text).map((byte) => byte ^ 0xff)),
  decryptString: (bytes) => Buffer.from(bytes.map((byte) => byte ^ 0xff)).toString(),
})

describe('the key that seals passwords', () => {
  it('is made once, 32 bytes, in a file only its user can read', () => {
    using folder = testFolder()
    const key = fileKeyKeeper(folder.path).key()
    expect(key).toHaveLength(32)
    expect(fileKeyKeeper(folder.path).key()).toEqual(key)
    expect(statSync(folder.file('secret-key')).mode & 0o777).toBe(0o600)
  })

  it('is sealed by the keychain where there is one', () => {
    using folder = testFolder()
    const key = keychainKeyKeeper(folder.path, keychain(true)).key()
    expect(keychainKeyKeeper(folder.path, keychain(true)).key()).toEqual(key)
    expect(readFileSync(folder.file('secret-key.sealed'), 'latin1')).not.toContain(Buffer.from(key).toString('base64'))
  })

  it('is in the file where there is none', () => {
    using folder = testFolder()
    const key = keychainKeyKeeper(folder.path, keychain(false)).key()
    expect(fileKeyKeeper(folder.path).key()).toEqual(key)
  })

  it('that a host without a keychain made is found, and none is made by looking', () => {
    using folder = testFolder()
    expect(fileKeyIn(folder.path)).toBeUndefined()
    expect(existsSync(folder.file('secret-key'))).toBe(false)
    const key = fileKeyKeeper(folder.path).key()
    expect(fileKeyIn(folder.path)).toEqual(key)
    writeFileSync(folder.file('secret-key'), 'c2hvcnQ=')
    expect(fileKeyIn(folder.path)).toBeUndefined()
  })

  it('is never replaced when its file is damaged', () => {
    using folder = testFolder()
    writeFileSync(folder.file('secret-key'), 'c2hvcnQ=')
    chmodSync(folder.file('secret-key'), 0o600)
    expect(() => fileKeyKeeper(folder.path).key()).toThrow(/has 5 bytes; 32 are needed/)
    expect(readFileSync(folder.file('secret-key'), 'utf8')).toBe('c2hvcnQ=')
  })
})
