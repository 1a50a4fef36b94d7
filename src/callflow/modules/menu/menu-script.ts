import type { Menu } from '../../design/document.ts'
import { matchesRegex } from '../../numbering/linear-regex.ts'
import type { Sound } from '../../run/operation.ts'
import { answer, branch, type CallContext, callFlow, collect, perform, play, type Script } from '../../run/script.ts'
import { menuGreetingKey } from '../../run/state-keys.ts'
import type { Does } from '../../scripts/does.ts'
import { recordKept } from '../../scripts/mailbox/record-kept.ts'
import { prompt } from '../../scripts/prompts.ts'

/**
 * M33, in this order. Keys: the branch of the whole string; hunting; else the invalid prompt and one try less. No key: the `timeout` branch,
 * else one try less. Out of tries: exit prompt, `max_retries`, else `_` with the transfer prompt, else goodbye. The PIN that records a
 * greeting comes after hunting and costs no try.
 */
export function* menuScript(call: CallContext, menu: Menu | undefined): Script {
  if (!menu) return branch('_')
  yield* answer()
  for (let tries = menu.retries; tries > 0; tries--) {
    const { digits } = yield* collect({
      prompt: yield* greetingOf(menu),
      maxDigits: menu.maxDigits,
      firstDigitTimeoutMs: menu.timeoutSec * 1_000,
      interDigitTimeoutMs: menu.interDigitSec * 1_000,
      terminators: call.hasBranch('#') ? '' : '#', // a wired # is a choice, otherwise it ends the entry
    })
    if (digits === '') {
      if (call.hasBranch('timeout')) return branch('timeout')
      continue
    }
    if (call.hasBranch(digits)) return branch(digits)
    const hunted = menu.hunt && mayHunt(menu, digits) ? call.lookup(digits) : undefined
    if (hunted) {
      if (menu.transferSound) yield* play({ sounds: [prompt('menu-transferring_call')], terminators: '' })
      return callFlow(hunted.callflowId)
    }
    if (digits === menu.recordPin && mayRecord(call, menu)) {
      yield* recordKept('vm-record_greeting', { kind: 'menu-greeting', id: menu.id }, () => remember(menu))
      tries++
      continue
    }
    if (menu.invalidSound) yield* play({ sounds: [prompt('menu-invalid_entry')], terminators: '' })
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

const mayRecord = ({ caller }: CallContext, { recordFromOutside }: Menu) =>
  recordFromOutside || (caller.origin.kind === 'device' && caller.origin.deviceId !== '')

function* outOfTries(call: CallContext, menu: Menu): Script {
  if (menu.exitSound) yield* play({ sounds: [prompt('menu-exit')], terminators: '' })
  if (call.hasBranch('max_retries')) return branch('max_retries')
  if (call.hasBranch('_')) {
    if (menu.transferSound) yield* play({ sounds: [prompt('menu-transferring_call')], terminators: '' })
    return branch('_')
  }
  yield* play({ sounds: [prompt('vm-goodbye')], terminators: '' })
  return branch('_') // nothing is wired: ends the call, or returns to the flow that called this one
}

/** An empty allow pattern allows everything; one that cannot be read allows nothing, and refuses nothing. */
function mayHunt({ huntAllow, huntDeny }: Menu, digits: string): boolean {
  return (huntAllow === '' || matchesRegex(huntAllow, digits)) && (huntDeny === '' || !matchesRegex(huntDeny, digits))
}
