import { randomBytes } from 'node:crypto'
import { asWeAre } from './transport/outside-addresses.ts'
import { defaultTransportLimits } from './transport/limits.ts'
import { SocketTransport } from './transport/socket-transport.ts'
import type { SipUserAgent } from './user-agent.ts'
import { UserAgentCore } from './user-agent-core.ts'
import type { Clock, Timers, UserAgentLimits, UserAgentOptions } from './user-agent-options.ts'

export type { UserAgentOptions } from './user-agent-options.ts'
export { PortInUseError } from './transport/sip-transport.ts'

const defaultLimits: UserAgentLimits = {
  ...defaultTransportLimits,
  maxServerTransactions: 50_000,
  maxAnsweredRequests: 50_000,
}

/** Composes sockets, timers and randomness with the protocol. Nothing is bound before `start()`. */
export function createUserAgent(options: UserAgentOptions): SipUserAgent {
  const limits = { ...defaultLimits, ...options.limits }
  const clock = options.clock ?? systemClock
  const transport =
    options.transport ??
    new SocketTransport({
      listen: options.listen,
      limits,
      clock,
      nextFlowId: flowIds(),
      ...(options.tls && { tls: options.tls }),
      ...(options.webOrigins && { webOrigins: options.webOrigins }),
    })
  const onInternalError = options.onInternalError ?? throwLater
  return new UserAgentCore({
    transport,
    addressShown: options.addressShown ?? asWeAre,
    timers: guarded(options.timers ?? systemTimers, onInternalError),
    clock,
    random: options.random ?? randomTokens(),
    userAgentName: options.userAgentName,
    maxServerTransactions: limits.maxServerTransactions,
    maxAnsweredRequests: limits.maxAnsweredRequests,
    onInternalError,
  })
}

const systemClock: Clock = { now: () => Math.floor(performance.timeOrigin + performance.now()) }

const systemTimers: Timers = {
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs)
    // Open sockets keep the process alive; after close() a lingering transaction must not.
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}

/** What a timer sets off in one call must not take the others down. */
function guarded(timers: Timers, onInternalError: (error: unknown, sipCallId: string) => void): Timers {
  return {
    after: (delayMs, action) =>
      timers.after(delayMs, () => {
        try {
          action()
        } catch (error) {
          onInternalError(error, '')
        }
      }),
  }
}

const TOKEN_BYTES = 10
const POOL_TOKENS = 256

/** Tokens of 80 random bits, drawn from the system in batches: a call takes a dozen. */
function randomTokens(): () => string {
  let pool = ''
  let at = 0
  return () => {
    if (at >= pool.length) {
      pool = randomBytes(TOKEN_BYTES * POOL_TOKENS).toString('hex')
      at = 0
    }
    at += TOKEN_BYTES * 2
    return pool.slice(at - TOKEN_BYTES * 2, at)
  }
}

function flowIds(): () => string {
  const run = randomBytes(4).toString('hex')
  let count = 0
  return () => `flow-${run}-${++count}`
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
