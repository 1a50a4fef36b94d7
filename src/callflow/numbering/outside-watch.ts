import type { Account } from '../design/document.ts'
import { toE164 } from './e164.ts'
import { type NumberClass, numberClass } from './number-class.ts'

export type OutsideWatch = Account['outsideWatch']

/** What fraud is paid by: abroad, of a satellite, or at a price. */
const costly: ReadonlySet<NumberClass> = new Set(['premium', 'satellite', 'international', 'caribbean'])

export const isCostly = (number: string, country: string): boolean => costly.has(numberClass(number, country))

/** A costly call of one party. */
export interface CostlyCall {
  /** As its carrier was asked for it. */
  readonly number: string
  /** Epoch ms of when it was dialled. */
  readonly atMs: number
  readonly isAtNight: boolean
  /** Once it is over: how long it was talked, 0 for a call that nobody answered. */
  readonly talkedMs: number | undefined
}

export const WATCHED_MS = 60 * 60_000
export const SHORT_MS = 60_000

/**
 * Why the costly calls of one party within the last hour look wrong, in words; undefined while they do not. The one that is about to be made is among
 * them: it is the one that does not leave.
 */
export function looksWrong(
  { stops, numbers, shortCalls, nightCalls }: OutsideWatch,
  calls: readonly CostlyCall[],
  { nowMs, country }: { readonly nowMs: number; readonly country: string },
): string | undefined {
  if (!stops) return undefined
  const recent = calls.filter(({ atMs }) => nowMs - atMs < WATCHED_MS)
  const different = new Set(recent.map(({ number }) => toE164(number, country) ?? number)).size
  if (numbers > 0 && different >= numbers) return `${counted(different, 'different costly number')} within an hour`
  const [range, short] = mostShort(recent, country)
  if (shortCalls > 0 && short >= shortCalls) return `${counted(short, 'short call')} within an hour to ${range}....`
  const atNight = recent.filter(({ isAtNight }) => isAtNight).length
  if (nightCalls > 0 && atNight >= nightCalls) return `${counted(atNight, 'costly call')} within an hour at night`
  return undefined
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

/** The range with the most calls that were answered and soon over. Carriers rent such ranges by the ten thousand. */
function mostShort(calls: readonly CostlyCall[], country: string): readonly [range: string, calls: number] {
  const counts = new Map<string, number>()
  for (const { number, talkedMs = 0 } of calls) {
    if (talkedMs <= 0 || talkedMs >= SHORT_MS) continue
    const range = (toE164(number, country) ?? number).slice(0, -4)
    counts.set(range, (counts.get(range) ?? 0) + 1)
  }
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0])
}
