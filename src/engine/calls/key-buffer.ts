/** Takes a key; true when it was used up and is not to be buffered. */
export type KeyListener = (key: string) => boolean

const MAX_BUFFERED = 64

/** What a caller keyed and nobody has read yet, RFC 4733 and INFO alike. Keys beyond 64 are dropped. */
export class KeyBuffer {
  readonly #keys: string[] = []
  readonly #listeners = new Set<KeyListener>()

  push(key: string): void {
    for (const listener of this.#listeners) if (listener(key)) return
    if (this.#keys.length < MAX_BUFFERED) this.#keys.push(key)
  }

  /** The oldest buffered key. */
  take(): string | undefined {
    return this.#keys.shift()
  }

  clear(): void {
    this.#keys.length = 0
  }

  onKey(listener: KeyListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** A key as INFO says it, held for as long as one in packets would be. */
export const infoOfKey = (key: string) => ({
  contentType: 'application/dtmf-relay',
  content: `Signal=${key}\r\nDuration=100\r\n`,
})

/** The key in an INFO body, or undefined. `application/dtmf-relay` is `Signal=5` lines, `application/dtmf` the bare key, either in the other's type too; 10 and 11 are * and #. */
export function keyOfInfo(contentType: string, content: string): string | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/dtmf-relay' && type !== 'application/dtmf') return undefined
  if (content.length > 500) return undefined
  const text = (/^\s*Signal\s*=\s*(\S+)/im.exec(content)?.[1] ?? content).trim().toUpperCase()
  if (text === '10') return '*'
  if (text === '11') return '#'
  return /^[0-9*#A-D]$/.test(text) ? text : undefined
}
