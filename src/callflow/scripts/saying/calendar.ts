import type { Sound } from '../../run/operation.ts'

/** `time-day-21`: English `twenty-first`, German `am einundzwanzigsten`, French `le vingt et un`. */
export const dayOfMonth = (day: number): Sound => ({ kind: 'prompt', promptId: `time-day-${day}` })

/** `time-month-11`: English `on November`, Spanish `de noviembre`. */
export const monthOfYear = (month: number): Sound => ({ kind: 'prompt', promptId: `time-month-${month}` })
