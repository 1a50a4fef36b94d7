import { countryOf } from '../../numbering/country.ts'
import { toE164 } from '../../numbering/e164.ts'
import type { Operation, OperationResult } from '../../run/operation.ts'
import { answer, branch, type CallContext, collect, perform, play, type Script } from '../../run/script.ts'
import { forwardNumberKey, forwardToKey } from '../../run/state-keys.ts'
import { colleagueAt, mayForward } from '../../scripts/forwarding.ts'
import { prompt } from '../../scripts/prompts.ts'
import { whoCalls } from '../../scripts/who-calls.ts'

export interface ForwardingSettings {
  readonly action: 'activate' | 'deactivate' | 'toggle' | 'update' | 'menu'
  readonly interDigitSec: number
}

type Does<T> = Generator<Operation, T, OperationResult>
type Scope = { readonly scope: 'user' | 'device'; readonly id: string }

interface Forwarding extends Scope {
  readonly isOn: boolean
  /** The number it goes to, or went to last. */
  readonly number: string
}

const anyKey = '0123456789*#'
const TRIES = 3
const MIN_DIGITS = 3
const MAX_DIGITS = 20

/**
 * The forwarding of the caller (the person, else the phone nobody owns). Activate takes the number dialled after the code, else asks, even
 * when one is known. Toggle uses the number known. Update asks for a number and turns forwarding on: its announcement says so. What is
 * switched by phone beats the document until it is switched again.
 */
export function* forwardingScript(call: CallContext, settings: ForwardingSettings): Script<'_'> {
  yield* answer()
  const forwarding = yield* readForwarding(call)
  if (!forwarding) {
    yield* play({ sounds: [prompt('cf-not_available')], terminators: '' })
    return branch('_')
  }
  const action = settings.action === 'menu' ? yield* askWhat(forwarding) : settings.action
  const turnsOff = action === 'deactivate' || (action === 'toggle' && forwarding.isOn)
  if (turnsOff) yield* deactivate(forwarding)
  else if (action) yield* activate(call, forwarding, action, settings.interDigitSec * 1_000)
  return branch('_')
}

function* readForwarding(call: CallContext): Does<Forwarding | undefined> {
  const { userId, deviceId } = yield* whoCalls(call)
  const user = call.design.find('user', userId)
  const owner: Scope | undefined = user
    ? { scope: 'user', id: user.id }
    : deviceId
      ? { scope: 'device', id: deviceId }
      : undefined
  if (!owner) return undefined
  const keys = [forwardToKey(owner.scope, owner.id), forwardNumberKey(owner.scope, owner.id)]
  const [to, last] = (yield* perform({ kind: 'read-state', keys })).values
  const documents = (user ?? call.design.find('device', deviceId))?.callForward
  const known = typeof last === 'string' ? last : (documents?.number ?? '')
  if (typeof to === 'string') return { ...owner, isOn: to !== '', number: to || known }
  return { ...owner, isOn: (documents?.enabled ?? false) && known !== '', number: known }
}

function* askWhat({ isOn }: Forwarding): Does<'toggle' | 'update' | undefined> {
  for (let round = 0; round < TRIES; round++) {
    const { digits } = yield* collect({
      prompt: [prompt(isOn ? 'cf-enabled_menu' : 'cf-disabled_menu')],
      maxDigits: 1,
      firstDigitTimeoutMs: 5_000,
      interDigitTimeoutMs: 2_000,
      terminators: '',
    })
    if (digits === '1') return 'toggle'
    if (digits === '2') return 'update'
    if (digits !== '') yield* play({ sounds: [prompt('menu-invalid_entry')], terminators: '' })
  }
  return undefined
}

function* deactivate({ scope, id }: Scope): Does<void> {
  yield* perform({ kind: 'write-state', key: forwardToKey(scope, id), value: '' })
  yield* play({ sounds: [prompt('cf-disabled')], terminators: anyKey })
}

function* activate(
  call: CallContext,
  { scope, id, number: known }: Forwarding,
  action: 'activate' | 'deactivate' | 'toggle' | 'update',
  interDigitTimeoutMs: number,
): Does<void> {
  const dialled = call.captures.at(-1) ?? ''
  const given = dialled !== '' ? dialled : action === 'toggle' ? known : ''
  const number = given === '' ? yield* askNumber(call, interDigitTimeoutMs) : given
  if (number === undefined) return
  if (!mayForwardTo(call, number)) {
    yield* play({ sounds: [prompt('cf-invalid_number')], terminators: '' })
    return
  }
  // Forwarding is no way around call restrictions (A0).
  if (
    !colleagueAt(call, number) &&
    !mayForward(call, { by: scope === 'user' ? { userId: id } : { deviceId: id }, number })
  ) {
    yield* play({ sounds: [prompt('cf-unauthorized_call')], terminators: '' })
    return
  }
  yield* perform({ kind: 'write-state', key: forwardToKey(scope, id), value: number })
  yield* perform({ kind: 'write-state', key: forwardNumberKey(scope, id), value: number })
  yield* play({ sounds: [prompt('cf-now_forwarded_to'), { kind: 'digits', text: number }], terminators: anyKey })
}

function* askNumber(call: CallContext, interDigitTimeoutMs: number): Does<string | undefined> {
  for (let round = 0; round < TRIES; round++) {
    const { digits } = yield* collect({
      prompt: [prompt('cf-enter_number')],
      maxDigits: MAX_DIGITS,
      firstDigitTimeoutMs: 8_000,
      interDigitTimeoutMs,
      terminators: '#',
    })
    if (mayForwardTo(call, digits)) return digits
    if (digits !== '') yield* play({ sounds: [prompt('cf-invalid_number')], terminators: '' })
  }
  return undefined
}

/** A colleague's extension, or 3 to 20 digits; the feature codes of the account are no place for a call. */
function mayForwardTo({ design }: CallContext, number: string): boolean {
  if (!/^\+?[0-9]+$/.test(number) || number.length > MAX_DIGITS + 1) return false
  if (design.list('user').some(({ extension }) => extension === number)) return true
  return number.length >= MIN_DIGITS || toE164(number, countryOf(design)) !== undefined
}
