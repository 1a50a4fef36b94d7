import type { DesignSnapshot } from '../design/snapshot.ts'
import { clockOf, dateOf } from '../schedule/local-time.ts'

/** The date that clocks show where the account is, `YYYY-MM-DD`. */
export const todayIn = (design: DesignSnapshot, epochMs: number): string =>
  dateOf(clockOf(design, null).at(epochMs).day).toString()
