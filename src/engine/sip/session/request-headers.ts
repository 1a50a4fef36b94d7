import { headerKey } from '../message/header-names.ts'
import type { HeaderEntry } from '../message/headers.ts'
import { parseUri } from '../message/uri.ts'

export function hasHeader(headers: readonly HeaderEntry[], name: string): boolean {
  const key = headerKey(name)
  return headers.some(([other]) => headerKey(other) === key)
}

/** The user part, when there is one that can go into our Contact as it is. */
export function userOf(uri: string): string | undefined {
  try {
    const parsed = parseUri(uri)
    const user = parsed.scheme === 'tel' ? parsed.number : parsed.user
    return user !== undefined && /^[A-Za-z0-9+._*-]+$/.test(user) ? user : undefined
  } catch {
    return undefined
  }
}
