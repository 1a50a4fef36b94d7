import type { ResponseParts } from './build.ts'
import type { RemoteProtocolError } from './errors.ts'

/** The answer to a request that breaks the protocol. The reason phrase says what was wrong, to whoever reads the trace. */
export function refusalOf(error: RemoteProtocolError): ResponseParts {
  return { status: error.sipStatus, reason: error.message.replaceAll(/[^ -~]/g, '?').slice(0, 120) }
}
