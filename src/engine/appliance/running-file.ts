import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Files } from '../state/files.ts'

const runningSchema = z.object({
  pid: z.number().int().positive(),
  version: z.string().max(64),
})

/** An engine that is up on a data folder, as `DIR/running.json` says. */
export type Running = z.infer<typeof runningSchema>

const pathIn = (dataDir: string) => join(dataDir, 'running.json')

export async function noteRunning(dataDir: string, running: Running, files: Files): Promise<void> {
  await files.write(pathIn(dataDir), Buffer.from(`${JSON.stringify(running)}\n`))
}

/** Only what this process noted: one that could not start leaves that of the other. */
export function forgetRunning(dataDir: string): void {
  if (runningOn(dataDir)?.pid === process.pid) rmSync(pathIn(dataDir), { force: true })
}

/** The engine whose process is there; undefined when none is. A file that a killed engine left behind says nothing. */
export function runningOn(dataDir: string): Running | undefined {
  let read: unknown
  try {
    read = JSON.parse(readFileSync(pathIn(dataDir), 'utf8'))
  } catch {
    return undefined
  }
  const { data } = runningSchema.safeParse(read)
  return data && isThere(data.pid) ? data : undefined
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return Reflect.get(Object(error), 'code') === 'EPERM' // there, and somebody else's
  }
}
