import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, seconds, text } from '../../design/fields.ts'
import { MAX_REASON } from '../../scripts/agent-state.ts'
import { setCallingAgent } from '../../scripts/set-agent.ts'

/** Logs the calling agent in or out of all their queues, or gives them a break (A9). */
export const agentStatus = defineModule({
  type: 'agent-status',
  version: 1,
  category: 'call-centre',
  name: 'Agent status',
  description: 'Logs the calling agent in or out, or starts and ends a break, in all their queues.',
  icon: 'user-cog',
  servesTheHouse: true,
  settings: z.object({
    action: choice(['log-in', 'log-out', 'pause', 'resume', 'ready'], {
      label: 'Action',
      help: 'What becomes of the agent who calls.',
      default: 'log-in',
      options: {
        'log-in': 'Log in',
        'log-out': 'Log out',
        pause: 'Start a break',
        resume: 'End the break',
        ready: 'Ready again after a call',
      },
    }),
    pauseSec: seconds({
      label: 'Longest break',
      help: 'The break ends by itself after this time.',
      min: 10,
      max: 86_400,
      default: 600,
    }),
    reason: text({
      label: 'Reason',
      help: 'Shown on the wallboard; empty for none.',
      max: MAX_REASON,
      shownWhen: { field: 'action', is: ['pause'] },
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Afterwards' }],
  summary: ({ action, pauseSec, reason }) =>
    action === 'pause'
      ? `${reason || 'Break'} of at most ${pauseSec} s`
      : { 'log-in': 'Log in', 'log-out': 'Log out', resume: 'End the break', ready: 'Ready again after a call' }[
          action
        ],
  script: (call, { action, pauseSec, reason }) =>
    setCallingAgent(call, { action, ...(action === 'pause' ? { pauseMs: pauseSec * 1_000, reason } : {}) }),
})
