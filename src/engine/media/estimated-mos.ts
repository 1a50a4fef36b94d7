/** One direction of a call. */
export interface Path {
  /** 0 to 1. */
  readonly lossRatio: number
  readonly jitterMs: number
  readonly roundTripMs: number
}

/** Of the G.107 default set, with nothing lost and no delay. */
const BASE_R = 93.2
/** Packet loss robustness of G.711 with concealment, random loss (G.113 appendix I). It gives none for Opus, and G.722's are on another scale: theirs are taken to be alike. */
const LOSS_ROBUSTNESS = 25.1
const PACKET_MS = 20
/** Above this much delay two people begin to talk at once (ms). */
const NOTICED_DELAY_MS = 177.3

/**
 * The mean opinion score that a narrowband listener would give, 1 to 4.5, estimated: the E-model of ITU-T G.107 with its defaults, the equipment impairment of
 * G.113, the delay impairment in the shortened form of Cole and Rosenbluth (2001). A jitter buffer is taken to be twice the jitter.
 */
export function estimatedMos({ lossRatio, jitterMs, roundTripMs }: Path): number {
  const lossPercent = 100 * Math.min(1, Math.max(0, lossRatio))
  const delayMs = roundTripMs / 2 + 2 * jitterMs + PACKET_MS
  const delayImpairment = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - NOTICED_DELAY_MS)
  const lossImpairment = (95 * lossPercent) / (lossPercent + LOSS_ROBUSTNESS)
  const r = Math.min(100, Math.max(0, BASE_R - delayImpairment - lossImpairment))
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)
}
