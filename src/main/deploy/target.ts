import type { ControlClient } from '../../engine/control/client.ts'
import type { Deployment, EngineEvent } from '../../engine/control/contract.ts'
import type { Change } from '../api/contract.ts'
import type { DeployProgress, Drift, EngineStatus, Plan, TargetAbout } from '../api/target-contract.ts'
import type { DesignStore } from '../store/design-store.ts'

/** A place that designs are deployed to, as the app sees it. */
export interface Target {
  readonly about: TargetAbout
  status(): EngineStatus
  /** What deploying that design would do now. The newest plan can be applied, the ones before it no more. @throws SyncFailedError */
  plan(design: DesignStore): Promise<Plan>
  /** Until its last step what runs is untouched; ending the signal ends it. @throws SyncFailedError | CallsUpError | RunsOtherError */
  apply(planId: string, sure: DeploySure, signal: AbortSignal): AsyncGenerator<DeployProgress, void>
  /** Asked of the target itself. @throws SyncFailedError when it does not answer */
  verify(): Promise<Drift>
  /** @throws SyncFailedError | CallsUpError */
  rollBack(sure?: Sure): Promise<void>
  /** What was made active there, the last first. @throws SyncFailedError */
  deployments(): Promise<Deployment[]>
  /** One of those, again. @throws SyncFailedError */
  runAgain(bundleId: string, note: string): Promise<void>
  start(): Promise<void>
  /** @throws CallsUpError */
  stop(sure?: Sure): Promise<void>
  /** For what is asked of a running engine; undefined while none answers. */
  operator(): ControlClient | undefined
  /** Documents changed, or, with null, another design was opened. An engine that was synced from the one before goes on with it. */
  designChanged(change: Change | null): void
  /** The app ends. `leave`: what runs goes on, and the next app finds it. */
  close(how?: { readonly leave: boolean }): Promise<void>
}

export interface TargetListener {
  onStatus(targetId: string, status: EngineStatus): void
  /** In order, at most one batch every 100 ms. */
  onEvents(targetId: string, events: EngineEvent[]): void
}

export type MakeTarget = (design: () => DesignStore, listener: TargetListener) => Target

/** What may be done though it costs something. */
export interface Sure {
  readonly evenWithCalls: boolean
}

export interface DeploySure extends Sure {
  readonly evenFromOther: boolean
  /** Why, for whoever looks at the list of deployments. */
  readonly note?: string
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
