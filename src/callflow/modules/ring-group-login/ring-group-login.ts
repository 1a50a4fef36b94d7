import { z } from 'zod'
import type { Callflow } from '../../design/document.ts'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, reference } from '../../design/fields.ts'
import { answer, branch, perform, play } from '../../run/script.ts'
import { ringGroupOutKey } from '../../run/state-keys.ts'
import { prompt } from '../../scripts/prompts.ts'
import { whoCalls } from '../../scripts/who-calls.ts'
import { ringGroupSettings } from '../ring-group/ring-group.ts'

/**
 * Takes the caller out of the ring groups of a flow, or back in (B1 "Ring Group Toggle"). Other flows' groups are not touched. Who logs in is
 * rung at once, even where the drawing says "not before" a later moment; a later one drawn afterwards counts again (M29).
 */
export const ringGroupLogin = defineModule({
  type: 'ring-group-login',
  version: 1,
  category: 'telephony',
  name: 'Ring group log-in',
  description: 'Logs the caller in to or out of the ring groups of a callflow, then continues.',
  icon: 'user-check',
  servesTheHouse: true,
  settings: z.object({
    action: choice(['log-in', 'log-out'], {
      label: 'Action',
      help: 'Who is logged out is not rung by those groups.',
      default: 'log-in',
      options: { 'log-in': 'Log in', 'log-out': 'Log out' },
    }),
    callflowId: reference('callflow', { label: 'Callflow', help: 'The flow with the ring group in it.' }),
  }),
  branches: [{ ...defaultBranch, label: 'Afterwards' }],
  mainSetting: 'callflowId',
  summary: ({ action, callflowId }, design) => {
    const flow = design.find('callflow', callflowId)
    return flow ? `${action === 'log-in' ? 'Log in to' : 'Log out of'} ${flow.name}` : ''
  },
  *script(call, { action, callflowId }) {
    yield* answer()
    const { userId } = yield* whoCalls(call)
    if (!userId || !callflowId) {
      yield* play({ sounds: [prompt('agent-invalid_choice')], terminators: '' })
      return branch('_')
    }
    const value = action === 'log-out' ? true : lastMomentOut(call.design.find('callflow', callflowId), userId)
    yield* perform({ kind: 'write-state', key: ringGroupOutKey(callflowId, userId), value })
    const said = action === 'log-out' ? 'agent-logged_out' : 'agent-logged_in'
    yield* play({ sounds: [prompt(said)], terminators: '0123456789*#' })
    return branch('_')
  },
})

/** The latest moment that the flow's ring groups wait for before they ring this person, epoch ms; undefined when they do not wait. */
function lastMomentOut(flow: Callflow | undefined, userId: string): number | undefined {
  const moments = Object.values(flow?.nodes ?? {}).flatMap(({ type, settings }) => {
    const parsed = type === 'ring-group' ? ringGroupSettings.safeParse(settings) : undefined
    const own = parsed?.data?.members.filter(({ id }) => id === userId) ?? []
    return own.flatMap(({ outUntil }) => (outUntil === null ? [] : [Date.parse(outUntil)]))
  })
  return moments.length === 0 ? undefined : Math.max(...moments)
}
