import { oc } from '@orpc/contract'
import { z } from 'zod'
import { queueEventKinds } from '../state/queue-log.ts'

/** Queues as those see them who work in them or watch them. Times are epoch milliseconds by the machine's clock, durations milliseconds. */

/** Callers and callbacks of one queue that are told, the next first; `waitingCount` says how many there are. */
export const MAX_SHOWN_WAITING = 200

const agentStates = [
  'ready',
  'ringing',
  'talking',
  'wrap-up',
  'on-call',
  'paused',
  'unreachable',
  'logged-out',
] as const
export type AgentState = (typeof agentStates)[number]

const queueId = z.string().min(1).max(64)

export const queueBoardSchema = z.object({
  queueId,
  name: z.string(),
  waitingCount: z.number().int(),
  waiting: z.array(
    z.object({
      /** Empty for a place that is kept for somebody who is called back. */
      callId: z.string(),
      name: z.string(),
      number: z.string(),
      /** 1 is next. */
      position: z.number().int(),
      sinceMs: z.number(),
      priority: z.number().int(),
      /** What they need of agents beside what the queue does. */
      skills: z.array(z.string()),
      isCallback: z.boolean(),
    }),
  ),
  /** Callers who are called back: in line, being called, or between two tries. */
  callbacks: z.array(
    z.object({
      callbackId: z.string(),
      name: z.string(),
      number: z.string(),
      askedMs: z.number(),
      state: z.enum(['in-line', 'calling', 'later']),
      /** Times they were called and not reached. */
      tries: z.number().int(),
      /** When they are called again; null while that is not `later`. */
      nextMs: z.number().nullable(),
    }),
  ),
  /** In the order of the queue's list. */
  agents: z.array(
    z.object({
      agentId: z.string(),
      name: z.string(),
      /** 1 is asked first. */
      level: z.number().int(),
      skills: z.array(z.string()),
      state: z.enum(agentStates),
      sinceMs: z.number(),
      /** Why they pause; empty when they did not say. */
      reason: z.string(),
      /** When the break or the pause after a call is over; null for neither. */
      untilMs: z.number().nullable(),
      /** The call that rings or talks, in which queue, and who is on it. */
      callId: z.string(),
      queueId: z.string(),
      with: z.string(),
    }),
  ),
  /** Since midnight in the account's time zone. */
  today: z.object({
    timezone: z.string(),
    answered: z.number().int(),
    answeredInTime: z.number().int(),
    abandoned: z.number().int(),
    left: z.number().int(),
    callbacks: z.number().int(),
    calledBack: z.number().int(),
    notReached: z.number().int(),
    longestWaitMs: z.number(),
    /** Null while there is nothing to take an average of. */
    averageWaitMs: z.number().nullable(),
    averageTalkMs: z.number().nullable(),
    /** From 0 to 1. */
    serviceLevel: z.number().nullable(),
  }),
  serviceLevelSec: z.number(),
  /** For a caller who came now; null where nobody can know. */
  expectedWaitMs: z.number().nullable(),
})
export type QueueBoard = z.infer<typeof queueBoardSchema>

export const queueEventSchema = z.object({
  atMs: z.number(),
  queueId: z.string(),
  kind: z.enum(queueEventKinds),
  agentId: z.string(),
  waitMs: z.number(),
  talkMs: z.number(),
  about: z.string(),
})

export const agentChangeSchema = z.object({
  /** The person who asks: the agent, a manager of their queues or an administrator. */
  byId: z.string().min(1).max(64),
  agentId: z.string().min(1).max(64),
  /** Log in to or out of one queue; absent: all of the agent's. */
  queueId: queueId.optional(),
  action: z.enum(['log-in', 'log-out', 'pause', 'resume', 'ready']),
  reason: z.string().max(40).default(''),
  /** How long a break lasts at most. */
  pauseSec: z.number().int().min(10).max(86_400).default(600),
})
export type AgentChange = z.infer<typeof agentChangeSchema>

export const queuesContract = {
  /** Every queue of the design that runs. */
  boards: oc.route({ method: 'GET', path: '/queues' }).output(z.array(queueBoardSchema)),
  /** What happened in a queue and with its agents since yesterday, the newest first. */
  log: oc
    .route({ method: 'GET', path: '/queues/{queueId}/log' })
    .input(z.object({ queueId, limit: z.coerce.number().int().min(1).max(1_000).default(100) }))
    .output(z.array(queueEventSchema)),
  setAgent: oc
    .route({ method: 'POST', path: '/queue-agents/{agentId}' })
    .input(agentChangeSchema)
    .output(z.object({ outcome: z.enum(['done', 'not-an-agent']) }))
    .errors({
      NOT_ALLOWED: {
        status: 403,
        message: 'Only the agents themselves, managers of their queues and administrators may do that.',
      },
    }),
  dropCallback: oc
    .route({ method: 'DELETE', path: '/queues/{queueId}/callbacks/{callbackId}' })
    .input(z.object({ queueId, callbackId: z.string().max(128) }))
    .output(z.object({ found: z.boolean() })),
}
