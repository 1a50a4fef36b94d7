import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, reference } from '../../design/fields.ts'
import type { Device, User } from '../../design/document.ts'
import type { Operation, OperationResult, StateKey } from '../../run/operation.ts'
import { answer, branch, perform, play } from '../../run/script.ts'
import { doNotDisturbKey } from '../../run/state-keys.ts'
import { prompt } from '../../scripts/prompts.ts'
import { whoCalls } from '../../scripts/who-calls.ts'

/**
 * Switches do-not-disturb: of the chosen user or phone, else of whoever calls, else of the calling phone (B1). Phones that are not to be
 * disturbed are left out of every ring; the account's, the owner's or the phone's, any will do (A0 "DND merge"). What is switched by phone beats
 * the document until it is switched back.
 */
export const doNotDisturb = defineModule({
  type: 'do-not-disturb',
  version: 1,
  category: 'telephony',
  name: 'Do not disturb',
  description: 'Activates, deactivates or toggles do not disturb for the caller, then continues.',
  icon: 'moon',
  servesTheHouse: true,
  settings: z.object({
    action: choice(['activate', 'deactivate', 'toggle'], {
      label: 'Action',
      help: 'Toggle changes whatever it is now.',
      default: 'toggle',
      options: { activate: 'Activate', deactivate: 'Deactivate', toggle: 'Toggle' },
    }),
    targetId: reference(['user', 'device'], {
      label: 'Whose',
      help: 'The caller when empty.',
      advanced: true,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Afterwards' }],
  summary: ({ action, targetId }, design) => {
    const name = targetId === null ? undefined : design.get(targetId)?.name
    return [{ activate: 'Activate', deactivate: 'Deactivate', toggle: 'Toggle' }[action], name]
      .filter((part) => part !== undefined)
      .join(' · ')
  },
  *script(call, { action, targetId }) {
    yield* answer()
    const target = call.design.get(targetId ?? '')
    let whose: User | Device | undefined = target?.kind === 'user' || target?.kind === 'device' ? target : undefined
    if (!whose) {
      const { userId, deviceId } = yield* whoCalls(call)
      whose = call.design.find('user', userId) ?? call.design.find('device', deviceId)
    }
    if (!whose) {
      yield* play({ sounds: [prompt('dnd-not_available')], terminators: '' })
      return branch('_')
    }
    const key = doNotDisturbKey(whose.kind, whose.id)
    const isOn = action === 'activate' || (action === 'toggle' && !(yield* isOnNow(key, whose)))
    yield* perform({ kind: 'write-state', key, value: isOn === whose.doNotDisturb ? undefined : isOn })
    yield* play({ sounds: [prompt(isOn ? 'dnd-activated' : 'dnd-deactivated')], terminators: '0123456789*#' })
    return branch('_')
  },
})

function* isOnNow(
  key: StateKey,
  { doNotDisturb: asWritten }: User | Device,
): Generator<Operation, boolean, OperationResult> {
  const switched = (yield* perform({ kind: 'read-state', keys: [key] })).values[0]
  return typeof switched === 'boolean' ? switched : asWritten
}
