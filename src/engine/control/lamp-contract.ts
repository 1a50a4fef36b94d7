import { z } from 'zod'
import type { StateKey, StateValue } from '../../callflow/run/operation.ts'

/** What phones of ours do in a live call. */
export const lampCallFields = {
  phones: z
    .array(
      z.object({
        deviceId: z.string(),
        /** Whose leg it is. */
        userId: z.string().optional(),
        /** `early`: it rings, or hears ringing. */
        state: z.enum(['trying', 'early', 'confirmed']),
        direction: z.enum(['initiator', 'recipient']).optional(),
        /** By this phone. */
        isHeld: z.boolean().optional(),
      }),
    )
    .default([]),
}

/** Do not disturb or forwarding of a person or phone was switched; null: as the design has it. */
export const switchEvent = z.object({
  kind: z.literal('switch-changed'),
  scope: z.string(),
  id: z.string(),
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
})

/** Undefined: nothing that pages show. */
export function switchEventOf(
  { scope, id, name }: StateKey,
  value: StateValue | undefined,
): z.infer<typeof switchEvent> | undefined {
  return shown.has(name) ? { kind: 'switch-changed', scope, id, name, value: value ?? null } : undefined
}

const shown: ReadonlySet<string> = new Set(['do-not-disturb', 'forward-to'])
