import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The `resources` folder, looked for upwards: from the source, from the build and from the packaged app it is not equally far. */
export function resourcesDir(from: string = import.meta.dirname): string {
  const here = join(from, 'resources')
  if (existsSync(join(here, 'sample', 'media'))) return here
  const parent = dirname(from)
  if (parent === from) throw new Error('The folder "resources" of Callwright is missing; install it again.')
  return resourcesDir(parent)
}
