import type { CallTest } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { usualAnswer } from '../rehearse/play-through.ts'
import { decidedRehearsal, type Question, type Rehearsal } from '../rehearse/rehearsal.ts'
import type { DialLeg } from '../run/operation.ts'
import { shortfallOf } from './expectations.ts'
import { happeningWords } from './test-words.ts'
import { callOf } from './set-up.ts'

/** What is wrong with a test or its call. */
export interface TestFailure {
  /** The expectation's place in the test's list; null: of the call as such. */
  readonly expectation: number | null
  readonly wanted: string
  readonly got: string
}

export interface CallTestResult {
  readonly test: CallTest
  readonly failures: readonly TestFailure[]
  /** The call as it went; absent where there could be none. */
  readonly rehearsal?: Rehearsal
}

export const hasPassed = ({ failures }: CallTestResult): boolean => failures.length === 0

/** Rehearses the call of a test and compares. Deterministic: the same design and test give the same result. */
export function runCallTest(test: CallTest, design: DesignSnapshot): CallTestResult {
  const call = callOf(test, design)
  if (!call.ok) return { test, failures: [{ expectation: null, wanted: 'A call', got: call.why }] }
  const { setup, conduct } = call
  let at = 0
  const rehearsal = decidedRehearsal(design, setup, (question) => {
    const wanted = choiceFor(test.happens[at], question)
    if (wanted !== undefined) at++
    return wanted ?? usualAnswer(question, conduct, design)
  })
  return {
    test,
    rehearsal,
    failures: [...unfinished(rehearsal, test, at, design), ...leftOver(test, at, design), ...unmet(test, rehearsal)],
  }
}

type Happening = CallTest['happens'][number]

/** What of the question's choices a decision of the test means; undefined: it is not for this question. */
export function choiceFor(happening: Happening | undefined, question: Question): string | undefined {
  if (!happening) return undefined
  const { choice } = happening
  if (choice === 'answer') return answerBy(happening, question)
  if (question.operation.kind === 'play') return playedChoice(choice, question)
  if (question.choices.some(({ id }) => id === choice)) return choice
  return isTyped(choice, question) ? choice : undefined
}

/** A key that is meant for a question does not stop what is played before it: that is a decision of its own, `skip:<key>`. */
function playedChoice(choice: string, { choices }: Question): string | undefined {
  const wanted = choice.startsWith('skip:') ? choice.replace('skip:', 'keys:') : choice
  const isOffered = !choice.startsWith('keys:') && choices.some(({ id }) => id === wanted)
  return isOffered ? wanted : undefined
}

function answerBy({ deviceId, number }: Happening, { operation, choices }: Question): string | undefined {
  if (operation.kind !== 'dial' && operation.kind !== 'push-call') return undefined
  const offered = choices.flatMap(({ id }) => (id.startsWith('answer:') ? [id] : []))
  if (deviceId === null && number === '') return offered[0]
  return offered.find((id) => {
    const leg = operation.legs[Number(id.slice('answer:'.length))]
    return leg !== undefined && isLegTo(leg, { deviceId, number })
  })
}

export function isLegTo(
  { target }: DialLeg,
  who: { readonly deviceId: string | null; readonly number: string },
): boolean {
  return target.kind === 'device' ? target.deviceId === who.deviceId : target.number === who.number && who.number !== ''
}

/** Answers that no list of choices holds. */
function isTyped(choice: string, { operation, takesKeys, transferors }: Question): boolean {
  if (takesKeys) return /^keys:[0-9*#]{1,32}$/.test(choice)
  if (operation.kind === 'http-request') return choice.startsWith('body:')
  return (
    (transferors.callee !== undefined && choice.startsWith('callee-transfers:')) ||
    (transferors.caller !== undefined && choice.startsWith('caller-transfers:'))
  )
}

/** Calls end by themselves, or by the limits of a call; one that goes on was answered with what cannot be. */
function unfinished(
  { ended }: Rehearsal,
  { happens }: CallTest,
  at: number,
  design: DesignSnapshot,
): readonly TestFailure[] {
  if (ended) return []
  const last = happens[at - 1]
  const got = last ? `${happeningWords(last, design)}: that cannot be there.` : 'It does not end.'
  return [{ expectation: null, wanted: 'A call that ends', got }]
}

function leftOver({ happens }: CallTest, at: number, design: DesignSnapshot): readonly TestFailure[] {
  const next = happens[at]
  if (!next) return []
  const got = 'The call ended before there was occasion to.'
  return [{ expectation: null, wanted: happeningWords(next, design), got }]
}

function unmet({ expects }: CallTest, rehearsal: Rehearsal): readonly TestFailure[] {
  return expects.flatMap((expected, expectation) => {
    const shortfall = shortfallOf(expected, rehearsal)
    return shortfall ? [{ expectation, ...shortfall }] : []
  })
}
