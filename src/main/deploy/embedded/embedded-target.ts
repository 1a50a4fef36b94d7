import { join } from 'node:path'
import type { ControlClient } from '../../../engine/control/client.ts'
import type { Bundle, Deployment, EngineEvent } from '../../../engine/control/contract.ts'
import { makeOwnerFolder } from '../../../engine/control/owner-only.ts'
import type { Change } from '../../api/contract.ts'
import type { DeployProgress, Drift, EngineStatus, Plan, PlanStep } from '../../api/target-contract.ts'
import type { DesignStore } from '../../store/design-store.ts'
import { deployBundle, makeBundle, type SoundOf, type ToDeploy } from '../bundle.ts'
import { asSyncFailed, refusing } from '../engine-answers.ts'
import {
  CallsUpError,
  type DeploySure,
  type MakeTarget,
  RunsOtherError,
  type Sure,
  SyncFailedError,
  type Target,
  type TargetListener,
} from '../target.ts'
import { countOf, type UnsyncedCounter, unsyncedCounter } from '../unsynced.ts'
import { EngineRunner } from './engine-runner.ts'
import { batched, type Batch } from './event-batch.ts'
import { readHome, writeHome } from './home.ts'
import { thisComputer } from './this-computer.ts'

/** For `startApp`. Without `sip`: 127.0.0.1:5060, or a free port when that is taken. */
export function embeddedEngine(options: {
  readonly dataDir: string
  readonly sip: string | null
  readonly provision?: string | null
}): MakeTarget {
  const { dataDir, sip, provision = null } = options
  return (design, listener) =>
    new EmbeddedTarget({ dataDir, sip: sip ?? DEFAULT_SIP, provision, orFreePort: sip === null, design, listener })
}

export interface EmbeddedTargetOptions {
  readonly dataDir: string
  /** `HOST:PORT` phones register at; port 0 is any free one. */
  readonly sip: string
  /** Where phones fetch their settings, `HOST:PORT`; null: nowhere. */
  readonly provision?: string | null
  /** When the port is taken: true takes a free one and says so, false fails. */
  readonly orFreePort: boolean
  readonly design: () => DesignStore
  readonly listener: TargetListener
}

/** A plan with what it sends. */
interface ReadyPlan {
  readonly bundle: Bundle
  readonly soundOf: SoundOf
}

/** The engine on this computer. It belongs to the design that it was last synced from, whichever is open. */
export class EmbeddedTarget implements Target {
  readonly about = thisComputer
  readonly #options: EmbeddedTargetOptions
  readonly #runner: EngineRunner
  readonly #events: Batch<EngineEvent>
  #counter: UnsyncedCounter
  /** Registrations and messages are in the folder of that one. With nothing synced yet it is the design that is open. */
  #designId: string
  #plan: ReadyPlan | undefined
  #lastPublished = ''

  constructor(options: EmbeddedTargetOptions) {
    this.#options = options
    this.#designId = readHome(options.dataDir) ?? options.design().designId
    this.#counter = this.#newCounter()
    this.#events = batched(BATCH_MS, (events) => {
      options.listener.onEvents(this.about.id, events)
      void this.#runner.refreshHealth()
    })
    this.#runner = new EngineRunner({
      dataDir: () => this.#dataDir(),
      sip: options.sip,
      provision: options.provision ?? null,
      orFreePort: options.orFreePort,
      onChanged: () => this.#publish(),
      onEvent: (event) => this.#events.add(event),
    })
  }

  status(): EngineStatus {
    const running = this.#runner.status()
    const { health } = running
    const differences = health && this.#isHome ? this.#counter.differences(health.activeBundle?.id ?? null) : null
    return {
      ...running,
      unsyncedChanges: differences && countOf(differences),
      runsOther: this.#isHome ? null : { name: health?.activeBundle?.designName ?? 'another design' },
    }
  }

  /** Whether the open design is the one that it belongs to. */
  get #isHome(): boolean {
    return this.#options.design().designId === this.#designId
  }

  start(): Promise<void> {
    return this.#runner.start()
  }

  async stop({ evenWithCalls }: Sure = { evenWithCalls: true }): Promise<void> {
    if (!evenWithCalls) await this.#refuseWithCalls()
    await this.#runner.stop()
  }

  async plan(design: DesignStore): Promise<Plan> {
    const client = this.#clientOrRefuse()
    const bundle = makeBundle(design, Date.now())
    const sounds = design.documents().flatMap((each) => (each.kind === 'media' && each.sha256 ? [each.sha256] : []))
    this.#plan = { bundle, soundOf: (sha256) => design.blob(sha256)?.bytes }
    const steps: PlanStep[] = []
    const active = this.#runner.status().health?.activeBundle ?? null
    if (!this.#isHome) {
      const calls = await client.calls.list()
      steps.push({ kind: 'move', from: this.status().runsOther?.name ?? '', calls: calls.length })
    }
    if (!this.#isHome || active?.id !== bundle.id) {
      const everything = { added: bundle.documents.length, changed: 0, removed: 0 }
      const known = this.#isHome ? this.#counter.differences(active?.id ?? null) : null
      steps.push({ kind: 'documents', ...(known ?? everything) })
      if (sounds.length > 0) steps.push({ kind: 'sounds', count: new Set(sounds).size })
      steps.push({ kind: 'activate' })
    }
    return { planId: bundle.id, designName: bundle.designName, steps }
  }

  async *apply(
    planId: string,
    { evenWithCalls, evenFromOther, note = '' }: DeploySure,
    signal: AbortSignal,
  ): AsyncGenerator<DeployProgress, void> {
    const plan = this.#plan
    if (plan?.bundle.id !== planId) throw new SyncFailedError('The plan is not the newest any more. Plan again.')
    const { designId } = plan.bundle
    if (designId !== this.#designId) {
      if (!evenFromOther) throw new RunsOtherError(this.status().runsOther?.name ?? '')
      if (!evenWithCalls) await this.#refuseWithCalls()
      yield { kind: 'progress', doing: 'moving', done: 0, total: 1 }
      await this.#moveTo(designId)
    }
    yield* this.#deploying({ ...plan, note }, signal)
    this.#counter.remember(plan.bundle)
    writeHome(this.#options.dataDir, designId)
    await this.#runner.refreshHealth()
  }

  async verify(): Promise<Drift> {
    const client = this.#clientOrRefuse()
    const { activeBundle: runs } = await refusing(() => client.health())
    await this.#runner.refreshHealth()
    const state = runs ? driftStates[this.#counter.ageOf(runs.id)] : 'nothing'
    return { state, runs, differences: this.status().unsyncedChanges }
  }

  async rollBack({ evenWithCalls }: Sure = { evenWithCalls: true }): Promise<void> {
    if (!evenWithCalls) await this.#refuseWithCalls()
    const client = this.#clientOrRefuse()
    await refusing(() => client.bundle.rollBack())
    await this.#runner.refreshHealth()
  }

  deployments(): Promise<Deployment[]> {
    return refusing(() => this.#clientOrRefuse().bundle.deployments())
  }

  async runAgain(bundleId: string, note: string): Promise<void> {
    const client = this.#clientOrRefuse()
    await refusing(() => client.bundle.activate({ id: bundleId, note }))
    await this.#runner.refreshHealth()
  }

  operator(): ControlClient | undefined {
    return this.#runner.client()
  }

  designChanged(change: Change | null): void {
    // What nothing was ever synced to belongs to nobody yet.
    if (!this.#isHome && readHome(this.#options.dataDir) === undefined) {
      void this.#moveTo(this.#options.design().designId)
      return
    }
    if (this.#isHome) {
      if (change) this.#counter.follow(change.diff)
      else this.#counter.load(this.#options.design().documents())
    }
    this.#publish()
  }

  async close(how = { leave: false }): Promise<void> {
    await this.#runner.close(how)
    this.#events.close()
  }

  /** Messages and registrations belong to the design they were made under, so each has an engine folder of its own. */
  async #moveTo(designId: string): Promise<void> {
    const wasWanted = this.#runner.isWanted
    await this.#runner.stop()
    this.#designId = designId
    this.#counter = this.#newCounter()
    if (wasWanted) await this.#runner.start()
    else this.#publish()
  }

  async *#deploying(plan: ToDeploy, signal: AbortSignal): AsyncGenerator<DeployProgress, void> {
    const client = this.#clientOrRefuse()
    try {
      yield* deployBundle(client, plan, signal)
    } catch (error) {
      throw signal.aborted ? new SyncFailedError('Stopped. What runs is as it was.') : asSyncFailed(error)
    }
  }

  async #refuseWithCalls(): Promise<void> {
    const calls = await this.operator()?.calls.list()
    if (calls && calls.length > 0) throw new CallsUpError(calls.length)
  }

  #clientOrRefuse(): ControlClient {
    const client = this.operator()
    if (!client) throw new SyncFailedError(this.#runner.status().problem ?? 'The engine is not running.')
    return client
  }

  #dataDir(): string {
    return join(this.#options.dataDir, 'engine', this.#designId)
  }

  #newCounter(): UnsyncedCounter {
    makeOwnerFolder(this.#dataDir())
    const counter = unsyncedCounter(this.#dataDir())
    if (this.#isHome) counter.load(this.#options.design().documents())
    return counter
  }

  /** Counters alone are no news. */
  #publish(): void {
    const status = this.status()
    const news = JSON.stringify({ ...status, health: status.health && { ...status.health, counters: {} } })
    if (news === this.#lastPublished) return
    this.#lastPublished = news
    this.#options.listener.onStatus(this.about.id, status)
  }
}

const driftStates = { newest: 'as-deployed', earlier: 'earlier', unknown: 'other' } as const

const DEFAULT_SIP = '127.0.0.1:5060'
/** The page hears at most this often. */
const BATCH_MS = 100
