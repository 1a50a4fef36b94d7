import type { CallTest } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { Coverage } from '../prove/coverage.ts'
import { CannotKeepError, testOf } from '../prove/keep-test.ts'
import { usualAnswer } from '../rehearse/play-through.ts'
import { choose, type Rehearsal, startRehearsal } from '../rehearse/rehearsal.ts'
import type { TraceEvent } from '../run/trace.ts'
import type { Exploration } from './explore.ts'

/**
 * Call tests for the wires that no call of `covered` takes, the shortest calls first, each of which takes one that those before it do not. A test says
 * what the call does now: whether that is right, somebody has to look at.
 */
export function* proposeTests(
  design: DesignSnapshot,
  { calls }: Pick<Exploration, 'calls'>,
  covered: Iterable<readonly TraceEvent[]>,
  newId: () => string,
): Generator<CallTest> {
  const coverage = new Coverage()
  for (const trace of covered) coverage.add(trace)
  for (const { setup, answers } of calls) {
    const rehearsal = playedOut(startRehearsal(design, setup, answers))
    if (!takesAnother(rehearsal.trace, coverage, design)) continue
    try {
      yield testOf(rehearsal, newId())
      coverage.add(rehearsal.trace)
    } catch (error) {
      if (!(error instanceof CannotKeepError)) throw error // another call may take the wire
    }
  }
}

const everybodyAnswers = { phones: {}, otherPhones: 'answer' } as const

/** Somebody waits in a queue or a circle for ever. */
const MAX_MORE = 100

/** To its end, by what comes about by itself. */
function playedOut(begun: Rehearsal): Rehearsal {
  let rehearsal = begun
  for (let more = 0; rehearsal.question && more < MAX_MORE; more++)
    rehearsal = choose(rehearsal, usualAnswer(rehearsal.question, everybodyAnswers, rehearsal.design))
  return rehearsal
}

function takesAnother(trace: readonly TraceEvent[], coverage: Coverage, design: DesignSnapshot): boolean {
  return trace.some(
    (event) =>
      event.kind === 'node-left' &&
      event.taken !== undefined &&
      design.find('callflow', event.callflowId)?.featureCode === null &&
      !coverage.isTaken(event.callflowId, event.nodeId, event.taken),
  )
}
