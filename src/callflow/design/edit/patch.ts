import { z } from 'zod'

/**
 * One change of one place in a design. A path begins with a document's id; each further step is a key of an object or of an item in a list
 * (`list-key.ts`): `['main', 'nodes', 'n3', 'label']`. `was` is what whoever edits saw there; absent: nothing.
 */
export type Patch = SetPatch | RemovePatch | MovePatch
export type Path = readonly string[]

/** Writes a value, or adds one. `after`, in a list: the key of the item before a new one; null: it is the first; absent: it is the last. */
export interface SetPatch {
  readonly verb: 'set'
  readonly path: Path
  readonly value: unknown
  readonly was?: unknown
  readonly after?: string | null | undefined
}

/** `after`, in a list: the item it stood behind, for the way back. */
export interface RemovePatch {
  readonly verb: 'remove'
  readonly path: Path
  readonly was: unknown
  readonly after?: string | null | undefined
}

/** Puts an item of a list behind another; null: to the front. */
export interface MovePatch {
  readonly verb: 'move'
  readonly path: Path
  readonly after: string | null
  readonly was: string | null
}

/** Keys of what other systems wrote may be long; none of ours is. */
const pathSchema = z.array(z.string().max(2_000)).min(1).max(64).readonly()
const afterSchema = z.string().max(2_000).nullable()

export const patchSchema = z.discriminatedUnion('verb', [
  z.object({
    verb: z.literal('set'),
    path: pathSchema,
    value: z.unknown(),
    was: z.unknown().optional(),
    after: afterSchema.optional(),
  }),
  z.object({ verb: z.literal('remove'), path: pathSchema, was: z.unknown(), after: afterSchema.optional() }),
  z.object({ verb: z.literal('move'), path: pathSchema, after: afterSchema, was: afterSchema }),
]) satisfies z.ZodType<Patch>

/** The ids of the documents that patches touch, each once. */
export function documentsOf(patches: readonly Patch[]): Set<string> {
  return new Set(patches.map(({ path: [id = ''] }) => id))
}

/** Fewer patches that do the same: of writing one place again and again the first state and the last are left, as of typing. */
export function squashed(patches: readonly Patch[]): Patch[] {
  const kept: Patch[] = []
  for (const patch of patches) {
    const last = kept.at(-1)
    if (last?.verb === 'set' && patch.verb === 'set' && samePath(last.path, patch.path)) {
      kept[kept.length - 1] = { ...last, value: patch.value }
    } else {
      kept.push(patch)
    }
  }
  return kept
}

export const samePath = (a: Path, b: Path): boolean => a.length === b.length && isWithin(a, b)

/** Whether `path` is `place` or lies in it. */
export const isWithin = (path: Path, place: Path): boolean => place.every((step, at) => path[at] === step)
