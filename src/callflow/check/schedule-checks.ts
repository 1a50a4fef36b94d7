import type { ScheduleRule } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { weekdays } from '../design/kinds/routing.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Finding } from './finding.ts'

/** What single rules get wrong (A5). */
export function checkRule(rule: ScheduleRule): Finding[] {
  const why = neverReason(rule)
  if (why !== undefined) {
    const message = `"${rule.name}" never applies: ${why}.`
    return [{ code: 'rule-never-matches', severity: 'warning', documentId: rule.id, message }]
  }
  if (rule.untilSec >= rule.fromSec) return []
  const message = `"${rule.name}" runs over midnight, into the morning of the day after. On a Kazoo system it would never apply.`
  return [{ code: 'overnight-rule', severity: 'info', documentId: rule.id, message }]
}

function neverReason(rule: ScheduleRule): string | undefined {
  if (rule.endDate !== null && rule.endDate < rule.startDate) return 'it ends before it begins'
  if (rule.cycle !== 'yearly' || rule.ordinal !== null || rule.days.length === 0) return undefined
  const month = rule.month ?? Number(rule.startDate.slice(5, 7))
  const longest = month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31
  return rule.days.every((day) => day > longest) ? 'its month has no such day' : undefined
}

export interface RoutesAbout {
  readonly routes: readonly DocumentId[]
  readonly orderMode: 'specific' | 'listed'
}

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** Rules of one step that hide each other, overlap without saying which wins, or leave a short gap. */
export function checkRoutes({ routes, orderMode }: RoutesAbout, design: DesignSnapshot, say: Say): Finding[] {
  const rules = rulesOf(routes, design)
  return [
    ...rules.flatMap((rule, index) => {
      const hider = rules.find((other, at) => at !== index && hides(other, rule, at < index, orderMode))
      if (!hider) return []
      const why = hider.forced === 'on' ? 'is forced on' : 'comes first and covers all of it'
      const message = `"${rule.name}" is never taken here: "${hider.name}" ${why}.`
      return [say({ code: 'rule-shadowed', severity: 'warning', message })]
    }),
    ...rules.flatMap((rule, index) =>
      rules.slice(index + 1).flatMap((other) => checkPair({ rule, other, rules, orderMode }, say)),
    ),
  ]
}

function rulesOf(routes: readonly DocumentId[], design: DesignSnapshot): ScheduleRule[] {
  const ids = routes.flatMap((id) => design.find('schedule-set', id)?.ruleIds ?? [id])
  return [...new Set(ids)].flatMap((id) => {
    const rule = design.find('schedule-rule', id)
    return rule && rule.forced !== 'off' ? [rule] : []
  })
}

function hides(
  first: ScheduleRule,
  second: ScheduleRule,
  isListedFirst: boolean,
  mode: 'specific' | 'listed',
): boolean {
  if (second.forced === 'on') return first.forced === 'on' && isListedFirst
  if (first.forced === 'on') return mode === 'specific' || isListedFirst
  if (!isListedFirst || !covers(first, second)) return false
  return mode === 'listed' || isSameTime(first, second)
}

/** Every day `second` applies, `first` applies too, for at least as long. Only for weekly and daily rules can that be said at sight. */
function covers(first: ScheduleRule, second: ScheduleRule): boolean {
  const days = daysOf(first)
  if (!days || first.endDate !== null || isOvernight(first) || isOvernight(second)) return false
  const needed = daysOf(second) ?? weekdays
  return (
    first.startDate <= second.startDate &&
    needed.every((day) => days.includes(day)) &&
    first.fromSec <= second.fromSec &&
    first.untilSec >= second.untilSec
  )
}

/** Nothing about these two tells which is more specific (M56). */
function isSameTime(first: ScheduleRule, second: ScheduleRule): boolean {
  return (
    first.cycle === second.cycle &&
    daysOf(first)?.length === daysOf(second)?.length &&
    first.untilSec - first.fromSec === second.untilSec - second.fromSec
  )
}

const isOvernight = ({ fromSec, untilSec }: ScheduleRule) => untilSec < fromSec

/** Weekdays of a rule that applies every week; undefined for the others. */
function daysOf({ cycle, interval, weekdays: listed }: ScheduleRule): readonly string[] | undefined {
  if (interval !== 1) return undefined
  if (cycle === 'daily') return weekdays
  if (cycle !== 'weekly') return undefined
  return listed.length === 0 ? weekdays : listed
}

/** Shorter ones are rarely meant. */
const SHORT_GAP_SEC = 900

interface Pair {
  readonly rule: ScheduleRule
  readonly other: ScheduleRule
  readonly rules: readonly ScheduleRule[]
  readonly orderMode: 'specific' | 'listed'
}

function checkPair({ rule, other, rules, orderMode }: Pair, say: Say): Finding[] {
  const days = daysOf(other)
  const common = daysOf(rule)?.filter((day) => days?.includes(day)) ?? []
  if (common.length === 0 || isOvernight(rule) || isOvernight(other)) return []
  if (covers(rule, other) || covers(other, rule)) return []
  const [early, late] = rule.fromSec <= other.fromSec ? [rule, other] : [other, rule]
  const gapSec = late.fromSec - early.untilSec
  if (gapSec < -1 && (orderMode === 'listed' || isSameTime(rule, other))) {
    const message = `"${early.name}" and "${late.name}" both apply from ${clock(late.fromSec)} to ${clock(Math.min(early.untilSec, late.untilSec))}; "${rule.name}" wins because it is listed first.`
    return [say({ code: 'schedule-overlap', severity: 'info', message })]
  }
  if (gapSec <= 1 || gapSec > SHORT_GAP_SEC || isFilled(rules, common, early.untilSec, late.fromSec)) return []
  const message = `Between "${early.name}" and "${late.name}", from ${clock(early.untilSec)} to ${clock(late.fromSec)}, neither applies.`
  return [say({ code: 'schedule-gap', severity: 'info', message })]
}

const isFilled = (rules: readonly ScheduleRule[], days: readonly string[], fromSec: number, untilSec: number) =>
  rules.some((rule) => {
    const own = daysOf(rule)
    return own && days.every((day) => own.includes(day)) && rule.fromSec <= fromSec && rule.untilSec >= untilSec
  })

const clock = (sec: number) =>
  `${String(Math.floor(sec / 3_600)).padStart(2, '0')}:${String(Math.floor((sec % 3_600) / 60)).padStart(2, '0')}`
