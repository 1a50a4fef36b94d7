import type { Menu } from '../../design/document.ts'
import type { Sound } from '../../run/operation.ts'
import { answer, branch, type CallContext, callFlow, collect, perform, play, type Script } from '../../run/script.ts'
import { menuGreetingKey } from '../../run/state-keys.ts'
import type { Does } from '../../scripts/does.ts'
import { recordKept } from '../../scripts/mailbox/record-kept.ts'
import { tryPin } from '../../scripts/guarded-pin.ts'
import { type PromptId, prompt } from '../../scripts/prompts.ts'
import { mayHunt } from './may-hunt.ts'

/**
 * M33, in this order. Keys: the branch of the whole string; hunting; else the invalid prompt and one try less. No key: the `timeout` branch,
 * else one try less. Out of tries: exit prompt, `max_retries`, else `_` with the transfer prompt, else goodbye. The PIN that records a
 * greeting comes after hunting and costs no try.
 */
export function* menuScript(
  call: CallContext,
  menu: Menu | undefined,
  { interDigitSec }: { readonly interDigitSec: number },
): Script {
  if (!menu) return branch('_')
  yield* answer()
  for (let tries = menu.retries; tries > 0; tries--) {
    const { digits } = yield* collect({
      prompt: yield* greetingOf(menu),
      maxDigits: menu.maxDigits,
      firstDigitTimeoutMs: menu.timeoutSec * 1_000,
      interDigitTimeoutMs: (interDigitSec || menu.interDigitSec) * 1_000,
      ...(menu.recordPin === '' ? {} : { secretDigits: menu.recordPin }),
      terminators: call.hasBranch('#') ? '' : '#', // a wired # is a choice, otherwise it ends the entry
    })
    if (digits === '') {
      if (call.hasBranch('timeout')) return branch('timeout')
      continue
    }
    if (call.hasBranch(digits)) return branch(digits)
    const hunted = menu.hunt && mayHunt(menu, digits) ? call.lookup(digits, 'caller') : undefined
    if (hunted) {
      yield* say(transferring(menu))
      return callFlow(hunted.callflowId)
    }
    if (mayRecord(call, menu) && (yield* isRecordPin(menu, digits))) {
      yield* recordKept('vm-record_greeting', { kind: 'menu-greeting', id: menu.id }, () => remember(menu))
      tries++
      continue
    }
    yield* say(soundOf(menu.invalidSound, menu.invalidSoundId, 'menu-invalid_entry'))
  }
  return yield* outOfTries(call, menu)
}

/** What was recorded by phone, unless the design has been given another greeting since. */
function* greetingOf(menu: Menu): Does<readonly Sound[]> {
  if (menu.recordPin !== '') {
    const { values } = yield* perform({ kind: 'read-state', keys: [menuGreetingKey(menu.id)] })
    if (values[0] === (menu.greetingId ?? '')) return [{ kind: 'kept', what: { kind: 'menu-greeting', id: menu.id } }]
  }
  return menu.greetingId ? [{ kind: 'media', mediaId: menu.greetingId }] : []
}

function* remember(menu: Menu): Does<void> {
  yield* perform({ kind: 'write-state', key: menuGreetingKey(menu.id), value: menu.greetingId ?? '' })
}

/** What is as long as the PIN may be a guess at it. Once too many were wrong it means nothing any more, which is all a caller hears. */
function* isRecordPin({ id, recordPin }: Menu, digits: string): Does<boolean> {
  if (digits.length !== recordPin.length) return false
  const of = { kind: 'menu', id } as const
  return (yield* tryPin({ of, opens: (pin) => (pin === recordPin ? true : undefined) }, digits)) ?? false
}

const mayRecord = ({ caller }: CallContext, { recordPin, recordFromOutside }: Menu) =>
  recordPin !== '' && (recordFromOutside || (caller.origin.kind === 'device' && caller.origin.deviceId !== ''))

function* outOfTries(call: CallContext, menu: Menu): Script {
  yield* say(soundOf(menu.exitSound, menu.exitSoundId, 'menu-exit'))
  if (call.hasBranch('max_retries')) return branch('max_retries')
  if (call.hasBranch('_')) {
    yield* say(transferring(menu))
    return branch('_')
  }
  yield* say([prompt('vm-goodbye')])
  return branch('_') // nothing is wired: ends the call, or returns to the flow that called this one
}

/** Off, the system's words, or a recording of one's own in their place. */
function soundOf(isOn: boolean, ownId: string | null, promptId: PromptId): readonly Sound[] {
  if (!isOn) return []
  return [ownId === null ? prompt(promptId) : { kind: 'media', mediaId: ownId }]
}

const transferring = ({ transferSound, transferSoundId }: Menu) =>
  soundOf(transferSound, transferSoundId, 'menu-transferring_call')

function* say(sounds: readonly Sound[]): Does<void> {
  if (sounds.length > 0) yield* play({ sounds, terminators: '' })
}
