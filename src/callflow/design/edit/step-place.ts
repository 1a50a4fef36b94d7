import type { Path } from './patch.ts'

/**
 * Where a step stands on the canvas is no work to lose: adding one moves those below it, on both pages. Whoever is last places it, and nobody is
 * asked.
 */
export const isStepPlace = ([, part, , field]: Path): boolean => part === 'nodes' && field === 'position'

/** A step to be compared with another state of it: wherever it stands. Anything else as it is. */
export function apartFromPlace({ length, 1: part }: Path, value: unknown): unknown {
  if (length !== 3 || part !== 'nodes' || typeof value !== 'object' || value === null) return value
  return { ...value, position: undefined }
}
