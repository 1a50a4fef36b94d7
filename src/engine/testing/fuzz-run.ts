import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Of all messages of a run, what each fuzzer sends, in hundredths. Those of SIP and its SDP reach furthest. */
const SHARES = { sip: 35, sdp: 5, rtp: 36, browsers: 14, webSockets: 10 } as const

/** How many all fuzzers send together, and which row of messages. `node bench/fuzz.ts` sends more, and keeps what came of it. */
const MESSAGES = Number(process.env.FUZZ_MESSAGES ?? 100_000)
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_127)
const MAX_MS_A_MESSAGE = 20

export interface FuzzRound {
  /** Makes this round alone again: `FUZZ_SEED`. */
  readonly seed: number
  readonly messages: number
}

export interface FuzzRun {
  readonly messages: number
  readonly rounds: readonly FuzzRound[]
  readonly timeoutMs: number
}

/** What one fuzzer does in this run of tests: rounds of at most so many messages, after each of which nothing may be left. */
export function fuzzRun(what: keyof typeof SHARES, messagesARound: number): FuzzRun {
  const messages = Math.ceil((MESSAGES * SHARES[what]) / 100)
  const rounds = Array.from({ length: Math.ceil(messages / messagesARound) }, (_, round) => ({
    seed: SEED + round,
    messages: Math.min(messagesARound, messages - round * messagesARound),
  }))
  return { messages, rounds, timeoutMs: Math.max(60_000, messages * MAX_MS_A_MESSAGE) }
}

/** Bytes in use once garbage is collected. */
export function heapInUse(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
