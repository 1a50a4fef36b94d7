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
  stop(): Promise<void>
  /** @throws SyncFailedError */
  sync(): Promise<void>
  /** @throws SyncFailedError */
  rollBack(): Promise<void>
  /** Undefined while no engine answers. */
  client(): ControlClient | undefined
  /** Documents changed, or, with null, another design was opened: what is unsynced must be counted again. */
  designChanged(change: Change | null): void
  close(): Promise<void>
}

export interface EngineTargetListener {
  onStatus(status: EngineStatus): void
  /** In order, at most one batch every 100 ms. */
  onEvents(events: EngineEvent[]): void
}

export type MakeEngineTarget = (design: () => DesignStore, listener: EngineTargetListener) => EngineTarget

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
