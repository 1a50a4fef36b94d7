import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, referenceList, seconds } from '../../design/fields.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import type { Operation, OperationResult } from '../../run/operation.ts'
import { answer, branch, type CallContext, collect, perform, play } from '../../run/script.ts'
import { forcedKey } from '../../run/state-keys.ts'
import { type Forced, ruleIdsOf } from '../../schedule/explain.ts'
import { type PromptId, prompt } from '../../scripts/prompts.ts'

type Action = 'enable' | 'disable' | 'reset'

const menuKeys: Readonly<Record<string, Action>> = { 1: 'enable', 2: 'disable', 3: 'reset' }
const said: Readonly<Record<Action, PromptId>> = {
  enable: 'temporal-marked_enabled',
  disable: 'temporal-marked_disabled',
  reset: 'temporal-marker_reset',
}
const TRIES = 3

/**
 * Forces schedule rules on or off by phone, or gives them back to the clock (A5 "Actions"). One step with an action, where the incumbent's
 * palette has three: the action can be changed later without drawing anew. What it writes beats the rules' own state until reset.
 */
export const timeOfDaySwitch = defineModule({
  type: 'time-of-day-switch',
  version: 1,
  category: 'time',
  name: 'Switch time of day',
  description:
    'Enables, disables or resets opening hours from a phone, or asks the caller which. Continues afterwards.',
  icon: 'calendar-cog',
  servesTheHouse: true,
  settings: z.object({
    action: choice(['enable', 'disable', 'reset', 'menu'], {
      label: 'Action',
      help: 'Enable and disable hold until somebody resets them.',
      default: 'enable',
      options: {
        enable: 'Enable: forced on',
        disable: 'Disable: never applies',
        reset: 'Reset: by the clock again',
        menu: 'Ask the caller',
      },
    }),
    rules: referenceList(['schedule-rule', 'schedule-set'], {
      label: 'Hours',
      help: 'Rules and sets it switches, all of them together.',
      max: 200,
    }),
    interDigitSec: seconds({
      label: 'Wait for the key',
      help: 'How long the menu waits for an answer.',
      min: 1,
      max: 30,
      default: 5,
      advanced: true,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Afterwards' }],
  mainSetting: 'rules',
  summary: ({ action, rules }, design) => {
    const names = rules.flatMap((id) => design.get(id)?.name ?? [])
    return names.length === 0 ? '' : `${actionWords[action]} ${names.join(', ')}`
  },
  *script(call, { action, rules, interDigitSec }) {
    const ruleIds = ruleIdsOf(call.design, rules)
    if (ruleIds.length === 0) return branch('_')
    yield* answer()
    const chosen = action === 'menu' ? yield* askWhich(interDigitSec * 1_000) : action
    if (chosen) yield* switchRules(call, ruleIds, chosen)
    return branch('_')
  },
})

const actionWords = { enable: 'Enable', disable: 'Disable', reset: 'Reset', menu: 'Ask about' } as const

function* askWhich(firstDigitTimeoutMs: number): Generator<Operation, Action | undefined, OperationResult> {
  for (let round = 0; round < TRIES; round++) {
    const { digits } = yield* collect({
      prompt: [prompt('temporal-menu')],
      maxDigits: 1,
      firstDigitTimeoutMs,
      interDigitTimeoutMs: 2_000,
      terminators: '',
    })
    const chosen = Object.hasOwn(menuKeys, digits) ? menuKeys[digits] : undefined
    if (chosen) return chosen
    if (digits !== '') yield* play({ sounds: [prompt('menu-invalid_entry')], terminators: '' })
  }
  return undefined
}

function* switchRules(
  { design }: CallContext,
  ruleIds: readonly string[],
  action: Action,
): Generator<Operation, void, OperationResult> {
  for (const ruleId of ruleIds) {
    yield* perform({ kind: 'write-state', key: forcedKey(ruleId), value: forcedBy(action, ruleId, design) })
  }
  yield* play({ sounds: [prompt(said[action])], terminators: '0123456789*#' })
}

/** Reset forgets what was switched by phone; a rule that its document forces is told to go by the clock. */
function forcedBy(action: Action, ruleId: string, design: DesignSnapshot): Forced | undefined {
  if (action !== 'reset') return action === 'enable' ? 'on' : 'off'
  return design.find('schedule-rule', ruleId)?.forced === 'by-time' ? undefined : 'by-time'
}
