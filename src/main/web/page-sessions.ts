import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeWhole } from '../../engine/control/whole-file.ts'

/** Browsers let in at once; the one let in first is forgotten. */
const MAX_SESSIONS = 32
const LIFETIME_MS = 30 * 86_400_000

const savedSchema = z.array(z.object({ hash: z.string(), openedMs: z.number() }))
type Saved = z.infer<typeof savedSchema>

/**
 * Browsers that were let in, each by a cookie of its own (256 bits). Kept in a file as hashes, so that a page that was open when the back room died
 * goes on with the next one on the same port, with its unsaved changes, and who reads the file can open nothing with it.
 */
export class PageSessions {
  readonly #file: string | undefined
  #sessions: Saved

  /** Without a file, nothing is kept beyond this process. A damaged file lets nobody in, and is replaced. */
  constructor(file?: string) {
    this.#file = file
    this.#sessions = file === undefined ? [] : read(file)
  }

  /** The cookie's value. */
  open(nowMs: number): string {
    const value = randomBytes(32).toString('base64url')
    this.#sessions = [{ hash: hashOf(value), openedMs: nowMs }, ...this.#alive(nowMs)].slice(0, MAX_SESSIONS)
    this.#save()
    return value
  }

  isOpen(value: string, nowMs: number): boolean {
    const hash = hashOf(value)
    return this.#alive(nowMs).some((session) => session.hash === hash)
  }

  close(value: string): void {
    const hash = hashOf(value)
    this.#sessions = this.#sessions.filter((session) => session.hash !== hash)
    this.#save()
  }

  /** One opened in the future is older than a clock set back by more than a day. */
  #alive(nowMs: number): Saved {
    return this.#sessions.filter(({ openedMs }) => nowMs - openedMs < LIFETIME_MS && openedMs - nowMs < 86_400_000)
  }

  #save(): void {
    if (this.#file !== undefined) writeWhole(this.#file, JSON.stringify(this.#sessions))
  }
}

function read(file: string): Saved {
  try {
    return savedSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).slice(0, MAX_SESSIONS)
  } catch {
    return []
  }
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}
