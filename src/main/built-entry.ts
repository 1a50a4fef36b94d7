import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where another entry of the build is (`engine`, `convert-worker`): beside this file or a folder up, since bundlers put shared code into a folder of
 * its own. Undefined when running from source.
 */
export function builtEntry(name: string, here: string = import.meta.dirname): string | undefined {
  return [join(here, `${name}.js`), join(here, '..', `${name}.js`)].find((path) => existsSync(path))
}
