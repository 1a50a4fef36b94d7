import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { connectControl, type ControlConnection } from '../../../engine/control/client.ts'
import type { EngineEvent, Health } from '../../../engine/control/contract.ts'
import { makeOwnerFolder } from '../../../engine/control/owner-only.ts'
import type { Change, EngineStatus } from '../../api/contract.ts'
import type { DesignStore } from '../../store/design-store.ts'
import { deployBundle, makeBundle } from '../bundle.ts'
import {
  type ControlClient,
  type EngineTarget,
  CallsUpError,
  type EngineTargetListener,
  type MakeEngineTarget,
  RunsOtherError,
  type Sure,
  SyncFailedError,
} from '../engine-target.ts'
import { type UnsyncedCounter, unsyncedCounter } from '../unsynced.ts'
import { type Backoff, restartBackoff } from './backoff.ts'
import { writeControlToken } from './control-token.ts'
import { batched, type Batch } from './event-batch.ts'
import {
  engineEntry,
  type EngineExit,
  type EngineProcess,
  EXIT_PORT_IN_USE,
  startEngineProcess,
} from './engine-process.ts'
import { readHome, writeHome } from './home.ts'
import { stopLeftover, writeRunning } from './leftover.ts'

/** For `startApp`. Without `sip`: 127.0.0.1:5060, or a free port when that is taken. */
export function embeddedEngine(options: { readonly dataDir: string; readonly sip: string | null }): MakeEngineTarget {
  const { dataDir, sip } = options
  return (design, listener) =>
    new EmbeddedEngine({ dataDir, sip: sip ?? DEFAULT_SIP, orFreePort: sip === null, design, listener })
}

export interface EmbeddedEngineOptions {
  readonly dataDir: string
  /** `HOST:PORT` phones register at; port 0 is any free one. */
  readonly sip: string
  /** When the port is taken: true takes a free one and says so, false fails. */
  readonly orFreePort: boolean
  readonly design: () => DesignStore
  readonly listener: EngineTargetListener
}

/** The engine as this app's own child process: started, watched, restarted when it ends by itself, stopped with the app. */
export class EmbeddedEngine implements EngineTarget {
  readonly #options: EmbeddedEngineOptions
  readonly #events: Batch<EngineEvent>
  readonly #healthTimer: NodeJS.Timeout
  #backoff: Backoff = restartBackoff()
  #counter: UnsyncedCounter
  /** The design it was last synced from, else the one that is open: its registrations and messages are in the folder of that one. */
  #designId: string
  #isWanted = false
  #state: EngineStatus['state'] = 'stopped'
  #problem: string | null = null
  #restarts = 0
  #sip: string
  #health: Health | null = null
  #process: EngineProcess | undefined
  #connection: ControlConnection | undefined
  #restartTimer: NodeJS.Timeout | undefined
  #lastPublished = ''

  constructor(options: EmbeddedEngineOptions) {
    this.#options = options
    this.#sip = options.sip
    this.#designId = readHome(options.dataDir) ?? options.design().designId
    this.#counter = this.#newCounter()
    this.#events = batched(BATCH_MS, (events) => {
      options.listener.onEvents(events)
      void this.#refreshHealth()
    })
    this.#healthTimer = setInterval(() => void this.#refreshHealth(), HEALTH_EVERY_MS).unref()
  }

  status(): EngineStatus {
    const [point] = this.#health?.listenPoints ?? []
    return {
      state: this.#state,
      problem: this.#problem ?? this.#health?.problem ?? null,
      restarts: this.#restarts,
      health: this.#health,
      unsyncedChanges: this.#health && this.#isHome ? this.#counter.count(this.#health.activeBundle?.id ?? null) : null,
      sipAddress: point ? `${point.host}:${point.port}` : null,
      runsOther: this.#isHome ? null : { name: this.#health?.activeBundle?.designName ?? 'another design' },
    }
  }

  /** Whether the open design is the one that it belongs to. */
  get #isHome(): boolean {
    return this.#options.design().designId === this.#designId
  }

  async start(): Promise<void> {
    if (this.#isWanted && this.#state !== 'failed') return
    this.#isWanted = true
    this.#problem = null
    this.#backoff = restartBackoff()
    if (!existsSync(engineEntry)) {
      this.#isWanted = false
      this.#problem = `The engine is missing from this installation (${engineEntry}).`
      return this.#become('failed')
    }
    await this.#orFail(async () => {
      await stopLeftover(this.#dataDir())
      await this.#launch('starting')
    })
  }

  async stop({ evenWithCalls }: Sure = { evenWithCalls: true }): Promise<void> {
    if (!evenWithCalls) await this.#refuseWithCalls()
    this.#isWanted = false
    clearTimeout(this.#restartTimer)
    const process = this.#process
    this.#disconnect()
    await process?.stop()
    this.#problem = null
    this.#become('stopped')
  }

  async sync({ evenWithCalls, evenFromOther } = { evenWithCalls: false, evenFromOther: false }): Promise<void> {
    const design = this.#options.design()
    if (!this.#isHome) {
      if (!evenFromOther) throw new RunsOtherError(this.status().runsOther?.name ?? '')
      if (!evenWithCalls) await this.#refuseWithCalls()
      await this.#moveTo(design.designId)
    }
    const bundle = makeBundle(design, Date.now())
    await this.#deploying((client) => deployBundle(client, bundle, design))
    this.#counter.remember(bundle)
    writeHome(this.#options.dataDir, design.designId)
    await this.#refreshHealth()
  }

  async rollBack({ evenWithCalls }: Sure = { evenWithCalls: true }): Promise<void> {
    if (!evenWithCalls) await this.#refuseWithCalls()
    await this.#deploying((client) => client.bundle.rollBack())
    await this.#refreshHealth()
  }

  client(): ControlClient | undefined {
    return this.#state === 'running' ? this.#connection?.client : undefined
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

  async close(): Promise<void> {
    clearInterval(this.#healthTimer)
    await this.stop()
    this.#events.close()
  }

  /** Messages and registrations belong to the design they were made under, so each has an engine folder of its own. */
  async #moveTo(designId: string): Promise<void> {
    const wasWanted = this.#isWanted
    await this.stop()
    this.#designId = designId
    this.#counter = this.#newCounter()
    if (wasWanted) await this.start()
    else this.#publish()
  }

  async #refuseWithCalls(): Promise<void> {
    const calls = await this.client()?.calls.list()
    if (calls && calls.length > 0) throw new CallsUpError(calls.length)
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

  async #launch(state: 'starting' | 'restarting'): Promise<void> {
    if (!this.#isWanted) return // stopped meanwhile
    this.#become(state)
    const { token, file } = writeControlToken(this.#dataDir())
    const process = startEngineProcess({ dataDir: this.#dataDir(), sip: this.#sip, tokenFile: file })
    this.#process = process
    const outcome = await process.ready
    if (this.#process !== process) return // stopped meanwhile
    if ('exit' in outcome) return this.#didNotStart(outcome.exit)
    void process.exited.then((exit) => this.#process === process && this.#ended(exit))
    await this.#connect(outcome.control, token, process)
  }

  /** What the machine refuses (a full disk, no rights) is shown like any other reason not to run. */
  async #orFail(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      this.#isWanted = false
      this.#problem = `The engine cannot be started: ${messageOf(error)}`
      this.#become('failed')
    }
  }

  async #connect(control: string, token: string, process: EngineProcess): Promise<void> {
    writeRunning(this.#dataDir(), { pid: process.pid, control, token })
    const connection = connectControl({ url: control, token })
    this.#connection = connection
    this.#backoff.startedWell(performance.now())
    this.#health = await connection.client.health().catch(() => null)
    if (this.#connection !== connection) return
    // A restart must come back where the phones look for it, also when that was a free port.
    this.#sip = this.status().sipAddress ?? this.#sip
    this.#become('running')
    this.#events.add({ kind: 'resync' })
    void this.#followEvents(connection)
  }

  async #followEvents(connection: ControlConnection): Promise<void> {
    try {
      const stream = await connection.client.events(undefined, { context: { retry: Number.POSITIVE_INFINITY } })
      for await (const event of stream) {
        if (this.#connection !== connection) return
        this.#events.add(event)
      }
    } catch (error) {
      if (this.#connection !== connection) return
      this.#problem = `The engine's events cannot be followed: ${messageOf(error)}`
      this.#publish()
    }
  }

  async #didNotStart(exit: EngineExit): Promise<void> {
    const isTaken = exit.code === EXIT_PORT_IN_USE
    if (isTaken && this.#options.orFreePort && this.#state === 'starting' && this.#sip === this.#options.sip) {
      this.#problem = `SIP address ${this.#sip} is in use by another program; a free port was taken instead.`
      this.#sip = `${this.#sip.slice(0, this.#sip.lastIndexOf(':'))}:0`
      return this.#launch('starting')
    }
    if (isTaken && this.#state === 'starting') {
      this.#isWanted = false
      this.#problem = `SIP address ${this.#sip} is in use by another program.`
      this.#process = undefined
      return this.#become('failed')
    }
    this.#ended(exit)
  }

  #ended(exit: EngineExit): void {
    this.#disconnect()
    if (!this.#isWanted) return
    const waitMs = this.#backoff.next(performance.now())
    this.#restarts += 1
    this.#problem = `The engine ended unexpectedly (${howItEnded(exit)}).`
    if (waitMs === undefined) {
      this.#isWanted = false
      this.#problem += ' It was restarted too often and now stays stopped.'
      return this.#become('failed')
    }
    this.#become('restarting')
    this.#restartTimer = setTimeout(() => void this.#orFail(() => this.#launch('restarting')), waitMs)
  }

  #disconnect(): void {
    this.#connection?.close()
    this.#connection = undefined
    this.#process = undefined
    this.#health = null
  }

  async #deploying(run: (client: ControlClient) => Promise<unknown>): Promise<void> {
    const client = this.client()
    if (!client) throw new SyncFailedError(this.#problem ?? 'The engine is not running.')
    try {
      await run(client)
    } catch (error) {
      if (error instanceof SyncFailedError) throw error
      throw new SyncFailedError(`The engine refused: ${reasonOf(error).replaceAll('bundle', 'version')}`, {
        cause: error,
      })
    }
  }

  async #refreshHealth(): Promise<void> {
    const connection = this.#connection
    if (!connection || this.#state !== 'running') return
    const health = await connection.client.health(undefined, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
    if (this.#connection !== connection || health === null) return
    this.#health = health
    this.#publish()
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
    this.#options.listener.onStatus(status)
  }
}

function howItEnded({ code, signal, lastWords }: EngineExit): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`
  return lastWords === '' ? how : `${how}: ${lastWords}`
}

/** Typed refusals carry the reason in their data, other failures only a message. */
function reasonOf(error: unknown): string {
  const data: unknown = error instanceof Error ? Reflect.get(error, 'data') : undefined
  const reason: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'reason') : undefined
  return typeof reason === 'string' ? reason : messageOf(error)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const DEFAULT_SIP = '127.0.0.1:5060'
/** The page hears at most this often. */
const BATCH_MS = 100
const HEALTH_EVERY_MS = 5_000
