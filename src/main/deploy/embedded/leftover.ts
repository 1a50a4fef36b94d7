import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { connectControl } from '../../../engine/control/client.ts'
import { writeWhole } from '../../../engine/control/whole-file.ts'
import { isAlive, signal } from './alive.ts'

const runningSchema = z.object({
  pid: z.number().int().positive(),
  control: z.url(),
  token: z.string(),
  /** Where it was told to listen, and which build it is: one of another build or address is not gone on with. */
  sip: z.string().max(300).default(''),
  provision: z.string().max(300).default(''),
  build: z.string().max(100).default(''),
})
/** An engine process that runs on a data folder. */
export type RunningEngineNote = z.infer<typeof runningSchema>

/** Notes which engine runs on this data folder, for an app that finds it after its predecessor. */
export function writeRunning(dataDir: string, running: z.input<typeof runningSchema>): void {
  writeWhole(join(dataDir, FILE), JSON.stringify(running))
}

/**
 * The engine that an app before this one left running, with the SIP port and the data folder: it was killed, or left it on purpose. Ours beyond doubt:
 * it answers at the noted address to the noted secret, since process ids are used again.
 */
export async function findLeftover(dataDir: string): Promise<RunningEngineNote | undefined> {
  const running = readRunning(dataDir)
  if (!running) return undefined
  if (isAlive(running.pid) && (await answers(running))) return running
  rmSync(join(dataDir, FILE), { force: true })
  return undefined
}

export async function endLeftover(dataDir: string, { pid }: RunningEngineNote): Promise<void> {
  rmSync(join(dataDir, FILE), { force: true })
  signal(pid, 'SIGTERM')
  for (let waited = 0; waited < STOP_WITHIN_MS && isAlive(pid); waited += 50) await sleep(50)
  signal(pid, 'SIGKILL')
}

function readRunning(dataDir: string): RunningEngineNote | undefined {
  try {
    return runningSchema.parse(JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')))
  } catch {
    return undefined
  }
}

async function answers({ control, token }: RunningEngineNote): Promise<boolean> {
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

const FILE = 'running.json'
const STOP_WITHIN_MS = 5_000
