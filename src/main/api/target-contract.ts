import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { pairedRoles } from '../../engine/control/access-contract.ts'
import { deploymentSchema, healthSchema, operateContract } from '../../engine/control/contract.ts'
import { targetIdSchema, underTarget } from './under-target.ts'

export type { Deployment } from '../../engine/control/contract.ts'

/**
 * Places that designs are deployed to, and what is asked of those that run. Everything is asked of one target by its id.
 */
export const engineStatusSchema = z.object({
  /** `unreachable`: an appliance does not answer; it is tried again. `failed`: nothing is tried any more. */
  state: z.enum(['stopped', 'starting', 'running', 'restarting', 'unreachable', 'failed']),
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

/** So that nobody mistakes one site for another. */
export const targetColours = ['grey', 'blue', 'teal', 'green', 'amber', 'red', 'violet'] as const
export type TargetColour = (typeof targetColours)[number]

export const targetNameSchema = z.string().trim().min(1).max(64)
const fingerprintSchema = z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)

export const targetAboutSchema = z.object({
  id: targetIdSchema,
  kind: z.enum(['embedded', 'appliance']),
  /** For people: `This computer`. */
  name: z.string(),
  colour: z.enum(targetColours),
  /** How an appliance is reached, and what this app may do there; null for the engine of the app itself. */
  remote: z.object({ url: z.string(), fingerprint: z.string(), role: z.enum(pairedRoles) }).nullable(),
  capabilities: z.object({
    /** The app starts and stops it. */
    canBeStarted: z.boolean(),
    /** Calls, registrations, history and messages can be asked of it: `operate`. */
    canBeOperated: z.boolean(),
    canRollBack: z.boolean(),
  }),
})
export type TargetAbout = z.infer<typeof targetAboutSchema>

const differenceSchema = z.object({ what: z.enum(['added', 'changed', 'removed']), kind: z.string(), name: z.string() })

const planStepSchema = z.discriminatedUnion('kind', [
  /** The engine runs another design: it stops, its calls end, and starts with this one. */
  z.object({ kind: z.literal('move'), from: z.string(), calls: z.number().int() }),
  /** Counted against what runs; all are added when that is unknown. */
  z.object({
    kind: z.literal('documents'),
    added: z.number().int(),
    changed: z.number().int(),
    removed: z.number().int(),
    /** Which, 200 at most; absent when that is not known. */
    named: z.array(differenceSchema).readonly().optional(),
  }),
  /** Calls that are up go on with the version they began with. */
  z.object({ kind: z.literal('calls'), count: z.number().int() }),
  /** Another design runs there, or somebody else deployed last: what of it is undone. */
  z.object({ kind: z.literal('over'), words: z.string() }),
  /** It cannot be deployed there, as a sentence. */
  z.object({ kind: z.literal('refused'), why: z.string() }),
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
  /** Who deployed last, where that is known. */
  last: deploymentSchema.nullable().optional(),
})
export type Drift = z.infer<typeof driftSchema>

/** An appliance on the local network that says so. */
export const foundApplianceSchema = z.object({ name: z.string(), url: z.string(), isPaired: z.boolean() })
export type FoundAppliance = z.infer<typeof foundApplianceSchema>

const target = z.object({ targetId: targetIdSchema })

/** Whether calls that are up may be ended. */
const sure = target.extend({ evenWithCalls: z.boolean().default(false) })

const NOT_FOUND = { status: 404, message: 'There is no such target', data: z.object({ id: z.string() }) } as const
const callsUp = {
  CALLS_UP: { status: 409, message: 'Calls are up', data: z.object({ calls: z.number().int() }) },
} as const
const notPaired = {
  NOT_PAIRED: {
    status: 422,
    message: 'The appliance was not paired',
    data: z.object({ why: z.enum(['address', 'code', 'fingerprint', 'not-an-engine', 'unreachable', 'refused']) }),
  },
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
    .input(
      sure.extend({
        planId: z.string().max(64),
        evenFromOther: z.boolean().default(false),
        /** Why, for whoever looks at the list of deployments. */
        note: z.string().trim().max(500).default(''),
      }),
    )
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
  /** What was made active there, the last first. */
  deployments: oc
    .input(target)
    .output(z.array(deploymentSchema))
    .errors({ NOT_FOUND, ...failed }),
  /** Makes a version of that list run again, if what was seen to run still does. */
  runAgain: oc
    .input(target.extend({ bundleId: z.string().max(64), note: z.string().trim().max(500).default('') }))
    .output(engineStatusSchema)
    .errors({ NOT_FOUND, ...failed }),
  /** Appliances that announce themselves on the local network; takes a second and a half. Nothing of what they say is believed. */
  discover: oc.output(z.array(foundApplianceSchema)),
  /** What answers at an address, to be compared before a code is given: `192.0.2.10`, `pbx.example:7061`. */
  look: oc
    .input(z.object({ address: z.string().trim().min(1).max(300) }))
    .output(z.object({ url: z.string(), fingerprint: z.string() }))
    .errors(notPaired),
  pair: oc
    .input(
      z.object({
        url: z.url().max(300),
        fingerprint: fingerprintSchema,
        code: z.string().max(64),
        name: targetNameSchema,
        colour: z.enum(targetColours).default('blue'),
      }),
    )
    .output(targetAboutSchema)
    .errors(notPaired),
  change: oc
    .input(target.extend({ name: targetNameSchema, colour: z.enum(targetColours) }))
    .output(targetAboutSchema)
    .errors({ NOT_FOUND }),
  /** Forgets an appliance and gives its token back where it answers; what runs there goes on. */
  remove: oc
    .input(target)
    .output(z.object({ gaveBack: z.boolean() }))
    .errors({ NOT_FOUND }),
}

/** The engine's own control contract, asked through the app. An engine that does not run refuses with NOT_RUNNING. */
export const appOperateContract = underTarget(operateContract)
