import { existsSync } from 'node:fs'
import { dirname, extname, isAbsolute } from 'node:path'
import { CannotCreateError } from './store/errors.ts'

/**
 * Where a design that somebody typed a path for goes: its ending is added, and no folder is made, since a slip of the finger would
 * otherwise leave the design where nobody finds it. @throws CannotCreateError
 */
export function newDesignPath(typed: string): string {
  const trimmed = typed.trim()
  if (!isAbsolute(trimmed)) {
    throw new CannotCreateError(
      `${trimmed || 'An empty line'} is not a whole path. Begin with the folder, as in ${EXAMPLE}.`,
    )
  }
  const path = extname(trimmed) === '.callwright' ? trimmed : `${trimmed}.callwright`
  if (!existsSync(dirname(path))) throw new CannotCreateError(`There is no folder ${dirname(path)}.`)
  return path
}

const EXAMPLE = process.platform === 'win32' ? 'C:\\Designs\\office.callwright' : '/home/me/office.callwright'
