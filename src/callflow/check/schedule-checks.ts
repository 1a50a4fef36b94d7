import type { Callflow, FlowNode, ScheduleRule } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { weekdays } from '../design/kinds/schedules.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { OrderMode } from '../schedule/explain.ts'
import { compareRarity } from '../schedule/rarity.ts'
import { spanOf } from '../schedule/rule-days.ts'
import { isOvernight } from '../schedule/split-at-midnight.ts'
import { clock } from '../schedule/clock-words.ts'
import type { Finding, QuickFix } from './finding.ts'
import { withoutRoute, withRouteBefore } from './rule-use.ts'

export interface RoutesAbout {
  readonly routes: readonly DocumentId[]
  readonly orderMode: OrderMode
}

/** A time-of-day step. */
export interface RoutesPlace {
  readonly callflow: Callflow
  readonly node: FlowNode
  readonly settings: RoutesAbout
  readonly design: DesignSnapshot
}

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** A rule of a step and the branch it leads to: its own, or that of a set it came in by. */
interface Routed {
  readonly routeId: DocumentId
  readonly rule: ScheduleRule
}

/** Rules of a step that are compared with each other, each with every other. */
const MOST_RULES = 300
/** Of one kind at one step: nobody reads more, and every one brings its fix along. */
const MOST_FINDINGS = 25

/** Rules of one step that hide each other, overlap without saying which wins, or leave a short gap (A5, M56). The first 25 of a kind. */
export function checkRoutes(place: RoutesPlace, say: Say): Finding[] {
  const all = routed(place).slice(0, MOST_RULES)
  return [...firstOf(shadows(place, all, say)), ...firstOf(pairs(place, all, say))]
}

function firstOf(findings: Iterable<Finding>): Finding[] {
  const first: Finding[] = []
  for (const finding of findings) if (first.push(finding) === MOST_FINDINGS) break
  return first
}

function* shadows(place: RoutesPlace, all: readonly Routed[], say: Say): Iterable<Finding> {
  for (const index of all.keys()) {
    const finding = checkShadow(place, all, index, say)
    if (finding) yield finding
  }
}

function* pairs(place: RoutesPlace, all: readonly Routed[], say: Say): Iterable<Finding> {
  for (const [index, each] of all.entries()) {
    for (const other of all.slice(index + 1)) yield* checkPair(place, { each, other, all }, say)
  }
}

function routed({ settings: { routes }, design }: RoutesPlace): Routed[] {
  return [...new Set(routes)].flatMap((routeId) =>
    (design.find('schedule-set', routeId)?.ruleIds ?? [routeId]).flatMap((ruleId) => {
      const rule = design.find('schedule-rule', ruleId)
      return rule && rule.forced !== 'off' ? [{ routeId, rule }] : []
    }),
  )
}

function checkShadow(place: RoutesPlace, all: readonly Routed[], index: number, say: Say): Finding | undefined {
  const { orderMode } = place.settings
  const hidden = all[index]
  if (!hidden) return undefined
  const hider = all.find(
    (other, at) => other.routeId !== hidden.routeId && hides(other.rule, hidden.rule, at < index, orderMode),
  )
  if (!hider) return undefined
  const fix = unhiding(place, hidden, hider)
  const message = `"${hidden.rule.name}" is never taken here: ${whyHidden(place, hidden, hider)}.`
  return say({ code: 'rule-shadowed', severity: 'warning', message, ...(fix && { fix }) })
}

function whyHidden({ design }: RoutesPlace, hidden: Routed, { routeId, rule }: Routed): string {
  if (rule.id === hidden.rule.id) {
    const set = design.find('schedule-set', routeId === rule.id ? hidden.routeId : routeId)
    return `it is listed twice, by itself and in "${set?.name ?? ''}", and the first counts`
  }
  return `"${rule.name}" ${rule.forced === 'on' ? 'is forced on' : 'comes first and covers all of it'}`
}

/** A rule that only stands in the wrong place is moved; one that says the same as another goes; one forced on is let go. */
function unhiding(place: RoutesPlace, hidden: Routed, hider: Routed): QuickFix | undefined {
  const { callflow, node, settings } = place
  const isForced = hider.rule.forced === 'on' && hider.rule.id !== hidden.rule.id
  if (isForced && hidden.rule.forced !== 'on') {
    return { label: `Let the clock decide "${hider.rule.name}"`, put: [{ ...hider.rule, forced: 'by-time' }] }
  }
  const isMutual = isForced || hides(hidden.rule, hider.rule, true, settings.orderMode)
  if (!isMutual) {
    const put = [withRouteBefore(callflow, node, hidden.routeId, hider.routeId)]
    return { label: `Move "${nameOf(place, hidden)}" before "${nameOf(place, hider)}"`, put }
  }
  if (hidden.routeId !== hidden.rule.id) return undefined // a set of several, of which only one is hidden
  return { label: `Take "${hidden.rule.name}" out here`, put: [withoutRoute(callflow, node, hidden.routeId)] }
}

const nameOf = ({ design }: RoutesPlace, { routeId, rule }: Routed) => design.get(routeId)?.name ?? rule.name

function hides(first: ScheduleRule, second: ScheduleRule, isListedFirst: boolean, mode: OrderMode): boolean {
  if (second.forced === 'on') return first.forced === 'on' && isListedFirst
  if (first.forced === 'on') return mode === 'specific' || isListedFirst
  if (!isListedFirst || !covers(first, second)) return false
  return mode === 'listed' || compareRarity(first, second) === 0
}

/** Every day `second` applies, `first` applies too, for at least as long. Said only where it shows at sight. */
function covers(first: ScheduleRule, second: ScheduleRule): boolean {
  if (first.endDate !== null && (second.endDate === null || second.endDate > first.endDate)) return false
  if (isOvernight(first) !== isOvernight(second)) return false
  const hasHours = first.fromSec <= second.fromSec && first.untilSec >= second.untilSec
  return hasHours && (isSamePattern(first, second) || coversDays(first, second))
}

function coversDays(first: ScheduleRule, second: ScheduleRule): boolean {
  const days = daysOf(first)
  if (!days || first.startDate > second.startDate) return false
  const needed = daysOf(second) ?? weekdays
  return needed.every((day) => days.includes(day))
}

const patternKeys = ['cycle', 'interval', 'startDate', 'weekdays', 'ordinal', 'days', 'month', 'reckoning'] as const

const isSamePattern = (first: ScheduleRule, second: ScheduleRule) =>
  patternKeys.every((key) => JSON.stringify(first[key]) === JSON.stringify(second[key]))

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
  /** Listed before `other`. */
  readonly each: Routed
  readonly other: Routed
  readonly all: readonly Routed[]
}

function checkPair(place: RoutesPlace, { each, other, all }: Pair, say: Say): Finding[] {
  const { rule } = each
  const common = daysOf(rule)?.filter((day) => daysOf(other.rule)?.includes(day)) ?? []
  if (common.length === 0 || isOvernight(rule) || isOvernight(other.rule)) return []
  if (!areAtOneTime(rule, other.rule)) return []
  if (covers(rule, other.rule) || covers(other.rule, rule)) return []
  const [early, late] = rule.fromSec <= other.rule.fromSec ? [rule, other.rule] : [other.rule, rule]
  const gapSec = late.fromSec - early.untilSec
  const hasSameDays = common.length === daysOf(rule)?.length && common.length === daysOf(other.rule)?.length
  if (gapSec < -1) return leadsElsewhere(place, each, other) ? overlap(place, rule, other.rule, hasSameDays, say) : []
  if (gapSec <= 1 || gapSec > SHORT_GAP_SEC || isFilled(all, common, early.untilSec, late.fromSec)) return []
  const message = `Between "${early.name}" and "${late.name}", from ${clock(early.untilSec)} to ${clock(late.fromSec)}, neither applies.`
  const fix = {
    label: `Let "${early.name}" go on until ${clock(late.fromSec)}`,
    put: [{ ...early, untilSec: late.fromSec }],
  }
  return [say({ code: 'schedule-gap', severity: 'info', message, ...(hasSameDays && { fix }) })]
}

/** Neither is over before the other begins. */
function areAtOneTime(one: ScheduleRule, other: ScheduleRule): boolean {
  const [first, second] = [spanOf(one), spanOf(other)]
  return first.first <= second.last && second.first <= first.last
}

/** Only the listed order decides between them: perhaps not what was meant. */
function overlap(
  { settings: { orderMode } }: RoutesPlace,
  first: ScheduleRule,
  second: ScheduleRule,
  hasSameDays: boolean,
  say: Say,
): Finding[] {
  if (orderMode === 'specific' && compareRarity(first, second) !== 0) return []
  const from = Math.max(first.fromSec, second.fromSec)
  const until = Math.min(first.untilSec, second.untilSec)
  const message = `"${first.name}" and "${second.name}" both apply from ${clock(from)} to ${clock(until)}; "${first.name}" wins because it is listed first.`
  const isLater = second.fromSec > first.fromSec
  const fix = {
    label: isLater ? `Open "${second.name}" at ${clock(until)}` : `Close "${second.name}" at ${clock(from)}`,
    put: [isLater ? { ...second, fromSec: until } : { ...second, untilSec: from }],
  }
  return [say({ code: 'schedule-overlap', severity: 'info', message, ...(hasSameDays && { fix }) })]
}

/** Which of two wins does not matter where both come to the same step, as rules of one set do. */
function leadsElsewhere({ callflow, node }: RoutesPlace, one: Routed, other: Routed): boolean {
  if (one.routeId === other.routeId) return false
  const own = callflow.wires.filter(({ from }) => from === node.id)
  const targetOf = (routeId: DocumentId) =>
    (own.find(({ branch }) => branch === routeId) ?? own.find(({ branch }) => branch === '_'))?.to
  const target = targetOf(one.routeId)
  return target === undefined || target !== targetOf(other.routeId)
}

const isFilled = (all: readonly Routed[], days: readonly string[], fromSec: number, untilSec: number) =>
  all.some(({ rule }) => {
    const own = daysOf(rule)
    return own && days.every((day) => own.includes(day)) && rule.fromSec <= fromSec && rule.untilSec >= untilSec
  })
