import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { healthSchema, operateContract } from '../../engine/control/contract.ts'
import { targetIdSchema, underTarget } from './under-target.ts'

/**
 * Places that designs are deployed to, and what is asked of those that run. Everything is asked of one target by its id.
 */
export const engineStatusSchema = z.object({
  state: z.enum(['stopped', 'starting', 'running', 'restarting', 'failed']),
  /** A sentence: why it failed or restarted, which port is taken. */
  problem: z.string().nullable(),
  restarts: z.number().int(),
  health: healthSchema.nullable(),
  /** Documents changed since the active bundle was made; null while unknown. */
  unsyncedChanges: z.number().int().nullable(),
  sipAddress: z.string().nullable(),
  /** The design that the engine was last synced from, when another one is open here: its calls and registrations go on. */
  runsOther: z.object({ name: z.string() }).nullable(),
})
export type EngineStatus = z.infer<typeof engineStatusSchema>

export const targetAboutSchema = z.object({
  id: targetIdSchema,
  kind: z.enum(['embedded']),
  /** For people: `This computer`. */
  name: z.string(),
  capabilities: z.object({
    /** The app starts and stops it. */
    canBeStarted: z.boolean(),
    /** Calls, registrations, history and messages can be asked of it: `operate`. */
    canBeOperated: z.boolean(),
    canRollBack: z.boolean(),
  }),
})
export type TargetAbout = z.infer<typeof targetAboutSchema>

const planStepSchema = z.discriminatedUnion('kind', [
  /** The engine runs another design: it stops, its calls end, and starts with this one. */
  z.object({ kind: z.literal('move'), from: z.string(), calls: z.number().int() }),
  /** Counted against what runs; all are added when that is unknown. */
  z.object({
    kind: z.literal('documents'),
    added: z.number().int(),
    changed: z.number().int(),
    removed: z.number().int(),
  }),
  z.object({ kind: z.literal('sounds'), count: z.number().int() }),
  z.object({ kind: z.literal('activate') }),
])
export type PlanStep = z.infer<typeof planStepSchema>

/** What deploying the design as saved would do. No steps: it runs there already. */
export const planSchema = z.object({
  /** The bundle that it sends. */
  planId: z.string(),
  designName: z.string(),
  steps: z.array(planStepSchema).readonly(),
})
export type Plan = z.infer<typeof planSchema>

export const deployProgressSchema = z.object({
  kind: z.literal('progress'),
  doing: z.enum(['moving', 'comparing', 'sending', 'sounds', 'activating', 'verifying']),
  done: z.number().int(),
  total: z.number().int(),
})
export type DeployProgress = z.infer<typeof deployProgressSchema>

export const driftSchema = z.object({
  /** `as-deployed`: it runs what was last deployed from here. `earlier`: it was rolled back. `other`: somebody else deployed. */
  state: z.enum(['as-deployed', 'earlier', 'other', 'nothing']),
  runs: healthSchema.shape.activeBundle,
  /** Documents in which what runs differs from the open design; null when that is unknown. */
  differences: z.number().int().nullable(),
})
export type Drift = z.infer<typeof driftSchema>

const target = z.object({ targetId: targetIdSchema })

/** Whether calls that are up may be ended. */
const sure = target.extend({ evenWithCalls: z.boolean().default(false) })

const NOT_FOUND = { status: 404, message: 'There is no such target', data: z.object({ id: z.string() }) } as const
const callsUp = {
  CALLS_UP: { status: 409, message: 'Calls are up', data: z.object({ calls: z.number().int() }) },
} as const
const failed = {
  SYNC_FAILED: { status: 502, message: 'The target did not take the design', data: z.object({ reason: z.string() }) },
} as const

export const targetsContract = {
  list: oc.output(z.array(targetAboutSchema.extend({ status: engineStatusSchema }))),
  status: oc.input(target).output(engineStatusSchema).errors({ NOT_FOUND }),
  start: oc.input(target).output(engineStatusSchema).errors({ NOT_FOUND }),
  /** With calls up it asks first (CALLS_UP), and ends them when told again. */
  stop: oc
    .input(sure)
    .output(engineStatusSchema)
    .errors({ NOT_FOUND, ...callsUp }),
  /** Of the design as saved. It stays as it is until the next one, whatever is edited meanwhile. */
  plan: oc
    .input(target)
    .output(planSchema)
    .errors({ NOT_FOUND, ...failed }),
  /** Ends with the outcome. Until its last step what runs is untouched; ending the stream stops the work. */
  apply: oc
    .input(sure.extend({ planId: z.string().max(64), evenFromOther: z.boolean().default(false) }))
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          deployProgressSchema,
          z.object({ kind: z.literal('applied'), status: engineStatusSchema, drift: driftSchema }),
        ]),
      ),
    )
    .errors({
      NOT_FOUND,
      ...callsUp,
      ...failed,
      /** The engine runs another design: told again, it stops and starts with this one, and what it keeps for the other stays with that. */
      RUNS_OTHER: { status: 409, message: 'The engine runs another design', data: z.object({ name: z.string() }) },
    }),
  /** Asks the target itself. */
  verify: oc
    .input(target)
    .output(driftSchema)
    .errors({ NOT_FOUND, ...failed }),
  rollBack: oc
    .input(sure)
    .output(engineStatusSchema)
    .errors({ NOT_FOUND, ...callsUp, ...failed }),
}

/** The engine's own control contract, asked through the app. An engine that does not run refuses with NOT_RUNNING. */
export const appOperateContract = underTarget(operateContract)
