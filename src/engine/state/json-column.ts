import type { z } from 'zod'

/** What a column of JSON holds; undefined for what another version wrote, or a disk spoilt. One such row costs itself and no other. */
export function readJson<T>(schema: z.ZodType<T>, json: unknown): T | undefined {
  if (typeof json !== 'string') return undefined
  try {
    return schema.safeParse(JSON.parse(json)).data
  } catch {
    return undefined
  }
}
