import type { Portal, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { closedWords } from '../numbering/closed-words.ts'
import { countryOf } from '../numbering/country.ts'
import { effectiveCallerId } from '../numbering/caller-id.ts'
import { toE164 } from '../numbering/e164.ts'
import { callForHelp } from '../numbering/emergency.ts'
import { whyNotCall } from '../numbering/number-class.ts'
import { wayOut } from '../numbering/way-out.ts'
import { userCallingFrom, userOfPortal, userWithPin } from '../office-anywhere/portal-rules.ts'
import type { Operation, OperationResult } from '../run/operation.ts'
import {
  answer,
  branch,
  type CallContext,
  callFlow,
  type Caller,
  collect,
  end,
  type Outcome,
  perform,
  play,
  type Script,
  talk,
} from '../run/script.ts'
import { dialOutside } from './call-outside.ts'
import { askGuardedPin } from './guarded-pin.ts'
import { sayMayNotCall } from './may-not-call.ts'
import { prompt } from './prompts.ts'
import { isOutside } from './ring-members.ts'
import { whoCalls } from './who-calls.ts'

type Does<T> = Generator<Operation, T, OperationResult>

const PIN_TRIES = 3
/** Calls one stay may make or try: a line left open does not dial for ever. */
const MAX_CALLS = 10

/**
 * A stay in the portal (M100): known by their own phone in the office or a number assigned to them, else by PIN, three tries; then a dial tone,
 * and the number keyed is called as the person would from their desk: extensions with their name and extension, outside numbers with
 * their external caller ID, emergency numbers with their emergency one (M96). What they may not dial from their desk they may not here: they
 * hear so and are hung up (A0). A call that fails brings the dial tone back.
 */
export function* portalScript(
  call: CallContext,
  settings: { readonly portalId: DocumentId | null; readonly ringSec: number },
): Script<'_' | 'refused'> {
  const portal = call.design.find('portal', settings.portalId)
  if (!portal) return branch('_')
  yield* answer()
  const user = (yield* knownBy(call, portal)) ?? (yield* askPin(call.design, portal))
  if (!user) {
    yield* play({ sounds: [prompt('disa-retries_exceeded')], terminators: '' })
    return branch(call.hasBranch('refused') ? 'refused' : '_')
  }
  for (let round = 0; round < MAX_CALLS; round++) {
    const dialled = yield* dialTone()
    if (dialled === '') return branch('_')
    const outcome = yield* place(call, user, dialled, settings.ringSec * 1_000)
    if (outcome) return outcome
  }
  return branch('_')
}

/** One of our phones is known by who is at it, anything else by its number: a carrier's word is no phone of ours. */
function* knownBy(call: CallContext, portal: Portal): Does<User | undefined> {
  if (call.caller.origin.kind === 'trunk') return userCallingFrom(call.design, portal, call.caller.number)
  const { userId } = yield* whoCalls(call)
  return userOfPortal(call.design, portal, userId)
}

/** Whoever knows one PIN may still guess those of others: their wrong tries stay counted. */
const askPin = (design: DesignSnapshot, portal: Portal): Does<User | undefined> =>
  askGuardedPin({
    of: { kind: 'portal', id: portal.id },
    tries: PIN_TRIES,
    *ask() {
      const { digits } = yield* collect({
        prompt: [prompt('disa-enter_pin')],
        maxDigits: 12,
        firstDigitTimeoutMs: 8_000,
        interDigitTimeoutMs: 4_000,
        terminators: '#',
        secret: true,
      })
      return digits
    },
    opens: (pin) => userWithPin(design, portal, pin),
    hasNoMoreToGuess: () => false,
    *sayWrong(isLast) {
      if (!isLast) yield* play({ sounds: [prompt('disa-invalid_pin')], terminators: '' })
    },
  })

/** What was keyed after the tone; empty after a long silence. */
function* dialTone(): Does<string> {
  const { digits } = yield* collect({
    prompt: [{ kind: 'tone', tone: 'dial' }],
    maxDigits: 20,
    firstDigitTimeoutMs: 15_000,
    interDigitTimeoutMs: 4_000,
    terminators: '#',
  })
  return digits
}

/** Undefined: it did not work out, the dial tone comes back. */
function* place(
  call: CallContext,
  user: User,
  dialled: string,
  ringMs: number,
): Does<Outcome<'_' | 'refused'> | undefined> {
  const country = countryOf(call.design)
  const inside = call.lookup(dialled)
  const caller = callerAtDesk(call.design, user)
  if (inside && !call.mayEnter(inside.callflowId, caller)) return yield* sayMayNotCall(closedWords(dialled))
  const why = inside ? undefined : whyNotCall(call.design, caller, dialled)
  if (why !== undefined) return yield* sayMayNotCall(why)
  if (inside && inside.callflowId !== call.callflowId) {
    const { userId, deviceId: atPhone = '' } = deskOf(call.design, user)
    const { name, number } = effectiveCallerId(call.design, { userId, deviceId: atPhone }, 'internal')
    yield* perform({ kind: 'edit-call', edit: { kind: 'set-identity', userId, name, number, atPhone } })
    return callFlow(inside.callflowId)
  }
  const isCallable = callForHelp(dialled, country) !== undefined || toE164(dialled, country) !== undefined
  if (!isCallable || inside) {
    yield* play({ sounds: [prompt('disa-invalid_extension')], terminators: '' })
    return undefined
  }
  const way = wayOut({ design: call.design, caller, edits: call, number: dialled })
  const result = yield* dialOutside(way, ringMs, { userId: user.id }) // whose call it is, for histories and bills (M99)
  if (result.outcome === 'answered') {
    yield* talk()
    return end('talked')
  }
  if (result.outcome === 'failed' && result.limit) return undefined // they have heard it
  yield* play({ sounds: [prompt('fault-can_not_be_completed_at_this_time')], terminators: '' })
  return undefined
}

/** Who calls, as if from the desk: its restrictions and its caller ID hold here too (A0, M96). */
const callerAtDesk = (design: DesignSnapshot, user: User): Caller => ({
  name: '',
  number: user.extension,
  origin: { kind: 'device', deviceId: deskOf(design, user).deviceId ?? '', userId: user.id },
})

/** The person and their desk phone, whose caller ID comes first (M23). */
function deskOf(design: DesignSnapshot, user: User): { readonly userId: DocumentId; readonly deviceId?: DocumentId } {
  const own = design
    .list('device')
    .filter((device) => device.ownerId === user.id && device.enabled && !isOutside(device))
  const desk = own.find(({ type }) => type === 'desk-phone') ?? own[0]
  return { userId: user.id, ...(desk ? { deviceId: desk.id } : {}) }
}
