import { watchedAtFirst } from './kinds/outside-limits.ts'
import { deniedAtFirst } from './kinds/restriction.ts'

/** What the account of a new design says against fraud. One that was made before, or came from elsewhere, keeps what it says. */
export const guardedAtFirst = { deniedClasses: [...deniedAtFirst], outsideWatch: watchedAtFirst }
