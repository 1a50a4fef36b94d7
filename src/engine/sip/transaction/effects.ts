/** `trying` is no letter of RFC 3261, but a time of it. J, I and L of server transactions are no timers here: for so long an answered request is remembered. */
export type TimerName = 'A' | 'B' | 'D' | 'E' | 'F' | 'G' | 'H' | 'K' | 'M' | 'trying'

/** What a step asks the driver to do, in order. */
export type Effect =
  /** The request as it was first sent. */
  | { readonly kind: 'send-request' }
  /** ACK for a non-2xx final response (§17.1.1.3). */
  | { readonly kind: 'send-ack' }
  /** The latest response given by the transaction user. */
  | { readonly kind: 'send-response' }
  /** 100, which the transaction user does not give (§17.2.1). */
  | { readonly kind: 'send-trying' }
  | { readonly kind: 'arm'; readonly timer: TimerName; readonly delayMs: number }
  | { readonly kind: 'disarm'; readonly timer: TimerName }
  /** Late copies of the request get the response again, or are absorbed without a word. */
  | { readonly kind: 'remember'; readonly answersCopies: boolean }
  /** The response just received goes to the transaction user. */
  | { readonly kind: 'pass-up' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'transport-error' }
  /** A copy of something already handled. */
  | { readonly kind: 'absorbed' }

export const passUp: Effect = { kind: 'pass-up' }
export const sendRequest: Effect = { kind: 'send-request' }
export const sendAck: Effect = { kind: 'send-ack' }
export const sendResponse: Effect = { kind: 'send-response' }
export const sendTrying: Effect = { kind: 'send-trying' }
export const timedOut: Effect = { kind: 'timeout' }
export const transportFailed: Effect = { kind: 'transport-error' }
export const absorbed: Effect = { kind: 'absorbed' }

export function remember(options: { readonly answersCopies: boolean }): Effect {
  return { kind: 'remember', ...options }
}

export function arm(timer: TimerName, delayMs: number): Effect {
  return { kind: 'arm', timer, delayMs }
}

export function disarm(timer: TimerName): Effect {
  return { kind: 'disarm', timer }
}
