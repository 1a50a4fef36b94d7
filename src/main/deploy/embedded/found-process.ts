import { isAlive } from './alive.ts'
import type { EngineExit, EngineProcess } from './engine-process.ts'
import { endLeftover, type RunningEngineNote } from './leftover.ts'

/** An engine that runs already, as if this app had started it. It is nobody's child any more: that it ended is seen by looking. */
export function foundProcess(dataDir: string, running: RunningEngineNote): EngineProcess {
  let looking: NodeJS.Timeout | undefined
  const exited = new Promise<EngineExit>((resolve) => {
    looking = setInterval(() => {
      if (isAlive(running.pid)) return
      clearInterval(looking)
      resolve({ code: null, signal: null, lastWords: '' })
    }, LOOK_EVERY_MS).unref()
  })
  return {
    pid: running.pid,
    ready: Promise.resolve({ control: running.control }),
    exited,
    async stop() {
      clearInterval(looking)
      if (isAlive(running.pid)) await endLeftover(dataDir, running)
    },
    leave: () => clearInterval(looking),
  }
}

const LOOK_EVERY_MS = 250
