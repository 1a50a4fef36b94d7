import { headerKey, isListHeader } from './header-names.ts'
import type { SipHeaders } from './message.ts'

export type HeaderEntry = readonly [name: string, value: string]

/** Header fields in order. Lists are split when asked for, not when read. */
export class HeaderList implements SipHeaders {
  readonly entries: readonly HeaderEntry[]
  readonly #keys: string[] = []

  constructor(entries: readonly HeaderEntry[]) {
    this.entries = entries
    for (const [name] of entries) this.#keys.push(headerKey(name))
  }

  get(name: string): string | undefined {
    const key = headerKey(name)
    const index = this.#keys.indexOf(key)
    const value = this.entries[index]?.[1]
    if (value === undefined || !isListHeader(key) || !value.includes(',')) return value
    return splitList(value)[0]
  }

  getAll(name: string): readonly string[] {
    const key = headerKey(name)
    const isList = isListHeader(key)
    const values: string[] = []
    for (let i = this.#keys.indexOf(key); i !== -1; i = this.#keys.indexOf(key, i + 1)) {
      const value = this.entries[i]?.[1] ?? ''
      if (!isList) values.push(value)
      else if (!value.includes(',')) {
        if (value !== '') values.push(value)
      } else values.push(...splitList(value))
    }
    return values
  }

  keyAt(index: number): string {
    return this.#keys[index] ?? ''
  }

  /** A copy whose first value of a list header is another. */
  withFirst(name: string, value: string): HeaderList {
    const index = this.#keys.indexOf(headerKey(name))
    const old = this.entries[index]
    if (old === undefined) return new HeaderList([[name, value], ...this.entries])
    const rest = splitList(old[1]).slice(1)
    const entries = this.entries.slice()
    entries[index] = [old[0], [value, ...rest].join(', ')]
    return new HeaderList(entries)
  }
}

/** Comma-separated values; commas within quotes and <> do not separate. Empty values are left out. */
export function splitList(text: string): string[] {
  const values: string[] = []
  let start = 0
  let isQuoted = false
  let isBracketed = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isQuoted) {
      if (code === 92) i++
      else if (code === 34) isQuoted = false
    } else if (code === 34) isQuoted = true
    else if (code === 60) isBracketed = true
    else if (code === 62) isBracketed = false
    else if (code === 44 && !isBracketed) {
      pushTrimmed(values, text.slice(start, i))
      start = i + 1
    }
  }
  pushTrimmed(values, text.slice(start))
  return values
}

function pushTrimmed(values: string[], text: string): void {
  const trimmed = text.trim()
  if (trimmed !== '') values.push(trimmed)
}
