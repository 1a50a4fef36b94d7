import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from '../numbering/country.ts'
import { freshCallState, stateAfterEvent } from './call-state.ts'
import type { DialLeg } from './operation.ts'
import { type Caller, callerAs } from './script.ts'
import type { TraceEvent } from './trace.ts'
import { callerIdStages, type CallerIdStage, type PresentedAbout, type StagedCallerId } from '../numbering/caller-id.ts'
import { isEmergency } from '../numbering/emergency.ts'

/** A caller ID that legs of one dial show, and how it came about. */
export interface ShownCallerId {
  /** Places in the dial's list of legs. */
  readonly legIndexes: readonly number[]
  /** The stages that changed something, the caller's own first (M24b). */
  readonly stages: readonly StagedCallerId[]
}

/**
 * How the caller IDs of a dial came about (M24b), worked out again from the trace up to it. Legs whose caller ID cannot be explained so, because
 * the design is another one by now, are left out.
 */
export function shownCallerIds(
  trace: readonly TraceEvent[],
  index: number,
  design: DesignSnapshot,
): readonly ShownCallerId[] {
  const event = trace[index]
  if (event?.kind !== 'operation' || event.operation.kind !== 'dial') return []
  const before = trace.slice(0, index)
  const who = before.findLast(saysWhoCalls)
  if (!who) return []
  const edits = before.reduce(stateAfterEvent, freshCallState)
  const shown = new Map<string, { legIndexes: number[]; stages: readonly StagedCallerId[] }>()
  for (const [legIndex, leg] of event.operation.legs.entries()) {
    const stages = stagesOf(leg, { design, caller: callerAs(who.caller, edits.identity), edits })
    if (!stages) continue
    const key = JSON.stringify(stages)
    const known = shown.get(key)
    if (known) known.legIndexes.push(legIndex)
    else shown.set(key, { legIndexes: [legIndex], stages })
  }
  return [...shown.values()]
}

const saysWhoCalls = (event: TraceEvent) =>
  event.kind === 'call-started' || event.kind === 'transferred' || event.kind === 'caller-replaced'

function stagesOf(
  leg: DialLeg,
  about: { readonly design: DesignSnapshot; readonly caller: Caller; readonly edits: PresentedAbout['edits'] & object },
): readonly StagedCallerId[] | undefined {
  const { target, userId, forwardedBy = userId } = leg
  const country = countryOf(about.design)
  const away = target.kind === 'number' && isEmergency(target.number, country) ? 'emergency' : 'external'
  const reason = target.kind === 'device' ? 'internal' : away
  const candidates: PresentedAbout[] = [
    { ...about, reason },
    { ...about, reason, forwardedBy: { deviceId: forwardedBy, userId: forwardedBy } },
  ]
  for (const candidate of candidates) {
    const stages = callerIdStages(candidate)
    const last = stages.at(-1)
    if (last?.name === leg.callerName && last.number === leg.callerNumber) return stages.filter(isNews)
  }
  return undefined
}

/** The first stage, and every one that shows something else than the one before it. */
function isNews(stage: StagedCallerId, index: number, all: readonly StagedCallerId[]): boolean {
  const before = all[index - 1]
  return !before || before.name !== stage.name || before.number !== stage.number
}

const stageWords: Readonly<Record<CallerIdStage, string>> = {
  own: 'own',
  format: 'in international form',
  prefix: 'with the prefix',
  rewrite: 'replaced',
  validity: 'made valid',
  privacy: 'hidden',
}

/** In one line: `Customer 6045550123, in international form Customer +16045550123, with the prefix GEN Customer +16045550123`. */
export function callerIdWords(stages: readonly StagedCallerId[]): string {
  const words = stages.map(({ stage, name, number }) => {
    const shown = [name, number].filter((part) => part !== '').join(' ') || 'nothing'
    return stage === 'own' ? shown : `${stageWords[stage]} ${shown}`
  })
  return words.join(', ')
}
