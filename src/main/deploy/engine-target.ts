import type { ClientRetryPluginContext } from '@orpc/client/plugins'
import type { ContractRouterClient } from '@orpc/contract'
import type { ControlContract, EngineEvent } from '../../engine/control/contract.ts'
import type { Change, EngineStatus } from '../api/contract.ts'
import type { DesignStore } from '../store/design-store.ts'

export type ControlClient = ContractRouterClient<ControlContract, ClientRetryPluginContext>

/** A place a design is deployed to, as the app sees it. */
export interface EngineTarget {
  status(): EngineStatus
  start(): Promise<void>
  /** @throws CallsUpError */
  stop(sure?: Sure): Promise<void>
  /** @throws SyncFailedError | CallsUpError | RunsOtherError */
  sync(sure?: Sure & { readonly evenFromOther: boolean }): Promise<void>
  /** @throws SyncFailedError | CallsUpError */
  rollBack(sure?: Sure): Promise<void>
  /** Undefined while no engine answers. */
  client(): ControlClient | undefined
  /** Documents changed, or, with null, another design was opened. An engine that was synced from the one before goes on with it. */
  designChanged(change: Change | null): void
  close(): Promise<void>
}

export interface EngineTargetListener {
  onStatus(status: EngineStatus): void
  /** In order, at most one batch every 100 ms. */
  onEvents(events: EngineEvent[]): void
}

export type MakeEngineTarget = (design: () => DesignStore, listener: EngineTargetListener) => EngineTarget

/** What may be done though it costs something. */
export interface Sure {
  readonly evenWithCalls: boolean
}

/** It would end so many calls. */
export class CallsUpError extends Error {
  readonly code = 'CALLS_UP'
  readonly calls: number

  constructor(calls: number) {
    super(`${calls} ${calls === 1 ? 'call is' : 'calls are'} up.`)
    this.calls = calls
  }
}

/** The engine was synced from another design than the one that is open. */
export class RunsOtherError extends Error {
  readonly code = 'RUNS_OTHER'
  readonly designName: string

  constructor(designName: string) {
    super(`The engine runs the design "${designName}".`)
    this.designName = designName
  }
}

export class SyncFailedError extends Error {
  readonly code = 'SYNC_FAILED'
}

/** For an app started without an engine: drawing and saving work, syncing says why it does not. */
export const noEngine: MakeEngineTarget = () => {
  const refuse = async () => {
    throw new SyncFailedError(NO_ENGINE)
  }
  return {
    status: () => ({
      state: 'stopped',
      problem: NO_ENGINE,
      restarts: 0,
      health: null,
      unsyncedChanges: null,
      sipAddress: null,
      runsOther: null,
    }),
    start: async () => {},
    stop: async () => {},
    sync: refuse,
    rollBack: refuse,
    client: () => undefined,
    designChanged: () => {},
    close: async () => {},
  }
}

const NO_ENGINE = 'Callwright was started without an engine.'
