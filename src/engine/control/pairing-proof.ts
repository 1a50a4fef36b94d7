import { createHmac, scrypt } from 'node:crypto'

/**
 * How an app and an engine show each other that both know the code of a pairing. Neither sends it. What is sent stands for the code together with the
 * certificate that was seen: what somebody in the middle is sent stands for a certificate of his own, which the engine does not have, and he cannot answer
 * for the engine without the code. To try all codes against a proof takes 2^58 runs of scrypt, and the code lives ten minutes.
 */
export interface PairingProofs {
  /** The app sends this. */
  readonly proof: string
  /** The engine answers with this. */
  readonly confirmation: string
}

/** Without what is mistaken for each other: 0 and O, 1, I and L, U and V. */
export const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
export const CODE_LENGTH = 12
const GROUP = 4

/** 16 MiB of memory and a tenth of a second. */
const COST = { N: 16_384, r: 8, p: 1 } as const
const KEY_BYTES = 32

/** `fingerprint`: SHA-256 of the certificate, `AB:CD:...`. Rejects never; a code that is none gives proofs of nothing. */
export async function pairingProofs(code: string, fingerprint: string): Promise<PairingProofs> {
  const key = await new Promise<Buffer>((resolve, reject) => {
    scrypt(plainCode(code), `callwright pairing ${fingerprint.toUpperCase()}`, KEY_BYTES, COST, (error, derived) =>
      error ? reject(error) : resolve(derived),
    )
  })
  const said = (side: string) => createHmac('sha256', key).update(side).digest('base64url')
  return { proof: said('app'), confirmation: said('engine') }
}

/** However it was typed: `k7qm 2wxp-9rtd` is `K7QM2WXP9RTD`. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '')
}

/** What is wrong with what was typed, as a sentence; undefined: it may be a code. */
export function codeProblem(typed: string): string | undefined {
  const plain = plainCode(typed)
  const wrong = Array.from(plain).find((letter) => !CODE_ALPHABET.includes(letter))
  if (wrong !== undefined) return `No code has "${wrong}" in it.`
  if (plain.length !== CODE_LENGTH) return `A code has ${CODE_LENGTH} letters and digits; this has ${plain.length}.`
  return undefined
}

/** `K7QM-2WXP-9RTD`; `random` gives whole numbers from 0 to below its argument. */
export function newCode(random: (below: number) => number): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[random(CODE_ALPHABET.length)] ?? '')
  const groups = Array.from({ length: CODE_LENGTH / GROUP }, (_, at) => letters.slice(at * GROUP, (at + 1) * GROUP))
  return groups.map((group) => group.join('')).join('-')
}
