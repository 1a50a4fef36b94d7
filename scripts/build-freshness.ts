import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isBuildStale } from './launch-plan.ts'

const SOURCES = ['src', 'electron.vite.config.ts', 'package-lock.json']
const OUTPUTS = ['out/main/index.js', 'out/main/server.js', 'out/main/engine.js', 'out/renderer/index.html']

/** Compares modification times: is anything in `out/` missing, or older than the newest source file? */
export function needsBuild(root: string): boolean {
  const newest = Math.max(...SOURCES.map((source) => newestMs(join(root, source))))
  return isBuildStale(
    newest,
    OUTPUTS.map((output) => statSync(join(root, output), { throwIfNoEntry: false })?.mtimeMs),
  )
}

/** Newest modification below `path`, tests apart; 0 when there is nothing. */
function newestMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined || /\.test\.tsx?$/.test(path)) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((entry) => newestMs(join(path, entry))))
}
