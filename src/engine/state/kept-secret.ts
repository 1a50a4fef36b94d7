import { chmodSync, readFileSync, statSync } from 'node:fs'
import type { Files } from './files.ts'

/** A file that holds a secret of this engine's own. */
export interface KeptSecret {
  readonly path: string
  /** As people call it: `control token`. */
  readonly what: string
  readonly make: () => Uint8Array
  /** Why the content is none, in words that go on from "is damaged"; undefined when it is good. */
  readonly damageOf: (content: Uint8Array) => string | undefined
  readonly files: Files
  readonly onProblem: (message: string) => void
}

/** Is there, and may not be read: nobody but its owner can say what to do. */
export class UnreadableSecretError extends Error {
  readonly code = 'SECRET_UNREADABLE'
}

/** None of ours comes near. */
const MAX_BYTES = 4_096

/**
 * What is in the file (made 0600), or a new secret where there is none or it is damaged, as after a power cut: that is said, and the engine starts. It
 * starts also when the new one cannot be written, and makes another at the next start. Rejects with `UnreadableSecretError`.
 */
export async function keptSecret({ path, what, make, damageOf, files, onProblem }: KeptSecret): Promise<Uint8Array> {
  const kept = read(path, what)
  const damage = kept && damageIn(kept, damageOf)
  if (kept && damage === undefined) return kept
  const secret = make()
  if (damage !== undefined) onProblem(`the ${what} in ${path} was damaged (${damage}): a new one was made`)
  try {
    await files.write(path, secret)
  } catch (error) {
    onProblem(`the new ${what} cannot be written to ${path}, so the next start makes another: ${messageOf(error)}`)
  }
  return secret
}

function read(path: string, what: string): Uint8Array | undefined {
  try {
    if (!statSync(path, { throwIfNoEntry: false })) return undefined
    const kept = readFileSync(path).subarray(0, MAX_BYTES + 1)
    chmodSync(path, 0o600)
    return kept
  } catch (error) {
    throw new UnreadableSecretError(
      `the ${what} in ${path} cannot be read (${messageOf(error)}): it must be a file of the user this engine runs as`,
    )
  }
}

function damageIn(content: Uint8Array, damageOf: KeptSecret['damageOf']): string | undefined {
  if (content.length === 0) return 'it is empty'
  if (content.length > MAX_BYTES) return `it has more than ${MAX_BYTES} bytes`
  if (content.every((byte) => byte === content[0])) return `all its ${content.length} bytes are the same`
  return damageOf(content)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
