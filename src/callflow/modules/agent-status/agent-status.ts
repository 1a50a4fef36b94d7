import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { choice, seconds } from '../../design/fields.ts'
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
    action: choice(['log-in', 'log-out', 'pause', 'resume'], {
      label: 'Action',
      help: 'What becomes of the agent who calls.',
      default: 'log-in',
      options: { 'log-in': 'Log in', 'log-out': 'Log out', pause: 'Start a break', resume: 'End the break' },
    }),
    pauseSec: seconds({
      label: 'Longest break',
      help: 'The break ends by itself after this time.',
      min: 10,
      max: 86_400,
      default: 600,
    }),
  }),
  branches: [{ ...defaultBranch, label: 'Afterwards' }],
  summary: ({ action, pauseSec }) =>
    action === 'pause'
      ? `Break of at most ${pauseSec} s`
      : { 'log-in': 'Log in', 'log-out': 'Log out', resume: 'End the break' }[action],
  script: (call, { action, pauseSec }) =>
    setCallingAgent(call, { action, ...(action === 'pause' ? { pauseMs: pauseSec * 1_000 } : {}) }),
})
