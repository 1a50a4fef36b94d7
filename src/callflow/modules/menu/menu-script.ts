import type { Menu } from '../../design/document.ts'
import { answer, branch, type CallContext, callFlow, collect, play, type Script } from '../../run/script.ts'
import { prompt } from '../../scripts/prompts.ts'

/**
 * M33, in this order. Keys: the branch of the whole string; hunting; else the invalid prompt and one try less. No key: the `timeout` branch,
 * else one try less. Out of tries: exit prompt, `max_retries`, else `_` with the transfer prompt, else goodbye. Recording a greeting by
 * PIN (`record_pin`) is not here yet.
 */
export function* menuScript(call: CallContext, menu: Menu | undefined): Script {
  if (!menu) return branch('_')
  yield* answer()
  for (let tries = menu.retries; tries > 0; tries--) {
    const { digits } = yield* collect({
      prompt: menu.greetingId ? [{ kind: 'media', mediaId: menu.greetingId }] : [],
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
    if (menu.invalidSound) yield* play({ sounds: [prompt('menu-invalid_entry')], terminators: '' })
  }
  return yield* outOfTries(call, menu)
}

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
  return (huntAllow === '' || matches(huntAllow, digits)) && (huntDeny === '' || !matches(huntDeny, digits))
}

function matches(source: string, digits: string): boolean {
  try {
    return new RegExp(source).test(digits)
  } catch {
    return false
  }
}
