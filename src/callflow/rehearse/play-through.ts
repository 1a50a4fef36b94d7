import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { DialLeg, DriverOperation } from '../run/operation.ts'
import { decidedRehearsal, type Question, type Rehearsal, type RehearsalSetup } from './rehearsal.ts'

export type PhoneState = 'answer' | 'no-answer' | 'busy' | 'rejected' | 'unavailable' | 'unregistered'
export const phoneStates: readonly PhoneState[] = [
  'answer',
  'no-answer',
  'busy',
  'rejected',
  'unavailable',
  'unregistered',
]

/** How phones behave while a call is played through without anybody deciding. */
export interface PhoneConduct {
  /** By extension, device id or outside number. Others follow `otherPhones`. */
  readonly phones: Readonly<Record<string, PhoneState>>
  readonly otherPhones: PhoneState
}

export interface Conduct extends PhoneConduct {
  /** What the caller keys at each prompt that waits for keys, in order; '' keys nothing. Afterwards nothing. */
  readonly keys: readonly string[]
}

/** More questions than any sane call asks. */
const MAX_QUESTIONS = 500

/** Plays a call to its end, or to the first question that has no answer. Deterministic. */
export function playThrough(design: DesignSnapshot, setup: RehearsalSetup, conduct: Conduct): Rehearsal {
  const keys = [...conduct.keys]
  let asked = 0
  return decidedRehearsal(design, setup, (question) =>
    asked++ < MAX_QUESTIONS ? answerTo(question, keys, conduct, design) : undefined,
  )
}

function answerTo(question: Question, keys: string[], conduct: Conduct, design: DesignSnapshot): string {
  const typed = question.operation.kind === 'collect' ? (keys.shift() ?? '') : ''
  return typed === '' ? usualAnswer(question, conduct, design) : `keys:${typed}`
}

/** What happens where nobody decides: phones do as they are told, nobody presses a key, and else the likeliest. */
export function usualAnswer({ operation, choices }: Question, conduct: PhoneConduct, design: DesignSnapshot): string {
  if (operation.kind === 'collect') return 'silence'
  const wanted = operation.kind === 'dial' ? dialled(operation, conduct, design) : undefined
  const isOffered = choices.some(({ id }) => id === wanted)
  return (isOffered ? wanted : choices[0]?.id) ?? 'hang-up'
}

/** The leg that answers and starts ringing first; else what most decides the failure, as a person would report it. */
function dialled({ legs }: DriverOperation & { kind: 'dial' }, conduct: PhoneConduct, design: DesignSnapshot): string {
  const states = legs.map((leg) => (isSkipped(leg, conduct, design) ? 'unregistered' : stateOf(leg, conduct, design)))
  const answering = states
    .map((state, index) => ({ state, index, delayMs: legs[index]?.delayMs ?? 0 }))
    .filter(({ state }) => state === 'answer')
    .toSorted((left, right) => left.delayMs - right.delayMs)[0]
  if (answering) return `answer:${answering.index}`
  const failures: readonly PhoneState[] = ['no-answer', 'rejected', 'busy', 'unavailable', 'unregistered']
  return failures.find((state) => states.includes(state)) ?? 'unregistered'
}

/** Forwarding for when no phone is online does not ring while one is (M88b). */
function isSkipped({ whenUnregistered = [], userId }: DialLeg, conduct: PhoneConduct, design: DesignSnapshot): boolean {
  return whenUnregistered.some((deviceId) => {
    const phone = { kind: 'device', deviceId } as const
    return stateOf({ target: phone, ...(userId ? { userId } : {}) }, conduct, design) !== 'unregistered'
  })
}

function stateOf(
  { target, userId }: Pick<DialLeg, 'target' | 'userId'>,
  { phones, otherPhones }: PhoneConduct,
  design: DesignSnapshot,
): PhoneState {
  const names =
    target.kind === 'number' ? [target.number] : [target.deviceId, extensionOf(target.deviceId, userId, design)]
  return (
    names
      .map((name) => (Object.hasOwn(phones, name) ? phones[name] : undefined))
      .find((state) => state !== undefined) ?? otherPhones
  )
}

function extensionOf(deviceId: DocumentId, userId: DocumentId | undefined, design: DesignSnapshot): string {
  return design.find('user', userId ?? design.find('device', deviceId)?.ownerId)?.extension ?? ''
}
