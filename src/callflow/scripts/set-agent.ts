import type { DocumentId } from '../design/kind.ts'
import type { OperationOf } from '../run/operation.ts'
import { answer, branch, type CallContext, perform, play, type Script } from '../run/script.ts'
import { type PromptId, prompt } from './prompts.ts'
import { whoCalls } from './who-calls.ts'

type Action = OperationOf<'set-agent'>['action']

const said: Readonly<Record<Action, PromptId>> = {
  'log-in': 'agent-logged_in',
  'log-out': 'agent-logged_out',
  pause: 'agent-pause',
  resume: 'agent-resume',
  ready: 'agent-resume',
}

/** Changes the caller's own state as an agent and says so. The agent is who is logged in at the phone, else its owner; not several (M88c). */
export function* setCallingAgent(
  call: CallContext,
  change: {
    readonly action: Action
    readonly queueId?: DocumentId
    readonly pauseMs?: number
    readonly reason?: string
  },
): Script<'_'> {
  yield* answer()
  const { userId } = yield* whoCalls(call)
  if (!userId) {
    yield* play({ sounds: [prompt('agent-not_call_center_agent')], terminators: '' })
    return branch('_')
  }
  const { outcome } = yield* perform({ kind: 'set-agent', agentId: userId, ...change })
  const heard: PromptId =
    outcome === 'done'
      ? said[change.action]
      : outcome === 'not-an-agent'
        ? 'agent-not_call_center_agent'
        : 'agent-invalid_choice'
  yield* play({ sounds: [prompt(heard)], terminators: '0123456789*#' })
  return branch('_')
}
