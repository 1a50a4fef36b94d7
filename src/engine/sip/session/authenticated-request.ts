import { answerChallenge } from '../auth/answer-challenge.ts'
import type { HeaderEntry } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import type { ClientTransaction, ClientTransactionUser } from '../transaction/client-transaction.ts'
import type { TransportPeer } from '../transport/transport.ts'
import type { Credentials } from '../user-agent.ts'
import type { SessionHost } from './session-host.ts'

export interface AuthenticatedRequest {
  /** Builds the request, each time with the next CSeq, with the credentials header when there is one. */
  readonly make: (credentials: readonly HeaderEntry[]) => SipRequest
  readonly peer: TransportPeer
  readonly credentials: Credentials | undefined
  readonly user: ClientTransactionUser
  /** False once the request was cancelled: a challenge then ends it. */
  readonly isWanted?: () => boolean
  /** Asked for a password, and about to give it. */
  readonly onChallenged?: () => void
  /** The transaction under way, again after a challenge: what a CANCEL must name. */
  readonly onTransaction?: (transaction: ClientTransaction) => void
}

/** A challenge and a stale nonce may each be met once. */
const MAX_ANSWERS = 2

/** Sends, and answers a 401 or 407 once with credentials (RFC 3261 §22.2), once more if only the nonce was stale. */
export function sendAuthenticated(
  host: SessionHost,
  options: AuthenticatedRequest,
  answers = 0,
  earlier: readonly HeaderEntry[] = [],
): void {
  const request = options.make(earlier)
  const { user, peer } = options
  const transaction = host.layer.request(request, peer, {
    onResponse(response, source) {
      const answer = answers < MAX_ANSWERS ? answerTo(host, options, request, response) : undefined
      if (answer === undefined || (isRepeat(earlier, answer.header) && !answer.isStale))
        user.onResponse(response, source)
      else {
        options.onChallenged?.()
        const others = earlier.filter(([name]) => name !== answer.header[0])
        sendAuthenticated(host, options, answers + 1, [...others, answer.header])
      }
    },
    onTimeout: () => {
      user.onTimeout()
    },
    onTransportError: (error) => {
      user.onTransportError(error)
    },
  })
  options.onTransaction?.(transaction)
}

function answerTo(host: SessionHost, options: AuthenticatedRequest, request: SipRequest, response: SipResponse) {
  const { credentials } = options
  if (
    credentials === undefined ||
    options.isWanted?.() === false ||
    (response.status !== 401 && response.status !== 407)
  )
    return undefined
  const { method, uri } = request
  return answerChallenge({ response, credentials, method, uri, cnonce: host.random() })
}

function isRepeat(earlier: readonly HeaderEntry[], header: HeaderEntry): boolean {
  return earlier.some(([name]) => name === header[0])
}
