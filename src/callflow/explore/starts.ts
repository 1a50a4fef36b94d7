import type { Callflow } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { callerAtDevice } from '../numbering/caller-at-device.ts'
import { admit } from '../numbering/admit.ts'
import { callerFromOutside } from '../numbering/outside-caller.ts'
import type { RehearsalSetup } from '../rehearse/rehearsal.ts'
import { settingsOf } from '../run/compile.ts'
import type { Caller } from '../run/script.ts'
import { nextChange, routeAt, type ScheduleQuestion } from '../schedule/explain.ts'
import { clockOf } from '../schedule/local-time.ts'

/** Somebody outside whom no list of numbers and no contact of the design knows. */
const STRANGER = '+14155550142'

/** More changes of one schedule than a year of holidays has. */
const MAX_CHANGES = 60

/** Every way into the design that is worth a look: each callflow but feature codes, which are ours, by its first number, from outside and from inside where those may, at every hour that differs. */
export function startsOf(design: DesignSnapshot, nowMs: number): readonly RehearsalSetup[] {
  const instants = instantsOf(design, nowMs)
  const callers = callersOf(design)
  return design.list('callflow').flatMap((flow) => {
    if (flow.featureCode !== null) return []
    return callers.flatMap((caller) => {
      const dialled = flow.numbers.find((number) => number !== 'no_match' && isAnsweredBy(flow, number, caller, design))
      return dialled === undefined ? [] : instants.map((startMs) => ({ dialled, caller, startMs }))
    })
  })
}

function isAnsweredBy(flow: Callflow, number: string, caller: Caller, design: DesignSnapshot): boolean {
  const admitted = admit(design, caller, number)
  return admitted.kind === 'flow' && admitted.callflowId === flow.id
}

function callersOf(design: DesignSnapshot): readonly Caller[] {
  const outside = callerFromOutside(design, { name: '', number: STRANGER })
  const [device] = design.list('device')
  return device ? [outside, callerAtDevice(design, device, () => undefined)] : [outside]
}

/** Now, and for each way on of each time-of-day step the next moment at which it is taken. */
function instantsOf(design: DesignSnapshot, nowMs: number): readonly number[] {
  const instants = new Set([nowMs])
  for (const flow of design.list('callflow'))
    for (const instant of changesIn(flow, design, nowMs)) instants.add(instant)
  return [...instants].toSorted((left, right) => left - right)
}

function changesIn(flow: Callflow, design: DesignSnapshot, nowMs: number): readonly number[] {
  return Object.values(flow.nodes).flatMap((node) => {
    if (node.type !== 'time-of-day') return []
    const settings = settingsOf(node)
    if (!settings.ok) return []
    const { routes, timezone, orderMode } = settings.value as TimeOfDay
    const question = { design, routes, zone: clockOf(design, timezone).zone, mode: orderMode }
    const seen = new Map<string, number>()
    let atMs = nowMs
    for (let count = 0; count < MAX_CHANGES; count++) {
      const change = nextChange(question, atMs)
      if (!change) break
      atMs = change.atMs
      const route = change.to ?? ''
      if (!seen.has(route)) seen.set(route, wholeMinute(question, atMs))
    }
    return [...seen.values()]
  })
}

/** Where that hour is still the same, as people write it: rules close at the last second of a minute or with the first of the next. */
function wholeMinute(question: ScheduleQuestion, atMs: number): number {
  const rounded = Math.ceil(atMs / MINUTE_MS) * MINUTE_MS
  return routeAt(question, rounded) === routeAt(question, atMs) ? rounded : atMs
}

const MINUTE_MS = 60_000

/** Settings of the time-of-day step, as its schema has them. */
interface TimeOfDay {
  readonly routes: readonly string[]
  readonly timezone: string | null
  readonly orderMode: 'specific' | 'listed'
}
