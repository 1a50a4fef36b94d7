import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { at, number } from '../../exchange/kazoo/fields.ts'
import { agentStatus } from './agent-status.ts'

const words = { 'log-in': 'login', 'log-out': 'logout', pause: 'paused', resume: 'resume' } as const

/** Kazoo has no word for being ready again after a call; being back from a break is the nearest. */
const toKazoo = { ...words, ready: 'resume' } as const

export const kazooAgentStatus = defineKazooAction({
  definition: agentStatus,
  module: 'acdc_agent',
  // Kazoo says that the choice is invalid and goes on: an unknown step.
  differs: ({ action }) => (action === 'ready' ? ['ends the break; a pause after a call goes on'] : []),
  matches: ({ action }) => action === 'pause' || Object.values<unknown>(words).includes(action),
  fields: {
    // Kazoo's schema says `paused`, its engine takes `pause` too.
    action: at<keyof typeof toKazoo>(
      'action',
      (value) =>
        value === 'pause'
          ? 'pause'
          : (Object.keys(words) as (keyof typeof words)[]).find((ours) => words[ours] === value), // keys of `words`
      (value, original) => (value === 'pause' && original === 'pause' ? 'pause' : toKazoo[value]),
    ),
    pauseSec: number('timeout'),
  },
})
