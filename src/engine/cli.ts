#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { ControlPortInUseError } from './control/control-server.ts'
import { beOwnerOnly } from './control/owner-only.ts'
import { type EngineOptions, startEngine } from './host.ts'
import { PortInUseError } from './sip/create-user-agent.ts'
import type { ListenPoint } from './sip/user-agent.ts'

const usage = `callwright-engine --data DIR --sip HOST:PORT --control HOST:PORT
                  [--ws HOST:PORT] [--web-origin ORIGIN] [--rtp MIN-MAX] [--prompts DIR] [--music DIR] [--token-file FILE]
                  [--keep-free-mb N] [--recordings-mb N]

Runs Callwright's PBX without the app. Port 0 asks for a free one. When it is up it prints one line:
{"ready":true,"control":"http://HOST:PORT","sip":[{"transport":"udp","host":"HOST","port":PORT}, ...]}
--ws is where phones in browsers connect by WebSocket, any free port of 127.0.0.1 unless it says otherwise, and there too if it names another address.
Pages of this machine may, and those of each --web-origin, such as https://pbx.example; others are refused.
The bearer token of the control API is in DIR/control-token unless --token-file names another file.
No messages are taken while less than N MiB of the disk are free, and no calls are recorded below four times as much;
N is 50 unless --keep-free-mb says otherwise (small appliances). With --recordings-mb, recordings of calls take no more than that.
Exit codes: 0 ended, 1 failed, 2 wrong arguments, 3 port in use.`

const VERSION = '0.1.0'

class UsageError extends Error {}

await main()

async function main(): Promise<void> {
  beOwnerOnly()
  const stderr = pino.destination({ dest: 2, sync: true })
  stderr.on('error', () => {}) // a log that nothing more fits into ends no call
  const log = pino({ base: null }, stderr)
  let options: EngineOptions | undefined
  try {
    options = optionsFrom(process.argv.slice(2), log)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    process.exitCode = 2
    return
  }
  if (!options) {
    console.log(usage)
    return
  }
  if (!/^(127\.|::1$|localhost$)/.test(options.control.host)) {
    log.warn(
      {},
      `the control API on ${options.control.host} is plain HTTP: put TLS in front of it, or its token can be read on the way`,
    )
  }
  // A defect in one call must not end the others: it is logged, and the process goes on.
  process.on('uncaughtException', (error) => log.error({ err: error }, 'uncaught exception'))
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'))
  try {
    const engine = await startEngine(options)
    endOn(['SIGTERM', 'SIGINT'], () => engine.stop())
    console.log(JSON.stringify({ ready: true, control: engine.controlUrl, sip: engine.sip }))
  } catch (error) {
    const isPort = error instanceof PortInUseError || error instanceof ControlPortInUseError
    console.error(`callwright-engine: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(isPort ? 3 : 1)
  }
}

function endOn(signals: readonly NodeJS.Signals[], stop: () => Promise<void>): void {
  let isStopping = false
  for (const signal of signals) {
    process.on(signal, () => {
      if (isStopping) process.exit(1)
      isStopping = true
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
    })
  }
}

/** Undefined when only help was asked for. */
function optionsFrom(args: readonly string[], log: EngineOptions['log']): EngineOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      sip: { type: 'string' },
      ws: { type: 'string' },
      'web-origin': { type: 'string', multiple: true, default: [] },
      control: { type: 'string' },
      rtp: { type: 'string', default: '16384-32767' },
      prompts: { type: 'string' },
      music: { type: 'string' },
      'token-file': { type: 'string' },
      'keep-free-mb': { type: 'string', default: '50' },
      'recordings-mb': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const isSource = import.meta.url.endsWith('.ts')
  const resources = new URL('../../resources/', import.meta.url) // from src/engine as from out/main
  const folder = (name: string) => fileURLToPath(new URL(name, resources))
  const promptsDir = values.prompts ?? folder('prompts')
  if (!existsSync(promptsDir)) log.warn({}, `the prompts folder ${promptsDir} does not exist: prompts will be missing`)
  return {
    dataDir: required(values.data, '--data DIR'),
    listen: listenPoints(hostPort(required(values.sip, '--sip HOST:PORT'), '--sip'), values.ws),
    webOrigins: values['web-origin'].map(webOrigin),
    control: hostPort(required(values.control, '--control HOST:PORT'), '--control'),
    rtp: portRange(values.rtp),
    promptsDir,
    musicDir: values.music ?? folder('moh'),
    ...(values['token-file'] === undefined ? {} : { tokenFile: values['token-file'] }),
    workerUrl: new URL(isSource ? './media/media-worker.ts' : './media-worker.js', import.meta.url),
    peerProcessUrl: new URL(isSource ? './media/peers/peer-process.ts' : './peer-process.js', import.meta.url),
    convertWorkerUrl: new URL(isSource ? '../audio/convert-worker.ts' : './convert-worker.js', import.meta.url),
    databaseWorkerUrl: new URL(isSource ? './state/database-worker.ts' : './database-worker.js', import.meta.url),
    ...keptFree(values['keep-free-mb']),
    ...(values['recordings-mb'] === undefined
      ? {}
      : { recordingsQuotaBytes: mebibytes(values['recordings-mb'], '--recordings-mb') }),
    version: VERSION,
    log,
  }
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new UsageError(`${name} is missing`)
  return value
}

interface HostPort {
  readonly host: string
  readonly port: number
}

function hostPort(text: string, name: string): HostPort {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):([0-9]{1,5})$/.exec(text)
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  if (host === undefined || !(port <= 65_535))
    throw new UsageError(`${name} "${text}" is not HOST:PORT with a port up to 65535`)
  return { host, port }
}

function listenPoints(sip: HostPort, ws: string | undefined): readonly ListenPoint[] {
  const asked = ws === undefined ? [] : [hostPort(ws, '--ws')]
  const isHere = asked.some(({ host }) => /^(?:127\.|0\.0\.0\.0$|localhost$)/.test(host))
  const webSockets = isHere ? asked : [{ host: '127.0.0.1', port: 0 }, ...asked]
  return [
    { transport: 'udp', ...sip },
    { transport: 'tcp', ...sip },
    ...webSockets.map((point) => ({ transport: 'ws' as const, ...point })),
  ]
}

function webOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null'
  if (origin === 'null') throw new UsageError(`--web-origin "${text}" is not an origin such as https://pbx.example`)
  return origin
}

function keptFree(text: string): Pick<EngineOptions, 'keptFree'> {
  const message = mebibytes(text, '--keep-free-mb')
  return { keptFree: { message, recording: 4 * message } }
}

function mebibytes(text: string, name: string): number {
  if (!/^[0-9]{1,6}$/.test(text)) throw new UsageError(`${name} "${text}" is not a number of MiB up to 999999`)
  return Number(text) * 1_024 ** 2
}

function portRange(text: string): { min: number; max: number } {
  const match = /^([0-9]{1,5})-([0-9]{1,5})$/.exec(text)
  const [min, max] = [Number(match?.[1]), Number(match?.[2])]
  const isFree = min === 0 && max === 0
  if (!match || !(isFree || (min >= 1_024 && max <= 65_535 && max > min))) {
    throw new UsageError(`--rtp "${text}" is not MIN-MAX with ports from 1024 to 65535`)
  }
  return { min, max }
}
