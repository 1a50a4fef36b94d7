import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { databasePath } from '../state/engine-database.ts'
import type { Command } from './commands.ts'
import { localEngine } from './local-engine.ts'
import { databaseVersions } from './database-versions.ts'

/** `fits --data DIR`: 0 when this version can use engine.db as it is; 1 when a newer one wrote it. Changes nothing. */
export const fitsCommand: Command = async (args, terminal) => {
  const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' }, data: { type: 'string' } } })
  const path = databasePath(localEngine(values).dataDir)
  if (!existsSync(path)) return 0
  const { found, newest } = databaseVersions(path)
  if (found <= newest) return 0
  terminal.complain(`${path} has version ${found}; this one knows versions up to ${newest}`)
  return 1
}
