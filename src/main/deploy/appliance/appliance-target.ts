import {
  type ConnectionTrouble,
  connectControl,
  type ControlClient,
  type ControlConnection,
} from '../../../engine/control/client.ts'
import type { Bundle, Deployment, EngineEvent, Health } from '../../../engine/control/contract.ts'
import type { Change } from '../../api/contract.ts'
import type {
  DeployProgress,
  Drift,
  EngineStatus,
  Plan,
  PlanStep,
  TargetAbout,
  TargetColour,
} from '../../api/target-contract.ts'
import type { DesignStore } from '../../store/design-store.ts'
import { deployBundle, makeBundle, type SoundOf } from '../bundle.ts'
import { batched, type Batch } from '../embedded/event-batch.ts'
import { asSyncFailed, refusing } from '../engine-answers.ts'
import { isRunByEngines } from '../run-by-engines.ts'
import { type DeploySure, RunsOtherError, SyncFailedError, type Target, type TargetListener } from '../target.ts'
import type { KeptAppliance } from './appliance-book.ts'
import { type Contents, contentsAt, contentsOf, differencesBetween } from './differences.ts'
import { needsNewer } from './needs.ts'
import { lastWords, troubleWords } from './words.ts'

export interface ApplianceTargetOptions {
  readonly kept: KeptAppliance
  /** Undefined: it cannot be opened on this computer. */
  readonly token: string | undefined
  readonly design: () => DesignStore
  readonly listener: TargetListener
}

/** A plan with what it sends, and what was seen to run when it was made. */
interface ReadyPlan {
  readonly bundle: Bundle
  readonly soundOf: SoundOf
  readonly expects: string | null
  readonly refusal: string | undefined
}

/** An engine on another machine, which this app was paired with. It runs whatever becomes of the app. */
export class ApplianceTarget implements Target {
  readonly #options: ApplianceTargetOptions
  readonly #events: Batch<EngineEvent>
  #name: string
  #colour: TargetColour
  #state: EngineStatus['state'] = 'stopped'
  #problem: string | null = null
  #connection: ControlConnection | undefined
  #healthTimer: NodeJS.Timeout | undefined
  #health: Health | null = null
  /** Of what runs there, once it was asked. */
  #runs: { readonly bundleId: string; readonly contents: Contents } | undefined
  /** Of the open design; made when it is asked for after a change. */
  #ours: Contents | undefined
  #plan: ReadyPlan | undefined
  #lastPublished = ''

  constructor(options: ApplianceTargetOptions) {
    this.#options = options
    this.#name = options.kept.name
    this.#colour = options.kept.colour
    this.#events = batched(BATCH_MS, (events) => {
      options.listener.onEvents(this.about.id, events)
      void this.refresh()
    })
  }

  get about(): TargetAbout {
    const { id, url, fingerprint, role } = this.#options.kept
    return {
      id,
      kind: 'appliance',
      name: this.#name,
      colour: this.#colour,
      remote: { url, fingerprint, role },
      capabilities: { canBeStarted: false, canBeOperated: true, canRollBack: role === 'deploy' },
    }
  }

  change({ name, colour }: { readonly name: string; readonly colour: TargetColour }): void {
    this.#name = name
    this.#colour = colour
  }

  status(): EngineStatus {
    const runs = this.#health?.activeBundle ?? null
    const isOther = runs?.designId !== undefined && runs.designId !== this.#options.design().designId
    const [point] = this.#health?.listenPoints ?? []
    return {
      state: this.#state,
      problem: this.#problem ?? this.#health?.problem ?? null,
      restarts: 0,
      health: this.#health,
      unsyncedChanges: isOther ? null : this.#differences(),
      sipAddress: point ? `${point.host}:${point.port}` : null,
      runsOther: runs && isOther ? { name: runs.designName } : null,
    }
  }

  /** Connects, and keeps on trying. */
  async start(): Promise<void> {
    if (this.#connection) return
    const { kept, token } = this.#options
    if (token === undefined) {
      this.#problem = `The token for ${kept.url} was sealed on another computer, by another user, or was altered. Remove this appliance and pair it again.`
      return this.#become('failed')
    }
    this.#become('starting')
    const { url, fingerprint } = kept
    this.#connection = connectControl({
      url,
      token,
      fingerprint,
      onOpen: () => void this.#opened(),
      onTrouble: (trouble) => this.#troubled(trouble),
    })
    void this.#followEvents(this.#connection)
    this.#healthTimer = setInterval(() => void this.refresh(), HEALTH_EVERY_MS).unref()
  }

  async stop(): Promise<void> {
    throw new SyncFailedError('An appliance is stopped where it stands.')
  }

  /** Reads anew how it is, and what it runs when that is something else. */
  async refresh(): Promise<void> {
    const client = this.operator()
    if (!client) return
    try {
      const health = await client.health(undefined, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
      const bundleId = health.activeBundle?.id
      if (bundleId === undefined) this.#runs = undefined
      else if (this.#runs?.bundleId !== bundleId) {
        this.#runs = { bundleId, contents: await contentsAt(client, bundleId) }
      }
      this.#health = health
      this.#publish()
    } catch {
      // The connection tells what is wrong; an answer that came too late is asked for again.
    }
  }

  async plan(design: DesignStore): Promise<Plan> {
    const client = this.#clientOrRefuse()
    const bundle = makeBundle(design, Date.now())
    const [health, knows, calls, deployments] = await refusing(() =>
      Promise.all([client.health(), client.bundle.knows(), client.calls.list(), client.bundle.deployments()]),
    )
    const active = health.activeBundle
    const refusal = needsNewer(bundle, knows)
    this.#plan = { bundle, soundOf: (sha256) => design.blob(sha256)?.bytes, expects: active?.id ?? null, refusal }
    const steps: PlanStep[] = refusal === undefined ? [] : [{ kind: 'refused', why: refusal }]
    if (active?.id === bundle.id) return { planId: bundle.id, designName: bundle.designName, steps: [] }
    const over = lastWords({ active, last: deployments[0], designId: bundle.designId, me: await this.#me(client) })
    if (over !== undefined) steps.push({ kind: 'over', words: over })
    const there = active ? await refusing(() => contentsAt(client, active.id)) : new Map()
    const all = differencesBetween(there, contentsOf(bundle.documents))
    const count = (what: string) => all.filter((each) => each.what === what).length
    steps.push({
      kind: 'documents',
      added: count('added'),
      changed: count('changed'),
      removed: count('removed'),
      named: all.slice(0, MAX_NAMED),
    })
    if (calls.length > 0) steps.push({ kind: 'calls', count: calls.length })
    steps.push({ kind: 'activate' })
    return { planId: bundle.id, designName: bundle.designName, steps }
  }

  async *apply(
    planId: string,
    { evenFromOther, note = '' }: DeploySure,
    signal: AbortSignal,
  ): AsyncGenerator<DeployProgress, void> {
    const plan = this.#plan
    if (plan?.bundle.id !== planId) throw new SyncFailedError('The plan is not the newest any more. Plan again.')
    if (plan.refusal !== undefined) throw new SyncFailedError(plan.refusal)
    const { runsOther } = this.status()
    if (runsOther && !evenFromOther) throw new RunsOtherError(runsOther.name)
    const client = this.#clientOrRefuse()
    const { bundle, soundOf, expects } = plan
    try {
      yield* deployBundle(client, { bundle, soundOf, expects, note }, signal)
    } catch (error) {
      if (signal.aborted) throw new SyncFailedError('Stopped. What runs is as it was.')
      throw (await this.#firstWas(error, plan)) ?? asSyncFailed(error)
    }
    await this.refresh()
  }

  async verify(): Promise<Drift> {
    const client = this.#clientOrRefuse()
    const [health, [last], me] = await refusing(() =>
      Promise.all([client.health(), client.bundle.deployments(), this.#me(client)]),
    )
    await this.refresh()
    const runs = health.activeBundle
    const state = runs === null ? 'nothing' : last?.byToken === me ? 'as-deployed' : 'other'
    return { state, runs, differences: this.status().unsyncedChanges, last: last ?? null }
  }

  async rollBack(): Promise<void> {
    const client = this.#clientOrRefuse()
    await refusing(() => client.bundle.rollBack())
    await this.refresh()
  }

  deployments(): Promise<Deployment[]> {
    return refusing(() => this.#clientOrRefuse().bundle.deployments())
  }

  async runAgain(bundleId: string, note: string): Promise<void> {
    const client = this.#clientOrRefuse()
    const expects = this.#health?.activeBundle?.id ?? null
    try {
      await client.bundle.activate({ id: bundleId, note, expects })
    } catch (error) {
      throw asSyncFailed(error)
    } finally {
      await this.refresh()
    }
  }

  operator(): ControlClient | undefined {
    return this.#state === 'running' ? this.#connection?.client : undefined
  }

  designChanged(_change: Change | null): void {
    this.#ours = undefined
    this.#publish()
  }

  async close(): Promise<void> {
    clearInterval(this.#healthTimer)
    this.#connection?.close()
    this.#connection = undefined
    this.#events.close()
  }

  /** Gives its token back, where it answers; it is of no use any more then. */
  async leave(): Promise<boolean> {
    const client = this.operator()
    if (!client) return false
    const left = client.access.leave(undefined, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    return (await left.catch(() => ({ left: false }))).left
  }

  async #opened(): Promise<void> {
    this.#problem = null
    this.#state = 'running'
    await this.refresh()
    this.#events.add({ kind: 'resync' })
    this.#publish()
  }

  #troubled(trouble: ConnectionTrouble): void {
    this.#problem = troubleWords(trouble, this.#options.kept)
    this.#health = null
    this.#become(trouble.kind === 'fingerprint' ? 'failed' : 'unreachable')
  }

  async #followEvents(connection: ControlConnection): Promise<void> {
    try {
      const stream = await connection.client.events(undefined, { context: { retry: Number.POSITIVE_INFINITY } })
      for await (const event of stream) {
        if (this.#connection !== connection) return
        this.#events.add(event)
      }
    } catch {
      // It was closed, or refused for good: the connection says why.
    }
  }

  /** When somebody else was first: who, and what that changed. */
  async #firstWas(error: unknown, { expects }: ReadyPlan): Promise<SyncFailedError | undefined> {
    if (Reflect.get(Object(error), 'code') !== 'CHANGED_MEANWHILE') return undefined
    const client = this.#clientOrRefuse()
    const [last] = await client.bundle.deployments().catch(() => [])
    const before = expects === null ? new Map() : await contentsAt(client, expects).catch(() => undefined)
    const now = last && (await contentsAt(client, last.bundleId).catch(() => undefined))
    const changed = before && now ? differencesBetween(before, now) : []
    await this.refresh()
    const named = changed.slice(0, 3).map(({ what, kind, name }) => `${kind} “${name}” ${what}`)
    const more = changed.length > named.length ? ` and ${changed.length - named.length} more` : ''
    const what = named.length === 0 ? '' : `: ${named.join(', ')}${more}`
    return new SyncFailedError(
      `${last?.by || 'Somebody'} deployed meanwhile${what}. Nothing of yours was mixed in. Look at the plan again.`,
      { cause: error },
    )
  }

  /** The id of this app's token. */
  async #me(client: ControlClient): Promise<string> {
    return (await client.access.whoAmI()).id ?? ''
  }

  #differences(): number | null {
    if (this.#health === null) return null
    this.#ours ??= contentsOf(this.#options.design().documents().filter(isRunByEngines))
    if (this.#health.activeBundle === null) return this.#ours.size
    return this.#runs ? differencesBetween(this.#runs.contents, this.#ours).length : null
  }

  #clientOrRefuse(): ControlClient {
    const client = this.operator()
    if (!client) throw new SyncFailedError(this.#problem ?? `${this.#name} does not answer.`)
    return client
  }

  #become(state: EngineStatus['state']): void {
    this.#state = state
    this.#publish()
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

const BATCH_MS = 100
const HEALTH_EVERY_MS = 5_000
const ANSWER_WITHIN_MS = 5_000
const MAX_NAMED = 200
