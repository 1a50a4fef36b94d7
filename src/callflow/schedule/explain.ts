import type { ScheduleRule } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { explanationWords } from './explain-words.ts'
import { clockOf, dateOf, dayNumber, instantsOf, type LocalTime, nextClockChange } from './local-time.ts'
import { compareRarity, daysInYear, windowSec } from './rarity.ts'
import { includesDay, spanOf } from './rule-days.ts'

export type OrderMode = 'specific' | 'listed'
export type Forced = ScheduleRule['forced']

/** What to evaluate: routes are schedule rules and sets in listed order. */
export interface ScheduleQuestion {
  readonly design: DesignSnapshot
  readonly routes: readonly DocumentId[]
  /** A known IANA zone. */
  readonly zone: string
  readonly mode: OrderMode
  /** A rule's state set at run time; undefined leaves the document's own. */
  readonly forced?: (ruleId: DocumentId) => Forced | undefined
}

export type Verdict = 'won' | 'lost' | 'not-now' | 'switched-off'

/** One rule and what became of it. */
export interface RuleVerdict {
  /** The rule, or the set it came in by: the branch that is taken when it wins. */
  readonly routeId: DocumentId
  readonly rule: ScheduleRule
  readonly verdict: Verdict
  /** A sentence for the administrator. */
  readonly why: string
}

export interface Explanation {
  readonly winner: RuleVerdict | undefined
  /** Every rule of every route, in listed order. */
  readonly verdicts: readonly RuleVerdict[]
}

interface Candidate {
  readonly routeId: DocumentId
  readonly rule: ScheduleRule
  readonly forced: Forced
  readonly isActive: boolean
}

/** Which rule applies at a moment, which others would have and why they lost, and which do not apply (A5, M56). */
export function explain(question: ScheduleQuestion, epochMs: number): Explanation {
  const candidates = candidatesAt(question, epochMs)
  return explained(question, candidates, winnerOf(candidates, question.mode), epochMs)
}

function explained(
  { design, zone, mode }: ScheduleQuestion,
  candidates: readonly Candidate[],
  winner: Candidate | undefined,
  epochMs: number,
): Explanation {
  const local = clockOf(design, zone).at(epochMs)
  const verdicts = candidates.map((candidate) => verdictOf(candidate, winner, mode, local))
  return { winner: verdicts.find((each) => each.verdict === 'won'), verdicts }
}

/** The branch taken at a moment: a route's id, or undefined for all other times. */
export function routeAt(question: ScheduleQuestion, epochMs: number): DocumentId | undefined {
  return winnerOf(candidatesAt(question, epochMs), question.mode)?.routeId
}

function winnerOf(candidates: readonly Candidate[], mode: OrderMode): Candidate | undefined {
  if (mode === 'listed') return candidates.find(({ isActive }) => isActive)
  return candidates.filter(({ isActive }) => isActive).toSorted(bySpecificity)[0]
}

export interface Decision {
  /** The branch taken; undefined for all other times. */
  readonly routeId: DocumentId | undefined
  /** Which rule wins, which lost to it and why, which are off: sentences for the trace. */
  readonly why: string
}

/** `routeAt` and `explain` at once, made for calls: what was said of the same rules being on and off is remembered. */
export function decide(question: ScheduleQuestion, epochMs: number): Decision {
  const { design, routes, mode } = question
  const candidates = candidatesAt(question, epochMs)
  const winner = winnerOf(candidates, mode)
  const said = saidOf(design)(routes)
  const key = mode + candidates.map(({ forced, isActive }) => (isActive ? ` ${forced}` : ` not ${forced}`)).join('')
  const known = said.get(key)
  if (known !== undefined) return { routeId: winner?.routeId, why: known }
  const { verdicts } = explained(question, candidates, winner, epochMs)
  const why = explanationWords(verdicts, (routeId) => design.get(routeId)?.name ?? routeId)
  if (said.size < MOST_SAID) said.set(key, why)
  return { routeId: winner?.routeId, why }
}

const MOST_SAID = 200
const saidOf = oncePer((_design: DesignSnapshot) =>
  oncePer((_routes: readonly DocumentId[]) => new Map<string, string>()),
)

/** Whether the clock is inside the rule's days and window; nothing about forcing. A window over midnight belongs to the day it opens on. */
function isWithin(rule: ScheduleRule, { day, secondOfDay }: LocalTime): boolean {
  const { fromSec, untilSec } = rule
  if (fromSec <= untilSec) return secondOfDay >= fromSec && secondOfDay <= untilSec && includesDay(rule, day)
  if (secondOfDay >= fromSec && includesDay(rule, day)) return true
  return secondOfDay <= untilSec && includesDay(rule, day - 1)
}

/** Kazoo knows nothing of a rule before its start, be it forced on. */
const isAsleep = (rule: ScheduleRule, { day }: LocalTime) => rule.reckoning === 'kazoo' && day < spanOf(rule).first

export interface ScheduleChange {
  readonly atMs: number
  /** Routes before and after; undefined for all other times. */
  readonly from: DocumentId | undefined
  readonly to: DocumentId | undefined
}

/** The next moment at which another branch would be taken; undefined when nothing changes within the horizon (400 days unless told). */
export function nextChange(question: ScheduleQuestion, epochMs: number, horizonDays = 400): ScheduleChange | undefined {
  const from = routeAt(question, epochMs)
  const rules = rulesOf(question).map(({ rule }) => rule)
  const today = clockOf(question.design, question.zone).at(epochMs).day
  let clockChange = nextClockChange(epochMs, question.zone)
  const moments = new Set<number>()
  for (let day = today - 1; day <= today + horizonDays; day++) {
    const date = dateOf(day)
    for (const rule of rules) {
      if (!includesDay(rule, day)) continue
      const closes = rule.untilSec < rule.fromSec ? rule.untilSec + 86_400 : Math.min(rule.untilSec, 86_399)
      for (const second of [rule.fromSec, closes + 1]) {
        for (const moment of instantsOf(date, second, question.zone)) moments.add(moment)
      }
    }
    const [endOfDayMs = 0] = instantsOf(date.add({ days: 1 }), 0, question.zone)
    if (clockChange !== undefined && clockChange < endOfDayMs) {
      moments.add(clockChange)
      clockChange = nextClockChange(clockChange, question.zone)
    }
    for (const atMs of [...moments].toSorted((left, right) => left - right)) {
      if (atMs >= endOfDayMs) break // a window over midnight closes tomorrow, and tomorrow may bring something earlier
      moments.delete(atMs)
      if (atMs <= epochMs) continue
      const to = routeAt(question, atMs)
      if (to !== from) return { atMs, from, to }
    }
  }
  return undefined
}

/** Ids of all rules behind routes, sets taken apart: whose forced state a step has to read. */
export function ruleIdsOf(design: DesignSnapshot, routes: readonly DocumentId[]): readonly DocumentId[] {
  return ruleIdsIn(design)(routes)
}

const ruleIdsIn = oncePer((design: DesignSnapshot) =>
  oncePer((routes: readonly DocumentId[]) => [...new Set(rulesOf({ design, routes }).map(({ rule }) => rule.id))]),
)

/** The rules behind routes, each with the route it comes by: forced on first, then the rarer, then as they are listed. Those that are off are not among them. */
export function rulesBySpecificity(design: DesignSnapshot, routes: readonly DocumentId[]) {
  return rulesOf({ design, routes })
    .map(({ routeId, rule }) => ({ routeId, rule, forced: rule.forced, isActive: true }))
    .filter(({ forced }) => forced !== 'off')
    .toSorted(bySpecificity)
    .map(({ routeId, rule }) => ({ routeId, rule }))
}

const rulesOf = ({ design, routes }: Pick<ScheduleQuestion, 'design' | 'routes'>) => rulesIn(design)(routes)

const rulesIn = oncePer((design: DesignSnapshot) =>
  oncePer((routes: readonly DocumentId[]) =>
    routes.flatMap((routeId) => {
      const ruleIds = design.find('schedule-set', routeId)?.ruleIds ?? [routeId]
      return ruleIds.flatMap((ruleId) => {
        const rule = design.find('schedule-rule', ruleId)
        return rule ? [{ routeId, rule }] : []
      })
    }),
  ),
)

function candidatesAt(question: ScheduleQuestion, epochMs: number): Candidate[] {
  const local = clockOf(question.design, question.zone).at(epochMs)
  return rulesOf(question).map(({ routeId, rule }) => {
    const forced = question.forced?.(rule.id) ?? rule.forced
    const isActive = (forced === 'on' && !isAsleep(rule, local)) || (forced === 'by-time' && isWithin(rule, local))
    return { routeId, rule, forced, isActive }
  })
}

/** Forced on, then the rarer one; sorting is stable, so equals stay as they are listed (A5, M56, ADR 55). */
const bySpecificity = (left: Candidate, right: Candidate): number =>
  Number(right.forced === 'on') - Number(left.forced === 'on') || compareRarity(left.rule, right.rule)

function whyLost(loser: Candidate, { rule, forced }: Candidate): string {
  if (forced === 'on' && loser.forced !== 'on') return `"${rule.name}" is forced on`
  const [few, many] = [daysInYear(rule), daysInYear(loser.rule)]
  if (few !== many) return `"${rule.name}" has fewer days: ${few} in a year, not ${many}`
  if (windowSec(rule) !== windowSec(loser.rule)) return `"${rule.name}" is open for a shorter time`
  return `"${rule.name}" is as specific and comes first`
}

function verdictOf(
  candidate: Candidate,
  winner: Candidate | undefined,
  mode: OrderMode,
  local: LocalTime,
): RuleVerdict {
  const { routeId, rule, forced, isActive } = candidate
  const say = (verdict: Verdict, why: string): RuleVerdict => ({ routeId, rule, verdict, why })
  if (forced === 'off') return say('switched-off', 'switched off by hand')
  if (!isActive || !winner) return say('not-now', whyNotNow(rule, local))
  if (candidate === winner) return say('won', forced === 'on' ? 'forced on by hand' : 'applies now')
  if (mode === 'listed') return say('lost', `"${winner.rule.name}" comes first in the list`)
  return say('lost', whyLost(candidate, winner))
}

function whyNotNow(rule: ScheduleRule, { day }: LocalTime): string {
  if (day < dayNumber(rule.startDate)) return `begins on ${rule.startDate}`
  if (rule.endDate !== null && day > dayNumber(rule.endDate)) return `ended on ${rule.endDate}`
  const isToday = includesDay(rule, day) || (rule.untilSec < rule.fromSec && includesDay(rule, day - 1))
  return isToday ? 'not at this hour' : 'not on this day'
}
