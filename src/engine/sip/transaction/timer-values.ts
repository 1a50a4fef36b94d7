/** RFC 3261 table 4. */
export const T1_MS = 500
export const T2_MS = 4_000
export const T4_MS = 5_000
/** Timers B, F, H, J on UDP, L and M: how long a transaction waits for the other side. */
export const SIXTY_FOUR_T1_MS = 64 * T1_MS
/** RFC 3261 §17.2.1: a 100 is due after 200 ms; our clock may be late. */
export const TRYING_AFTER_MS = 150
/** Timer D on UDP: at least 32 s. */
export const TIMER_D_MS = 32_000
