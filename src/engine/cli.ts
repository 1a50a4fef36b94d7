#!/usr/bin/env node
import pino from 'pino'
import { type Command, commands } from './appliance/commands.ts'
import { ControlPortInUseError } from './control/control-server.ts'
import { isAccessCommand, runAccessCommand } from './access-commands.ts'
import { beOwnerOnly } from './control/owner-only.ts'
import { optionsFrom, usage } from './engine-arguments.ts'
import { type EngineOptions, startEngine } from './host.ts'
import { PhonePortInUseError } from './provisioning/phone-listener.ts'
import { PortInUseError } from './sip/create-user-agent.ts'

await main()

async function main(): Promise<void> {
  beOwnerOnly()
  const stderr = pino.destination({ dest: 2, sync: true })
  stderr.on('error', () => {}) // a log that nothing more fits into ends no call
  const log = pino({ base: null }, stderr)
  const [command = '', ...rest] = process.argv.slice(2)
  if (isAccessCommand(command)) {
    process.exitCode = await runAccessCommand(command, rest)
    return
  }
  const other = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (other) return runCommand(other, rest)
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
  const { http } = options.provision
  if (http && !/^(127\.|::1$|localhost$)/.test(http.host)) {
    log.warn(
      {},
      `phones fetch their passwords on ${http.host} by plain HTTP: only in a network of your own, or use --provision-tls`,
    )
  }
  // A defect in one call must not end the others: it is logged, and the process goes on.
  process.on('uncaughtException', (error) => log.error({ err: error }, 'uncaught exception'))
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'))
  try {
    const engine = await startEngine(options)
    endOn(['SIGTERM', 'SIGINT'], () => engine.stop())
    const { controlUrl: control, sip, phones, certificate, remote } = engine
    if (remote) log.info(remote, `apps pair at ${remote.urls.join(' and ')}, fingerprint ${remote.fingerprint}`)
    const more = {
      ...(phones.length > 0 && { phones }),
      ...(certificate && { certificate }),
      ...(remote && { remote }),
    }
    console.log(JSON.stringify({ ready: true, control, sip, ...more }))
  } catch (error) {
    const isPort = [PortInUseError, ControlPortInUseError, PhonePortInUseError].some((taken) => error instanceof taken)
    console.error(`callwright-engine: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(isPort ? 3 : 1)
  }
}

async function runCommand(load: () => Promise<Command>, args: readonly string[]): Promise<void> {
  try {
    const run = await load()
    process.exitCode = await run(args, { say: (line) => console.log(line), complain: (line) => console.error(line) })
  } catch (error) {
    console.error(`callwright-engine: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 2
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
