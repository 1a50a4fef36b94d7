import { existsSync } from 'node:fs'
import { type ControlClient, connectControl, type ControlConnection } from '../../../engine/control/client.ts'
import type { EngineEvent, Health } from '../../../engine/control/contract.ts'
import type { EngineStatus } from '../../api/target-contract.ts'
import { type Backoff, restartBackoff } from './backoff.ts'
import { writeControlToken } from './control-token.ts'
import {
  engineBuild,
  engineEntry,
  type EngineExit,
  type EngineProcess,
  EXIT_PORT_IN_USE,
  startEngineProcess,
} from './engine-process.ts'
import { foundProcess } from './found-process.ts'
import { endLeftover, findLeftover, writeRunning } from './leftover.ts'

export interface EngineRunnerOptions {
  /** Where the engine that is started next keeps what it keeps. */
  readonly dataDir: () => string
  /** `HOST:PORT` phones register at; port 0 is any free one. */
  readonly sip: string
  /** `HOST:PORT` phones fetch their settings at; null: nowhere. */
  readonly provision: string | null
  /** When the port is taken: true takes a free one and says so, false fails. */
  readonly orFreePort: boolean
  readonly onChanged: () => void
  readonly onEvent: (event: EngineEvent) => void
}

/** The engine as a process of its own: started, or found running, watched, restarted when it ends by itself. */
export class EngineRunner {
  readonly #options: EngineRunnerOptions
  readonly #healthTimer: NodeJS.Timeout
  #backoff: Backoff = restartBackoff()
  #isWanted = false
  #state: EngineStatus['state'] = 'stopped'
  #problem: string | null = null
  #restarts = 0
  #sip: string
  #health: Health | null = null
  #process: EngineProcess | undefined
  #connection: ControlConnection | undefined
  #restartTimer: NodeJS.Timeout | undefined

  constructor(options: EngineRunnerOptions) {
    this.#options = options
    this.#sip = options.sip
    this.#healthTimer = setInterval(() => void this.refreshHealth(), HEALTH_EVERY_MS).unref()
  }

  status(): Pick<EngineStatus, 'state' | 'problem' | 'restarts' | 'health' | 'sipAddress'> {
    return {
      state: this.#state,
      problem: this.#problem ?? this.#health?.problem ?? null,
      restarts: this.#restarts,
      health: this.#health,
      sipAddress: addressOf(this.#health),
    }
  }

  get isWanted(): boolean {
    return this.#isWanted
  }

  client(): ControlClient | undefined {
    return this.#state === 'running' ? this.#connection?.client : undefined
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
    await this.#orFail(() => this.#startOrFind())
  }

  async stop(): Promise<void> {
    this.#isWanted = false
    clearTimeout(this.#restartTimer)
    const process = this.#process
    this.#disconnect()
    await process?.stop()
    this.#problem = null
    this.#become('stopped')
  }

  /** The app ends. With `leave` an engine that runs goes on, and is found by the next app. */
  async close({ leave }: { readonly leave: boolean }): Promise<void> {
    clearInterval(this.#healthTimer)
    if (!leave || this.#state !== 'running') return this.stop()
    this.#isWanted = false
    this.#process?.leave()
    this.#disconnect()
  }

  async refreshHealth(): Promise<void> {
    const connection = this.#connection
    if (!connection || this.#state !== 'running') return
    const health = await connection.client.health(undefined, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
    if (this.#connection !== connection || health === null) return
    this.#health = health
    this.#options.onChanged()
  }

  /** One that the app before this one left goes on, with its calls, if it is of this build and listens where it should. */
  async #startOrFind(): Promise<void> {
    const dataDir = this.#options.dataDir()
    const left = await findLeftover(dataDir)
    if (!this.#isWanted) return // stopped meanwhile
    if (!left) return this.#launch('starting')
    const { sip, provision } = this.#options
    if (left.sip !== sip || left.provision !== (provision ?? '') || left.build !== engineBuild()) {
      await endLeftover(dataDir, left)
      return this.#launch('starting')
    }
    this.#become('starting')
    await this.#watch(foundProcess(dataDir, left), left.token)
  }

  async #launch(state: 'starting' | 'restarting'): Promise<void> {
    if (!this.#isWanted) return // stopped meanwhile
    this.#become(state)
    const dataDir = this.#options.dataDir()
    const { token, file } = writeControlToken(dataDir)
    const { provision } = this.#options
    await this.#watch(startEngineProcess({ dataDir, sip: this.#sip, provision, tokenFile: file }), token)
  }

  async #watch(process: EngineProcess, token: string): Promise<void> {
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

  async #connect(control: string, token: string, { pid }: EngineProcess): Promise<void> {
    const { sip, provision } = this.#options
    writeRunning(this.#options.dataDir(), {
      pid,
      control,
      token,
      sip,
      provision: provision ?? '',
      build: engineBuild(),
    })
    const connection = connectControl({ url: control, token })
    this.#connection = connection
    this.#backoff.startedWell(performance.now())
    this.#health = await connection.client.health().catch(() => null)
    if (this.#connection !== connection) return
    // A restart must come back where the phones look for it, also when that was a free port.
    this.#sip = addressOf(this.#health) ?? this.#sip
    this.#become('running')
    this.#options.onEvent({ kind: 'resync' })
    void this.#followEvents(connection)
  }

  async #followEvents(connection: ControlConnection): Promise<void> {
    try {
      const stream = await connection.client.events(undefined, { context: { retry: Number.POSITIVE_INFINITY } })
      for await (const event of stream) {
        if (this.#connection !== connection) return
        this.#options.onEvent(event)
      }
    } catch (error) {
      if (this.#connection !== connection) return
      this.#problem = `The engine's events cannot be followed: ${messageOf(error)}`
      this.#options.onChanged()
    }
  }

  async #didNotStart(exit: EngineExit): Promise<void> {
    const isTaken = exit.code === EXIT_PORT_IN_USE
    if (isTaken && this.#options.orFreePort && this.#state === 'starting' && !this.#sip.endsWith(':0')) {
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

  #become(state: EngineStatus['state']): void {
    this.#state = state
    this.#options.onChanged()
  }
}

function addressOf(health: Health | null): string | null {
  const [point] = health?.listenPoints ?? []
  return point ? `${point.host}:${point.port}` : null
}

function howItEnded({ code, signal, lastWords }: EngineExit): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`
  return lastWords === '' ? how : `${how}: ${lastWords}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const HEALTH_EVERY_MS = 5_000
