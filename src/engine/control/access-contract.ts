import { oc } from '@orpc/contract'
import { z } from 'zod'

/** What somebody may do, each what the ones before it may too. `admin` is whoever has the engine's own token file. */
export const roles = ['read', 'operate', 'deploy', 'admin'] as const
export type Role = (typeof roles)[number]

/** Those that are given to others. */
export const pairedRoles = ['read', 'operate', 'deploy'] as const
export type PairedRole = (typeof pairedRoles)[number]

/** As people know a laptop or a program. */
export const tokenNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}]*$/u, 'a name has no control characters')

export const pairedTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(pairedRoles),
  madeMs: z.number(),
  /** Null: not since it was made. Up to five minutes old after the engine was killed. */
  lastUsedMs: z.number().nullable(),
})
export type PairedToken = z.infer<typeof pairedTokenSchema>

const NOT_FOUND = { status: 404, message: 'There is no such token' } as const

export const accessContract = {
  /** Whose token was shown, and what it may do. `id`: of the token; null for the owner's. */
  whoAmI: oc
    .route({ method: 'GET', path: '/access' })
    .output(z.object({ id: z.string().nullable(), name: z.string(), role: z.enum(roles) })),
  /**
   * A code that gives whoever sends a proof of it a token with that role: once, within ten minutes, and not after five wrong tries. A code from before
   * ends. `name`: what the token is called; else what whoever comes calls itself.
   */
  offerPairing: oc
    .route({ method: 'POST', path: '/pairings' })
    .input(z.object({ role: z.enum(pairedRoles).default('deploy'), name: tokenNameSchema.optional() }))
    .output(
      z.object({
        code: z.string(),
        endsMs: z.number(),
        /** SHA-256 of the certificate that whoever pairs is shown, `AB:CD:...`. */
        fingerprint: z.string(),
        /** Where it listens: `https://192.0.2.10:7061`. */
        urls: z.array(z.string()),
      }),
    )
    .errors({ NOT_LISTENING: { status: 409, message: 'The engine listens for no app beyond this machine' } }),
  /** Asked without a token, over TLS only. `proof` and `confirmation`: `pairing-proof.ts`. */
  pair: oc
    .route({ method: 'POST', path: '/pairings/exchange' })
    .input(z.object({ proof: z.string().regex(/^[A-Za-z0-9_-]{43}$/), name: tokenNameSchema }))
    .output(
      z.object({ token: z.string(), name: z.string(), role: z.enum(pairedRoles), confirmation: z.string().max(64) }),
    )
    .errors({
      WRONG_CODE: { status: 403, message: 'The code is wrong' },
      CODE_OVER: {
        status: 410,
        message: 'The code cannot be used any more',
        data: z.object({ why: z.enum(['used', 'late', 'spoilt', 'replaced']) }),
      },
      TOO_MANY: { status: 429, message: 'Too many tries' },
      FULL: { status: 409, message: 'No more can be paired' },
    }),
  tokens: oc.route({ method: 'GET', path: '/tokens' }).output(z.array(pairedTokenSchema)),
  /** Its connections end. */
  revoke: oc
    .route({ method: 'DELETE', path: '/tokens/{id}' })
    .input(z.object({ id: z.string().max(64) }))
    .output(z.object({ revoked: z.literal(true) }))
    .errors({ NOT_FOUND }),
  /** The token that was shown is over. That of the file stays. */
  leave: oc.route({ method: 'DELETE', path: '/access' }).output(z.object({ left: z.boolean() })),
}
