import type { SipUserAgent } from './user-agent.ts'
import type { UserAgentOptions } from './user-agent-options.ts'

export type { UserAgentOptions } from './user-agent-options.ts'
export { PortInUseError } from './transport/sip-transport.ts'

/** Composes sockets, timers and randomness with the protocol. Nothing is bound before `start()`. */
export function createUserAgent(options: UserAgentOptions): SipUserAgent {
  throw new Error(`SIP user agent ${options.userAgentName} is not built yet`)
}
