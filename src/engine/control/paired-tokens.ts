import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Files } from '../state/files.ts'
import { type PairedRole, type PairedToken, pairedTokenSchema } from './access-contract.ts'

export const MAX_TOKENS = 200
const TOKEN_BYTES = 32
/** How late the file may be about when a token was last used. */
const USE_EVERY_MS = 300_000
const LAST_WORDS_MS = 500

const keptSchema = z.object({
  tokens: z.array(pairedTokenSchema.extend({ hash: z.string().regex(/^[0-9a-f]{64}$/) })).max(MAX_TOKENS),
})
type Kept = z.infer<typeof keptSchema>['tokens'][number]

export interface PairedTokensOptions {
  readonly path: string
  readonly files: Files
  /** By the wall. */
  readonly nowMs: () => number
  readonly onProblem: (message: string) => void
}

/**
 * Tokens of those that were paired, in a file beside engine.db: SHA-256 of each and what people call it. A token has 256 bits, so its hash needs neither
 * salt nor stretching, and is looked up as it is.
 */
export class PairedTokens {
  readonly #options: PairedTokensOptions
  readonly #byHash: Map<string, Kept>
  readonly #listeners: ((id: string) => void)[] = []
  /** Writes take turns. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(options: PairedTokensOptions, kept: readonly Kept[]) {
    this.#options = options
    this.#byHash = new Map(kept.map((token) => [token.hash, token]))
  }

  /** A file that cannot be read is set aside and said: nobody is let in by guesses. */
  static async open(options: PairedTokensOptions): Promise<PairedTokens> {
    const { path, files, onProblem } = options
    if (!existsSync(path)) return new PairedTokens(options, [])
    try {
      return new PairedTokens(options, keptSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).tokens)
    } catch (error) {
      const aside = `${path}.damaged`
      await files.move(path, aside).catch(() => {}) // it is said all the same
      onProblem(
        `the paired tokens in ${path} cannot be read (${messageOf(error)}) and were set aside as ${aside}: apps have to be paired again`,
      )
      return new PairedTokens(options, [])
    }
  }

  list(): PairedToken[] {
    return [...this.#byHash.values()].map(({ hash: _hash, ...token }) => token)
  }

  get isFull(): boolean {
    return this.#byHash.size >= MAX_TOKENS
  }

  /** Resolves with the token itself, which is nowhere else, once its hash is on the disk. */
  async add({ name, role }: { readonly name: string; readonly role: PairedRole }): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    const hash = hashOf(token)
    this.#byHash.set(hash, { id: randomUUID(), name, role, madeMs: this.#options.nowMs(), lastUsedMs: null, hash })
    try {
      await this.#write()
    } catch (error) {
      this.#byHash.delete(hash)
      throw error
    }
    return token
  }

  /** Whose it is; undefined: nobody's. Noted as used. */
  use(token: string): PairedToken | undefined {
    const found = this.#byHash.get(hashOf(token))
    if (found === undefined) return undefined
    const nowMs = this.#options.nowMs()
    const isNews = found.lastUsedMs === null || Math.abs(nowMs - found.lastUsedMs) >= USE_EVERY_MS
    if (isNews) {
      found.lastUsedMs = nowMs
      void this.#write().catch(() => {}) // a full disk shuts nobody out
    }
    return found
  }

  /**
   * False: there is none. It is over at once, and for good when this has resolved. `isLeaving`: whoever has it asked for that, and is still answered.
   */
  async revoke(id: string, { isLeaving = false } = {}): Promise<boolean> {
    const found = [...this.#byHash.values()].find((token) => token.id === id)
    if (found === undefined) return false
    this.#byHash.delete(found.hash)
    const tell = () => this.#listeners.forEach((listener) => listener(id))
    if (isLeaving) setTimeout(tell, LAST_WORDS_MS).unref()
    else tell()
    await this.#write()
    return true
  }

  onRevoked(listener: (id: string) => void): void {
    this.#listeners.push(listener)
  }

  #write(): Promise<void> {
    const { path, files } = this.#options
    const written = this.#turn.then(() =>
      files.write(path, `${JSON.stringify({ tokens: [...this.#byHash.values()] }, null, 2)}\n`),
    )
    this.#turn = written.catch(() => {}) // whoever asked is told
    return written
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200)
}
