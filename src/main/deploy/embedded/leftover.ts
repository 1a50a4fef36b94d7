import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { connectControl } from '../../../engine/control/client.ts'
import { writeWhole } from '../../../engine/control/whole-file.ts'

const runningSchema = z.object({ pid: z.number().int().positive(), control: z.url(), token: z.string() })
type Running = z.infer<typeof runningSchema>

/** Notes which engine runs on this data folder, for an app that finds it after a crash of its predecessor. */
export function writeRunning(dataDir: string, running: Running): void {
  writeWhole(join(dataDir, FILE), JSON.stringify(running))
}

/**
 * An app that was killed leaves its engine running, with the SIP port and the data folder. Ends it, if it is ours beyond doubt: it must answer at the
 * noted address to the noted secret, since process ids are used again.
 */
export async function stopLeftover(dataDir: string): Promise<void> {
  const running = readRunning(dataDir)
  if (!running) return
  rmSync(join(dataDir, FILE), { force: true })
  if (!isAlive(running.pid) || !(await answers(running))) return
  process.kill(running.pid, 'SIGTERM')
  for (let waited = 0; waited < STOP_WITHIN_MS && isAlive(running.pid); waited += 50) await sleep(50)
  if (isAlive(running.pid)) process.kill(running.pid, 'SIGKILL')
}

function readRunning(dataDir: string): Running | undefined {
  try {
    return runningSchema.parse(JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')))
  } catch {
    return undefined
  }
}

async function answers({ control, token }: Running): Promise<boolean> {
  const connection = connectControl({ url: control, token })
  try {
    await connection.client.health(undefined, { signal: AbortSignal.timeout(1_000) })
    return true
  } catch {
    return false
  } finally {
    connection.close()
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const FILE = 'running.json'
const STOP_WITHIN_MS = 5_000
