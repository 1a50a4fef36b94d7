import { type FSWatcher, statSync, watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { CommandResult } from './command.ts'

/** An edit is many writes: a run begins once there was none for so long. */
const QUIET_MS = 200

/**
 * Runs at once, and again after every change of the design at `path`, a file or a folder, until `signal` aborts. Changes during a run begin another.
 * `tell` gets each result.
 */
export function runOnChange(
  path: string,
  run: () => CommandResult,
  tell: (result: CommandResult) => void,
  signal: AbortSignal,
): void {
  let waiting: NodeJS.Timeout | undefined
  const soon = () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => tell(run()), QUIET_MS)
  }
  tell(run())
  const watcher = watcherOf(resolve(path), soon)
  watcher.on('error', (error) => {
    tell({ output: '', notes: [`${path} can no longer be watched: ${error.message}`], exitCode: 2 })
  })
  signal.addEventListener('abort', () => {
    clearTimeout(waiting)
    watcher.close()
  })
}

function watcherOf(path: string, onChange: () => void): FSWatcher {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return watch(path, { recursive: true }, onChange)
  // SQLite writes beside the file first.
  const own = basename(path)
  return watch(dirname(path), (_event, name) => {
    if (name?.startsWith(own)) onChange()
  })
}
