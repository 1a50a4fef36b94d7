import type { User } from '../../design/document.ts'
import type { DocumentId } from '../../design/kind.ts'
import type { Operation, OperationResult } from '../../run/operation.ts'
import { answer, branch, type CallContext, collect, perform, play, type Script } from '../../run/script.ts'
import { hotDeskDevicesKey, hotDeskUsersKey, idsIn } from '../../run/state-keys.ts'
import { askGuardedPin } from '../../scripts/guarded-pin.ts'
import { type PromptId, prompt } from '../../scripts/prompts.ts'

export interface HotDeskSettings {
  readonly action: 'log-in' | 'log-out' | 'toggle'
  readonly interDigitSec: number
}

type Does<T> = Generator<Operation, T, OperationResult>

const TRIES = 3
const MAX_DIGITS = 15

/**
 * M88c. Logging in asks for an ID, then for the PIN where the person wants it asked: three tries each. Unless they stay logged in
 * elsewhere, other phones lose them. A phone may host several people. Logging out takes the one person there, else whoever keys their ID;
 * toggle logs out when that person is there already.
 */
export function* hotDeskScript(call: CallContext, settings: HotDeskSettings): Script<'_'> {
  yield* answer()
  const { origin } = call.caller
  if (origin.kind !== 'device' || origin.deviceId === '') {
    yield* say('hotdesk-disabled')
    return branch('_')
  }
  const { deviceId } = origin
  const here = idsIn((yield* perform({ kind: 'read-state', keys: [hotDeskUsersKey(deviceId)] })).values[0])
  const only = here.length === 1 ? here[0] : undefined
  if (only !== undefined && settings.action !== 'log-in') {
    yield* logOut(deviceId, here, only)
    return branch('_')
  }
  if (here.length === 0 && settings.action === 'log-out') {
    yield* say('hotdesk-logged_out') // nobody is there: that is what was wanted
    return branch('_')
  }
  const user = yield* identify(call, settings)
  if (!user) yield* say('hotdesk-abort')
  else if (settings.action !== 'log-in' && here.includes(user.id)) yield* logOut(deviceId, here, user.id)
  else if (settings.action === 'log-out') yield* say('hotdesk-invalid_entry')
  else yield* logIn(deviceId, here, user)
  return branch('_')
}

function* identify(call: CallContext, settings: HotDeskSettings): Does<User | undefined> {
  for (let round = 0; round < TRIES; round++) {
    const id = yield* ask('hotdesk-enter_id', settings)
    const user = call.design
      .list('user')
      .find(({ enabled, hotDesk }) => enabled && hotDesk.enabled && hotDesk.id === id)
    if (id !== '' && user) return (yield* pinIsRight(call, user, settings)) ? user : undefined
    yield* say('hotdesk-invalid_entry')
  }
  return undefined
}

/** A person who wants the PIN asked but has none cannot log in: an empty entry must not open the door. */
function* pinIsRight(call: CallContext, { id, hotDesk }: User, settings: HotDeskSettings): Does<boolean> {
  if (!hotDesk.requirePin) return true
  const { origin } = call.caller
  const isRight = yield* askGuardedPin({
    of: { kind: 'hot-desk', id },
    byOwner: origin.kind === 'device' && call.design.find('device', origin.deviceId)?.ownerId === id,
    tries: TRIES,
    ask: () => ask('hotdesk-enter_pin', settings),
    opens: (pin) => (pin !== '' && pin === hotDesk.pin ? true : undefined),
    sayWrong: () => say('hotdesk-invalid_entry'),
  })
  return isRight ?? false
}

function* ask(promptId: PromptId, { interDigitSec }: HotDeskSettings): Does<string> {
  const { digits } = yield* collect({
    prompt: [prompt(promptId)],
    maxDigits: MAX_DIGITS,
    firstDigitTimeoutMs: 5_000,
    interDigitTimeoutMs: interDigitSec * 1_000,
    terminators: '#',
    ...(promptId === 'hotdesk-enter_pin' ? { secret: true } : {}),
  })
  return digits
}

function* logIn(deviceId: DocumentId, here: readonly DocumentId[], user: User): Does<void> {
  const elsewhere = idsIn((yield* perform({ kind: 'read-state', keys: [hotDeskDevicesKey(user.id)] })).values[0])
  const others = elsewhere.filter((id) => id !== deviceId)
  if (!user.hotDesk.keepLoggedInElsewhere && others.length > 0) {
    const { values } = yield* perform({ kind: 'read-state', keys: others.map(hotDeskUsersKey) })
    for (const [index, id] of others.entries())
      yield* writeIds(hotDeskUsersKey(id), without(idsIn(values[index]), user.id))
  }
  const devices = user.hotDesk.keepLoggedInElsewhere ? [...others, deviceId] : [deviceId]
  yield* writeIds(hotDeskUsersKey(deviceId), [...without(here, user.id), user.id])
  yield* writeIds(hotDeskDevicesKey(user.id), devices)
  yield* say('hotdesk-logged_in')
}

function* logOut(deviceId: DocumentId, here: readonly DocumentId[], userId: DocumentId): Does<void> {
  const devices = idsIn((yield* perform({ kind: 'read-state', keys: [hotDeskDevicesKey(userId)] })).values[0])
  yield* writeIds(hotDeskUsersKey(deviceId), without(here, userId))
  yield* writeIds(hotDeskDevicesKey(userId), without(devices, deviceId))
  yield* say('hotdesk-logged_out')
}

const without = (ids: readonly DocumentId[], id: DocumentId) => ids.filter((each) => each !== id)

const writeIds = (key: ReturnType<typeof hotDeskUsersKey>, ids: readonly DocumentId[]) =>
  perform({ kind: 'write-state', key, value: ids.length === 0 ? undefined : ids.join(' ') })

function* say(promptId: PromptId): Does<void> {
  yield* play({ sounds: [prompt(promptId)], terminators: '0123456789*#' })
}
