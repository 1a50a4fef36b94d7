import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, count, flag, seconds, secret } from '../../design/fields.ts'
import { countryOf } from '../../numbering/country.ts'
import { callForHelp } from '../../numbering/emergency.ts'
import { answer, branch, type CallContext, callFlow, collect, play, type Script, stop } from '../../run/script.ts'
import { callOutside } from '../../scripts/call-outside.ts'
import type { Does } from '../../scripts/does.ts'
import { askGuardedPin } from '../../scripts/guarded-pin.ts'
import { type PromptId, prompt } from '../../scripts/prompts.ts'

const RING_MS = 120_000

const settings = z.object({
  pin: secret({ label: 'PIN', help: 'Without one, anybody who calls may call out at your cost.', max: 16 }),
  retries: count({ label: 'Tries', help: 'Of PIN and number each.', min: 1, max: 10, default: 3 }),
  maxDigits: count({
    label: 'Longest number',
    help: 'Dialled without waiting for more keys.',
    unit: 'digits',
    min: 1,
    max: 35,
    default: 15,
    advanced: true,
  }),
  interDigitSec: seconds({
    label: 'Wait between keys',
    help: 'The number is dialled after so much silence.',
    min: 0.5,
    max: 30,
    default: 3,
    advanced: true,
  }),
  preconnect: choice(['dial-tone', 'ringing'], {
    label: 'Caller hears',
    help: 'While a number is awaited.',
    default: 'dial-tone',
    options: { 'dial-tone': 'A dial tone', ringing: 'Ringing' },
    advanced: true,
  }),
  useAccountCallerId: flag({
    label: "Call out with the account's caller ID",
    help: 'Off: with the number of whoever called in.',
    default: true,
    advanced: true,
  }),
  enforceRestrictions: flag({
    label: 'Refuse what the caller may not dial',
    help: 'Off: whoever knows the PIN may call anywhere.',
    default: true,
    advanced: true,
  }),
})

type Settings = z.infer<typeof settings>

/**
 * Lets a caller from outside dial as if from a phone of the office (B1). Who does not know the PIN comes no further: the flow
 * stops; who finds no number goes on by `_`, each after as many tries.
 */
export const disa = defineModule({
  type: 'disa',
  version: 1,
  category: 'advanced',
  name: 'DISA',
  description: 'Lets callers who know the PIN dial on, inside and outside.',
  icon: 'phone-forwarded',
  settings,
  branches: [{ ...defaultBranch, label: 'No such number' }],
  callsOut: {
    chosenBy: 'caller',
    how: ({ pin }) =>
      pin === ''
        ? { severity: 'warning', says: 'Anybody may call out at your cost, for DISA asks for no PIN' }
        : { severity: 'info', says: 'Who knows the PIN of DISA calls out at your cost' },
  },
  summary: ({ pin }) => (pin === '' ? 'No PIN' : 'With PIN'),
  *script(call, chosen) {
    yield* answer()
    if (chosen.pin !== '' && !(yield* knowsPin(call, chosen))) return stop()
    for (let round = 0; round < chosen.retries; round++) {
      const { digits } = yield* collect({
        prompt: [{ kind: 'tone', tone: chosen.preconnect === 'ringing' ? 'ringback' : 'dial' }],
        maxDigits: chosen.maxDigits,
        firstDigitTimeoutMs: 10_000,
        interDigitTimeoutMs: chosen.interDigitSec * 1_000,
        terminators: '#',
      })
      const flow = digits === '' ? undefined : call.lookup(digits)
      if (flow) return callFlow(flow.callflowId)
      const isForHelp = callForHelp(digits, countryOf(call.design)) !== undefined
      if (isForHelp || /^[0-9]{3,35}$/.test(digits)) return yield* outside(call, chosen, digits)
      yield* say('disa-invalid_extension')
    }
    yield* say('disa-retries_exceeded')
    return branch('_')
  },
})

function outside(
  call: CallContext,
  { useAccountCallerId, enforceRestrictions }: Settings,
  number: string,
): Script<'_'> {
  const own = call.design.account?.callerIds.external
  const script = callOutside(call, {
    number,
    timeoutMs: RING_MS,
    isFree: !enforceRestrictions,
    ...(useAccountCallerId && own && own.number !== '' ? { callerId: own } : {}),
  })
  return script as Script<'_'> // causes that are not wired fall back to `_`
}

function* knowsPin(call: CallContext, { pin, retries }: Settings): Does<boolean> {
  const isKnown = yield* askGuardedPin({
    of: { kind: 'disa', id: call.callflowId },
    tries: retries,
    *ask() {
      const { digits } = yield* collect({
        prompt: [prompt('disa-enter_pin')],
        maxDigits: pin.length,
        firstDigitTimeoutMs: 10_000,
        interDigitTimeoutMs: 5_000,
        terminators: '#',
        secret: true,
      })
      return digits
    },
    opens: (keyed) => (keyed === pin ? true : undefined),
    sayWrong: () => say('disa-invalid_pin'),
  })
  if (!isKnown) yield* say('disa-retries_exceeded')
  return isKnown ?? false
}

function* say(promptId: PromptId): Does<void> {
  yield* play({ sounds: [prompt(promptId)], terminators: '' })
}
