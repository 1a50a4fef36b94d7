import type { z } from 'zod'
import type { ModuleDefinition } from '../../define-module.ts'
import type { ExchangeContext, Fields } from './fields.ts'
import type { JsonObject } from './json.ts'

/** How one of our modules is said in Kazoo's callflow actions. One a module, or one for each action that is the same module here. */
export interface KazooAction {
  readonly definition: ModuleDefinition
  /** Kazoo's name of the action. */
  readonly module: string
  /** Which uses of that action are this module (`record_call` starts and stops); all when absent. */
  readonly matches?: (data: JsonObject) => boolean
  /** Says `matches` to readers, where `constant` does not: `with \`endpoints\``. */
  readonly use?: string
  readonly fields: Fields<Record<string, unknown>>
  /**
   * Where a module is several actions: whether this one can say these settings. `original` is the data of an imported step, if it was this action.
   * An imported step keeps its action as long as it can; otherwise the first that can is taken.
   */
  readonly suits?: (settings: never, context: ExchangeContext, original: JsonObject | undefined) => boolean
  readonly silent?: readonly string[]
  /** What `matches` looks for, in the data of a fresh step. */
  readonly constant?: JsonObject
  readonly finish?: (data: JsonObject, settings: never, original: JsonObject, context: ExchangeContext) => JsonObject
  readonly branches?: BranchWords
  /** What Kazoo does otherwise with these settings, in sentences for an export. */
  readonly differs?: (settings: never, context: ExchangeContext) => readonly string[]
  /** What an imported step says to Kazoo that cannot be kept here, in sentences. `context.branches` are its ways out. */
  readonly unkept?: (data: JsonObject, context: ExchangeContext) => readonly string[]
  /** Where the action itself has a name of its own, which is our label. */
  readonly labelKey?: string
}

/** Our branch names and Kazoo's children keys. Names not listed are the same in both. */
export interface BranchWords {
  readonly words?: Readonly<Record<string, string>>
  /** Ways out may be SIP responses, in Kazoo's spelling: `sip:486`. */
  readonly sipStatus?: boolean
  /** Keys are ids of documents. */
  readonly ids?: boolean
  /** The branches by which Kazoo leaves the step, when it is not all of ours. */
  readonly only?: readonly string[]
  /** A children key that stands for the id in the data key of the same name: `rule_set`. */
  readonly aliasKey?: string
}

export function defineKazooAction<S extends z.ZodType>(
  action: Omit<KazooAction, 'definition' | 'fields' | 'finish' | 'suits' | 'differs'> & {
    readonly definition: ModuleDefinition<S>
    readonly fields: Fields<z.infer<S>>
    readonly suits?: (settings: z.infer<S>, context: ExchangeContext, original: JsonObject | undefined) => boolean
    readonly differs?: (settings: z.infer<S>, context: ExchangeContext) => readonly string[]
    readonly finish?: (
      data: JsonObject,
      settings: z.infer<S>,
      original: JsonObject,
      context: ExchangeContext,
    ) => JsonObject
  },
): KazooAction {
  return action as unknown as KazooAction // from here on settings are what the module's schema made of them
}

/**
 * Ends of a failed dial: Q.850 causes as FreeSWITCH spells them, each the one that stands for ours best. Others keep their own names.
 */
export const dialBranches: BranchWords = {
  words: {
    busy: 'USER_BUSY',
    'no-answer': 'NO_ANSWER',
    rejected: 'CALL_REJECTED',
    unavailable: 'NORMAL_TEMPORARY_FAILURE',
    unregistered: 'USER_NOT_REGISTERED',
  },
  sipStatus: true,
}
