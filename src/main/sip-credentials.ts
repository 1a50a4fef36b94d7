import { randomInt } from 'node:crypto'

/** What a phone registers with. The user name is not the extension: robots that try extensions find nobody. */
export function newSipCredentials(): { readonly sipUsername: string; readonly sipPassword: string } {
  return { sipUsername: `cw${randomText(10)}`, sipPassword: newSipPassword() }
}

/** 20 of 56 letters and digits: 116 bits. */
export function newSipPassword(): string {
  return randomText(20, LETTERS + LETTERS.toUpperCase() + DIGITS)
}

function randomText(length: number, alphabet: string = LETTERS + DIGITS): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
}

/** Without those that look alike when a password is typed into a phone. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz'
const DIGITS = '23456789'
