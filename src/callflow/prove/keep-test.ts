import { type CallTest, makeDocument } from '../design/document.ts'
import { callEndings, type CallExpectation } from '../design/kinds/call-test.ts'
import type { Question, Rehearsal } from '../rehearse/rehearsal.ts'
import { startRehearsal } from '../rehearse/rehearsal.ts'
import { usualAnswer } from '../rehearse/play-through.ts'
import type { DialLeg } from '../run/operation.ts'
import { pathOf } from '../run/trace.ts'
import { toWallTime } from '../schedule/wall-time.ts'
import { firstKnownZone } from '../schedule/local-time.ts'
import { legsRung, soundsHeard, waitedMs } from './expectations.ts'
import { runCallTest } from './run-test.ts'
import { endWords, legWords, listed } from './test-words.ts'

/** Why a rehearsal cannot be kept as a test, in the administrator's words. */
export class CannotKeepError extends Error {
  readonly code = 'CANNOT_KEEP'
}

/**
 * A rehearsed call as a test: whom it rings under which caller ID, which recordings are heard, the wait, and how it ends. Decisions that would
 * come about by themselves are left out where the call goes the same way without. @throws CannotKeepError while the call goes on, or when its world
 * is one that no test can ask for.
 */
export function testOf(rehearsal: Rehearsal, id: string): CallTest {
  const { design, setup, ended } = rehearsal
  if (!ended) throw new CannotKeepError('The call goes on: play it to its end first.')
  const decided = decisionsOf(rehearsal)
  const made = makeDocument('call-test', {
    id,
    name: nameFor(rehearsal),
    dialled: setup.dialled.slice(0, 64),
    callflowId: setup.callflowId ?? null,
    ...callerOf(rehearsal),
    when: toWallTime(setup.startMs, firstKnownZone(design.account?.timezone)),
    seed: setup.seed ?? 1,
    expects: expectationsOf(rehearsal),
  })
  const test: CallTest = { ...made, happens: decided.map(({ happening }) => happening) }
  if (!goesTheSame(test, rehearsal))
    throw new CannotKeepError('The call went as it did for reasons that a test cannot hold.')
  return withoutTheUsual(test, decided, rehearsal)
}

/** Beyond so many decisions, nothing is left out: each one costs a rehearsal. */
const MAX_WEIGHED = 60

/** Leaves out, from the last to the first, what comes about by itself, as long as the call goes the same way. */
function withoutTheUsual(test: CallTest, decided: readonly Decision[], rehearsal: Rehearsal): CallTest {
  if (decided.length > MAX_WEIGHED) return test
  return decided.reduceRight((kept, { isUsual, happening }) => {
    const shorter = { ...kept, happens: kept.happens.filter((each) => each !== happening) }
    return isUsual && goesTheSame(shorter, rehearsal) ? shorter : kept
  }, test)
}

/** A test cannot ask for every world that a rehearsal can. */
function goesTheSame(test: CallTest, rehearsal: Rehearsal): boolean {
  const { rehearsal: again, failures } = runCallTest(test, rehearsal.design)
  if (!again || failures.length > 0) return false
  return (
    JSON.stringify(pathOf(again.trace)) === JSON.stringify(pathOf(rehearsal.trace)) && again.atMs === rehearsal.atMs
  )
}

function callerOf({ setup: { caller } }: Rehearsal): Partial<CallTest> {
  if (caller.origin.kind === 'device' && caller.origin.deviceId !== '')
    return { callerDeviceId: caller.origin.deviceId }
  const { name, number, isWithheld, attestation } = caller
  return {
    callerNumber: isWithheld ? '' : number,
    callerName: isWithheld ? '' : name,
    attestation: attestation ?? null,
  }
}

interface Decision {
  readonly happening: CallTest['happens'][number]
  /** It is what would come about by itself. */
  readonly isUsual: boolean
}

const usualPhones = { phones: {}, otherPhones: 'answer' } as const

/** Asks the questions of the call again, one after another. */
function decisionsOf({ design, setup, answers }: Rehearsal): readonly Decision[] {
  return answers.flatMap(({ choiceId }, at) => {
    const { question } = startRehearsal(design, setup, answers.slice(0, at))
    if (!question) return []
    return [
      { happening: happeningOf(choiceId, question), isUsual: usualAnswer(question, usualPhones, design) === choiceId },
    ]
  })
}

function happeningOf(choice: string, { operation }: Question): CallTest['happens'][number] {
  const isAnswer = choice.startsWith('answer:') && (operation.kind === 'dial' || operation.kind === 'push-call')
  const leg = isAnswer ? operation.legs[Number(choice.slice('answer:'.length))] : undefined
  if (!leg)
    return {
      choice: operation.kind === 'play' ? choice.replace(/^keys:/, 'skip:') : choice,
      deviceId: null,
      number: '',
    }
  return { choice: 'answer', ...personOf(leg) }
}

const personOf = ({ target }: DialLeg) =>
  target.kind === 'device' ? { deviceId: target.deviceId, number: '' } : { deviceId: null, number: target.number }

const MAX_KEPT = 100

function expectationsOf(rehearsal: Rehearsal): CallExpectation[] {
  const { trace, ended, world } = rehearsal
  const rung = new Map(legsRung(trace).map((leg) => [JSON.stringify(personOf(leg)), leg]))
  const rings = [...rung.values()].map(
    (leg): CallExpectation => ({
      what: 'rings',
      ...personOf(leg),
      shownName: leg.callerName.slice(0, 128),
      shownNumber: leg.callerNumber.slice(0, 40),
    }),
  )
  const media = new Set(soundsHeard(trace).flatMap((sound) => (sound.kind === 'media' ? [sound.mediaId] : [])))
  const hears = [...media].map((mediaId): CallExpectation => ({ what: 'hears', mediaId, promptId: '', text: '' }))
  const waited = waitedMs(trace)
  const waits: CallExpectation[] =
    waited === undefined ? [] : [{ what: 'waits-at-most', sec: Math.ceil(waited / 1_000) }]
  return [
    ...rings.slice(0, MAX_KEPT - 30),
    ...hears.slice(0, 28),
    ...waits,
    ...endingOf(ended, world.messages.at(-1)?.mailboxId),
  ]
}

const endings: ReadonlySet<string> = new Set(callEndings)

function endingOf(ended: Rehearsal['ended'], mailboxId: string | undefined): CallExpectation[] {
  if (!ended || !endings.has(ended.reason)) return []
  const reason = ended.reason as (CallExpectation & { what: 'ends' })['reason'] // one of the set
  return [{ what: 'ends', reason, sipStatus: ended.sipStatus ?? null, mailboxId: mailboxId ?? null }]
}

/** `8000, 2, Friday 12:30: Alex's phone, they talked`. */
function nameFor({ design, setup, trace, ended, answers }: Rehearsal): string {
  const who = setup.dialled === '' ? (design.find('callflow', setup.callflowId)?.name ?? '') : setup.dialled
  const wall = toWallTime(setup.startMs, firstKnownZone(design.account?.timezone))
  const rung = listed(
    legsRung(trace).map((leg) => legWords(leg, design)),
    2,
  )
  const keyed = answers.flatMap(({ operation, choiceId }) =>
    operation === 'collect' ? (/^keys:(.+)$/.exec(choiceId)?.[1] ?? []) : [],
  )
  const parts = [rung, ended ? endWords({ reason: ended.reason }) : ''].filter((part) => part !== '')
  const keys = keyed.length === 0 ? '' : `, ${keyed.join(' ')}`
  return `${who}${keys}, ${weekday(wall)} ${wall.slice(11)}: ${parts.join(', ')}`.slice(0, 128).trim()
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const weekday = (wall: string): string => weekdays[new Date(`${wall}:00Z`).getUTCDay()] ?? ''
