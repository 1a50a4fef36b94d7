import { request } from 'node:http'
import { z } from 'zod'
import { pairedRoles, type PairedRole } from './access-contract.ts'
import { pairingProofs } from './pairing-proof.ts'
import { FingerprintChangedError, pinnedConnector, tlsAddress } from './pinned-tls.ts'

/** Why a pairing did not come about, as a sentence. */
export class PairingFailedError extends Error {
  readonly code = 'PAIRING_FAILED'
  readonly why: 'code' | 'fingerprint' | 'not-an-engine' | 'unreachable' | 'refused'

  constructor(why: PairingFailedError['why'], message: string, cause?: unknown) {
    super(message, { cause })
    this.why = why
  }
}

export interface PairingWanted {
  /** `https://host:port`. */
  readonly url: string
  /** Of the certificate that was seen there, and compared. */
  readonly fingerprint: string
  readonly code: string
  /** What the engine should call whoever pairs. */
  readonly name: string
}

export interface PairedWith {
  readonly token: string
  readonly name: string
  readonly role: PairedRole
}

const answerSchema = z.object({
  token: z.string().regex(/^[\x21-\x7e]{16,512}$/),
  name: z.string(),
  role: z.enum(pairedRoles),
  confirmation: z.string(),
})
const refusalSchema = z.object({ code: z.string(), message: z.string().max(300) })

const ANSWER_WITHIN_MS = 10_000
const MAX_ANSWER_BYTES = 16_384

/** Exchanges the code for a token. Neither it nor anything else is sent to whoever shows another certificate. Rejects with `PairingFailedError`. */
export async function pairWith({ url, fingerprint, code, name }: PairingWanted): Promise<PairedWith> {
  const proofs = await pairingProofs(code, fingerprint)
  const { status, text } = await post(url, fingerprint, JSON.stringify({ proof: proofs.proof, name }))
  const body = jsonOf(text)
  if (status === 200) {
    const answer = answerSchema.safeParse(body)
    if (answer.success && answer.data.confirmation === proofs.confirmation) {
      const { token, name: given, role } = answer.data
      return { token, name: given, role }
    }
    const what = answer.success
      ? 'What answers there does not know the code: it is not the engine that made it. Nothing was kept.'
      : 'What answers there is no Callwright engine.'
    throw new PairingFailedError('not-an-engine', what)
  }
  const refusal = refusalSchema.safeParse(body)
  if (!refusal.success) throw new PairingFailedError('not-an-engine', 'What answers there is no Callwright engine.')
  const isCode = refusal.data.code === 'WRONG_CODE' || refusal.data.code === 'CODE_OVER'
  throw new PairingFailedError(isCode ? 'code' : 'refused', refusal.data.message)
}

function post(url: string, fingerprint: string, body: string): Promise<{ status: number; text: string }> {
  const { host, port } = tlsAddress(url)
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host,
        port,
        method: 'POST',
        path: '/api/pairings/exchange',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        createConnection: pinnedConnector(fingerprint),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (piece: string) => {
          text += piece
          if (text.length > MAX_ANSWER_BYTES) response.destroy(new Error('the answer is too long'))
        })
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }))
        response.once('error', (error) => reject(failed(url, error)))
      },
    )
    asked.once('error', (error) => reject(failed(url, error)))
    asked.end(body)
  })
}

function failed(url: string, error: Error): PairingFailedError {
  if (error instanceof FingerprintChangedError) {
    return new PairingFailedError(
      'fingerprint',
      `The certificate at ${url} is another one than a moment ago (${error.seen}). Nothing was sent.`,
      error,
    )
  }
  return new PairingFailedError('unreachable', `${url} does not answer: ${error.message}.`, error)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
