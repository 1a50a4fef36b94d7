import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { beOwnerOnly } from '../../engine/control/owner-only.ts'
import { startApp } from '../app.ts'
import { defaultDataDir, parseWebArguments } from '../app-arguments.ts'
import { embeddedEngine } from '../deploy/embedded/embedded-target.ts'
import { noEngine } from '../deploy/no-engine.ts'
import { designToOpen } from '../design-to-open.ts'
import { fileKeyKeeper } from '../keys/key-keeper.ts'
import { CannotCreateError, CannotOpenError } from '../store/errors.ts'
import { secretSealer } from '../store/secret-sealer.ts'
import { startWebHost } from './web-host.ts'

/** `callwright` in a browser: the back room on 127.0.0.1. Prints `CALLWRIGHT_URL <url>` once it answers. */
async function main(): Promise<void> {
  beOwnerOnly()
  const wanted = parseWebArguments(process.argv.slice(2))
  const dataDir = resolve(wanted.dataDir ?? defaultDataDir(process.platform, process.env))
  const log = pino({ level: process.env['CALLWRIGHT_LOG'] ?? 'warn' }, pino.destination({ fd: 2, sync: true }))
  const keeper = fileKeyKeeper(dataDir)
  const store = { sealer: secretSealer(() => keeper.key()) }
  const path = await designToOpen({ ...wanted, dataDir }, store)
  const app = startApp(path, {
    dataDir,
    store,
    key: () => keeper.key(),
    makeTargets: [wanted.engine ? embeddedEngine({ dataDir, sip: wanted.sip, provision: wanted.provision }) : noEngine],
  })
  const host = await startWebHost({
    port: wanted.port,
    pageDir: pageDir(),
    sessionsFile: join(dataDir, 'page-sessions.json'),
    addressFile: join(dataDir, 'address'),
    onSuspicion: () =>
      log.warn('an address of Callwright was opened twice within moments: whoever was let in by it has been shown out'),
    context: { app, onUnexpected: (error, procedure) => log.error({ err: error, procedure }, 'unexpected') },
  })
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await host.close()
    await app.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  console.log(`CALLWRIGHT_URL ${host.newUrl()}`)
  void app.targets.start()
}

/** `out/renderer`, seen from `out/main/server.js` as from the source of this file. */
function pageDir(): string {
  const built = resolve(import.meta.dirname, '../renderer')
  return existsSync(join(built, 'index.html')) ? built : resolve(import.meta.dirname, '../../../out/renderer')
}

main().catch((error: unknown) => {
  console.error(sentenceOf(error))
  process.exit(error instanceof CannotOpenError || error instanceof CannotCreateError ? 2 : 1)
})

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return Reflect.get(error, 'code') === 'EADDRINUSE'
    ? `The port is in use by another program: ${error.message}`
    : error.message
}
