import { Temporal } from 'temporal-polyfill'
import type { ScheduleRule } from '../../../callflow/design/document.ts'
import { routeAt, type ScheduleQuestion } from '../../../callflow/schedule/explain.ts'
import { dayNumber, instantsOf } from '../../../callflow/schedule/local-time.ts'
import { includesDay } from '../../../callflow/schedule/rule-days.ts'

/** A stretch of one day. `day` 0 is Monday; `untilSec` is up to 86,400. */
export interface Block {
  readonly day: number
  readonly fromSec: number
  readonly untilSec: number
  /** The rule or set that applies. */
  readonly routeId: string
}

/** The Monday of the week that holds `date` (`YYYY-MM-DD`), `weeks` further on. */
export function mondayOf(date: string, weeks = 0): string {
  const day = Temporal.PlainDate.from(date)
  return day
    .subtract({ days: day.dayOfWeek - 1 })
    .add({ weeks })
    .toString()
}

/** Dates of the seven days from a Monday. */
export function daysFrom(monday: string): readonly string[] {
  const first = Temporal.PlainDate.from(monday)
  return Array.from({ length: 7 }, (_, day) => first.add({ days: day }).toString())
}

/** When one rule applies by its own days and hours, exactly. What runs over midnight goes on in the next day. */
export function ruleBlocks(rule: ScheduleRule, monday: string): readonly Block[] {
  const blocks: Block[] = []
  const first = dayNumber(monday)
  for (let day = -1; day < 7; day++) {
    if (!includesDay(rule, first + day)) continue
    const { fromSec, untilSec } = rule
    const isOvernight = untilSec < fromSec
    if (day >= 0) blocks.push({ day, fromSec, untilSec: isOvernight ? 86_400 : untilSec, routeId: rule.id })
    if (isOvernight && day < 6) blocks.push({ day: day + 1, fromSec: 0, untilSec, routeId: rule.id })
  }
  return blocks.filter((block) => block.untilSec > block.fromSec)
}

/** The time picker's step: finer windows are a pixel off at most. */
const STEP_SEC = 300

/** Which route wins through a week, looked at every five minutes (M56). */
export function winningBlocks(question: ScheduleQuestion, monday: string): readonly Block[] {
  const blocks: Block[] = []
  const first = Temporal.PlainDate.from(monday)
  for (let day = 0; day < 7; day++) {
    const date = first.add({ days: day })
    let open: Block | undefined
    for (let sec = 0; sec < 86_400; sec += STEP_SEC) {
      // A second into the slot: both ends of a rule's window belong to it, so its very last second is passed over.
      const [atMs = 0] = instantsOf(date, sec + 1, question.zone)
      const routeId = routeAt(question, atMs)
      if (open && open.routeId === routeId) {
        open = { ...open, untilSec: sec + STEP_SEC }
      } else {
        if (open) blocks.push(open)
        open = routeId === undefined ? undefined : { day, fromSec: sec, untilSec: sec + STEP_SEC, routeId }
      }
    }
    if (open) blocks.push(open)
  }
  return blocks
}

/** `YYYY-MM-DD` now in a zone. */
export function todayIn(zone: string): string {
  return Temporal.Now.plainDateISO(zone).toString()
}
