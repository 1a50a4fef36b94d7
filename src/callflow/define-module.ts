import type { z } from 'zod'
import type { DocumentId } from './design/kind.ts'
import type { DesignSnapshot } from './design/snapshot.ts'
import type { StepNeed } from './run/live-support.ts'
import type { CallContext, Script } from './run/script.ts'
import type { Chooser, RingsAs, StepExpression, StepTime, WayOn, CallsOut } from './step-traits.ts'

export type ModuleCategory =
  | 'basic'
  | 'advanced'
  | 'caller-id'
  | 'recording'
  | 'time'
  | 'call-centre'
  | 'telephony'
  | 'office-anywhere'

/** A way out of a node as the canvas shows it. `optional` handles are hidden behind the node's "+" until used. */
export interface BranchSpec<B extends string = string> {
  readonly name: B
  readonly label: string
  readonly optional?: boolean
}

/** Settings of an older version, as stored, to those of version `to`. */
export interface SettingsMigration {
  readonly to: number
  readonly up: (settings: Readonly<Record<string, unknown>>) => Record<string, unknown>
}

/**
 * One kind of node. Form, validation, palette entry, reference page and behaviour all come from this value.
 * `B` are the branch names known without settings; `dataBranches` adds those that come from data (menu keys, schedule rules).
 */
export interface ModuleDefinition<S extends z.ZodType = z.ZodType, B extends string = string> {
  readonly type: string
  readonly version: number
  readonly category: ModuleCategory
  /** Sentence case, as in the palette. */
  readonly name: string
  /** One or two sentences shown on hover: what goes in, what comes out (M27). */
  readonly description: string
  /** Operations and sounds without which the step is of no use. Steps that need what live calls lack (`live-support.ts`) say so. */
  readonly needs?: readonly StepNeed[]
  /** The same for a part of what it does. A test rehearses every module and fails when one asks for more than it declares. */
  readonly mayNeed?: readonly StepNeed[]
  /** A lucide icon name in kebab case. */
  readonly icon: string
  readonly settings: S
  readonly branches: readonly BranchSpec<B>[]
  dataBranches?(settings: z.infer<S>, design: DesignSnapshot): readonly BranchSpec[]
  /** True for names that may be added by hand: key sequences of a menu, `sip:486` of a step that rings phones. */
  readonly acceptsBranch?: (name: string) => boolean
  readonly migrations?: readonly SettingsMigration[]
  /** What the node will do, in the administrator's words, e.g. `Ring 3 at once · 20 s`. Empty string when nothing is set yet. */
  summary(settings: z.infer<S>, design: DesignSnapshot): string
  /** It acts for whoever calls: a callflow that begins with it is a service of the house, nothing for strangers (ADR 58). */
  readonly servesTheHouse?: true
  /** Of a step that rings: the people, phones and groups it rings (A0 "closed groups"). */
  rings?(settings: z.infer<S>): readonly DocumentId[]
  /** Of a step that goes on in another callflow: which. */
  leadsTo?(settings: z.infer<S>): DocumentId | null
  /** The setting without which it does nothing; a function where it depends on the others. */
  readonly mainSetting?: string | ((settings: z.infer<S>) => string)
  /** What it is to a caller who waits. Without it: it says or asks something, holds the caller or ends the call. */
  time?(settings: z.infer<S>): StepTime
  /** Of a step that rings or pages: whom, groups as they stand, and which of their phones and forwarding count. */
  readonly ringing?: {
    readonly as: RingsAs
    ids(settings: z.infer<S>, design: DesignSnapshot): readonly DocumentId[]
  }
  /** Other callflows that callers may choose at it. */
  waysOn?(settings: z.infer<S>, design: DesignSnapshot): readonly WayOn[]
  /** Of a step by which callers from outside can leave again by a trunk. `cameBy`: how they reached its callflow. Undefined: not as it is set. */
  readonly callsOut?: {
    readonly chosenBy: Chooser
    how(settings: z.infer<S>, cameBy: 'number' | 'pattern'): CallsOut | undefined
  }
  /** Whoever knows the PIN of a mailbox can call from it those who left messages. */
  readonly opensMailboxes?: true
  /** Regular expressions that it uses. */
  expressions?(settings: z.infer<S>): readonly StepExpression[]
  script(call: CallContext, settings: z.infer<S>): Script
}

/** The setting without which a step set like this does nothing. */
export function mainSettingOf<S extends z.ZodType>(
  definition: Pick<ModuleDefinition<S>, 'mainSetting'> | undefined,
  settings: z.infer<S>,
): string | undefined {
  const main = definition?.mainSetting
  return typeof main === 'function' ? main(settings) : main
}

/** Types a definition: settings inside `script` and `summary` are those of the schema, static branch names are checked. */
export function defineModule<S extends z.ZodType, const B extends string>(
  definition: Omit<ModuleDefinition<S, B>, 'script'> & {
    script(call: CallContext, settings: z.infer<S>): Script<B>
  },
): ModuleDefinition<S, B>
/** For modules whose branches come from data or are added by hand: `script` may name any branch. */
export function defineModule<S extends z.ZodType, const B extends string>(
  definition: ModuleDefinition<S, B> &
    (
      | { readonly dataBranches: NonNullable<ModuleDefinition<S, B>['dataBranches']> }
      | { readonly acceptsBranch: NonNullable<ModuleDefinition<S, B>['acceptsBranch']> }
    ),
): ModuleDefinition<S, B>
export function defineModule<S extends z.ZodType, B extends string>(
  definition: ModuleDefinition<S, B>,
): ModuleDefinition<S, B> {
  return definition
}

/** Every dial module leaves by the cause of its failure when that branch is wired, then by `sip:<status>`, then by `_` (A0 bridge outcome). */
export const dialFailureBranches = [
  { name: 'busy', label: 'Busy', optional: true },
  { name: 'no-answer', label: 'Nobody answers', optional: true },
  { name: 'rejected', label: 'Declined', optional: true },
  { name: 'unavailable', label: 'Unavailable', optional: true },
  { name: 'unregistered', label: 'Not registered', optional: true },
] as const satisfies readonly BranchSpec[]

/** `sip:404`: the final response of a failed dial, for the few who route by it. */
export const isSipStatusBranch = (name: string) => /^sip:[3-6][0-9]{2}$/.test(name)

export const defaultBranch = { name: '_', label: 'Otherwise' } as const satisfies BranchSpec

/** The way out of a step that has no other: it does its work and the call goes on. */
export const onlyBranch = { name: '_', label: 'After it' } as const satisfies BranchSpec
