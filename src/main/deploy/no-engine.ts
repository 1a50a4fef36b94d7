import { EMBEDDED, thisComputer } from './embedded/this-computer.ts'
import { type MakeTarget, SyncFailedError } from './target.ts'

/** For an app started without an engine: drawing and saving work, syncing says why it does not. */
export const noEngine: MakeTarget = () => {
  const refuse = async (): Promise<never> => {
    throw new SyncFailedError(NO_ENGINE)
  }
  return {
    about: {
      ...thisComputer,
      id: EMBEDDED,
      capabilities: { canBeStarted: false, canBeOperated: false, canRollBack: false },
    },
    status: () => ({
      state: 'stopped',
      problem: NO_ENGINE,
      restarts: 0,
      health: null,
      unsyncedChanges: null,
      sipAddress: null,
      runsOther: null,
    }),
    plan: refuse,
    async *apply() {
      yield await refuse()
    },
    verify: refuse,
    rollBack: refuse,
    deployments: refuse,
    runAgain: refuse,
    start: async () => {},
    stop: async () => {},
    operator: () => undefined,
    designChanged: () => {},
    close: async () => {},
  }
}

const NO_ENGINE = 'Callwright was started without an engine.'
