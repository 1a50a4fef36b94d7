import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { forgetRunning, noteRunning } from './appliance/running-file.ts'
import { type CallsSide, createCallsSide } from './calls-side.ts'
import { SteadyClock } from './clock.ts'
import { Access, type RemoteAddress } from './control/access.ts'
import { announce } from './control/announce.ts'
import { type ControlServer, startControlServer } from './control/control-server.ts'
import { PairedTokens } from './control/paired-tokens.ts'
import { newCode } from './control/pairing-proof.ts'
import { Pairings } from './control/pairings.ts'
import { loadToken } from './control/token.ts'
import { writeWhole } from './control/whole-file.ts'
import type { Health } from './control/contract.ts'
import { engineControl } from './engine-control.ts'
import { createEngineEvents } from './engine-events.ts'
import type { EngineOptions } from './engine-options.ts'
import { sleep } from './engine-timers.ts'
import { EngineTallies } from './metrics/engine-tallies.ts'
import { openState } from './open-state.ts'
import { createPhoneSide, type PhoneSide } from './phone-side.ts'
import { BundleService } from './services/bundles.ts'
import { mayStayRegistered } from './services/devices.ts'
import { salvage, salvageCallRecords } from './services/salvage.ts'
import { createSipSide, type SipSide } from './sip-side.ts'
import type { ListenPoint } from './sip/user-agent.ts'
import { type ControlIdentity, controlIdentity } from './tls/control-identity.ts'
import { machineNames } from './tls/own-certificate.ts'
import { controlAddressPath } from './control/control-address.ts'
import { shownCertificate } from './tls/shown-certificate.ts'
import { LiveCallJournal } from './state/live-call-journal.ts'

export type { EngineOptions } from './engine-options.ts'

export interface RunningEngine {
  readonly controlUrl: string
  /** Undefined: apps on other machines reach it nowhere. */
  readonly remote: RemoteAddress | undefined
  readonly sip: readonly ListenPoint[]
  readonly phones: PhoneSide['points']
  /** Null: nobody connects by TLS. */
  readonly certificate: Health['certificate']
  /** BYE to live calls, then everything is closed. */
  stop(): Promise<void>
}

const SWEEP_MS = 30_000
/** Calls that began after the last look leave no record when the engine is killed. */
const JOURNAL_MS = 1_000
/** Where nobody asks what time it is, a clock that was set is found after so long. */
const CLOCK_WATCH_MS = 1_000
/** Files of a certificate that were changed are found after so long. */
const CERTIFICATE_WATCH_MS = 60_000
const STOP_WITHIN_MS = 2_000

/** Puts the engine together and starts it. Rejects with `PortInUseError`, `ControlPortInUseError`, `PhonePortInUseError` or `NewerDatabaseError`. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const parts = await putTogether(options)
  try {
    const { control, access } = await start(parts)
    await sayItRuns(parts)
    return {
      controlUrl: control.urls[0] ?? '',
      remote: access.remote,
      sip: parts.sip.userAgent.listenPoints,
      phones: parts.phones.points,
      certificate: shownCertificate(parts.sip.tls),
      async stop() {
        await endCalls(parts)
        await close(parts, control)
      },
    }
  } catch (error) {
    await close(parts, undefined)
    throw error
  }
}

type Parts = Awaited<ReturnType<typeof putTogether>>

/** Everything there is, and who tells whom; nothing listens yet. */
async function putTogether(options: EngineOptions) {
  const { log } = options
  const clock = new SteadyClock()
  const events = createEngineEvents(log)
  const tallies = new EngineTallies()
  const state = openState({
    options,
    clock,
    events,
    tallies,
    onMessagesChanged(mailboxId) {
      events.publish({ kind: 'messages-changed', mailboxId })
      sip.messageWaiting.changed(mailboxId)
    },
  })
  const bundles: BundleService = new BundleService({
    bundles: state.bundleStore,
    blobs: state.blobs,
    now: () => clock.wall(),
    onActivated: ({ id, design }, before) => {
      if (sip.isListening()) sip.trunks.use(design)
      void sip.registrar.sweep(clock.now(), (deviceId) => mayStayRegistered(deviceId, design, before))
      sip.presence.designChanged((deviceId) => mayStayRegistered(deviceId, design, before))
      calls.mail.designChanged()
      calls.queueRoom.designChanged()
      events.publish({ kind: 'bundle-activated', bundleId: id })
    },
  })
  const shared = { options, state, clock, events, tallies, design: () => bundles.active?.design }
  const sip: SipSide = await createSipSide({ ...shared, onRegistrationsChanged: () => calls.queueRoom.phonesChanged() })
  const calls: CallsSide = createCallsSide({ ...shared, sip })
  const phones: PhoneSide = createPhoneSide({ ...shared, sip })
  const journal = new LiveCallJournal({ path: state.journalPath, now: () => clock.now(), files: state.files, log })
  const watches = [
    setInterval(() => void sip.registrar.sweep(clock.now(), () => true), SWEEP_MS),
    setInterval(() => clock.wall(), CLOCK_WATCH_MS),
    setInterval(() => void sip.tls.look(), CERTIFICATE_WATCH_MS),
    setInterval(() => state.messages.purge(clock.wall()), SWEEP_MS),
  ]
  return { options, clock, events, tallies, state, bundles, sip, calls, phones, journal, watches }
}

async function start(parts: Parts): Promise<Control> {
  const { events, state, bundles, sip, calls, journal, watches } = parts
  await state.start()
  // The design first: a phone that asks meanwhile repeats itself in half a second, which is sooner than it would after a 503.
  if (state.startProblem !== null) events.problem(state.startProblem)
  await bundles.start()
  if (bundles.problem !== null) events.problem(bundles.problem)
  const left = await leftByTheRunBefore(parts)
  await sip.listen()
  takeUpCalls(parts)
  watches.push(setInterval(() => void journal.look(calls.switchboard.live()), JOURNAL_MS))
  calls.uploads.resume()
  calls.mail.start()
  calls.queueRoom.start()
  for (const upload of left.uploads) calls.uploads.send(upload, () => {})
  for (const message of left.messages) {
    events.publish({ kind: 'message-saved', message })
    sip.messageWaiting.changed(message.mailboxId)
  }
  if (bundles.active) sip.trunks.use(bundles.active.design)
  await parts.phones.listen()
  return listenForControl(parts)
}

/** Other commands find it by this; a disk that is full keeps nobody from calling. */
async function sayItRuns({ options, state, events }: Parts): Promise<void> {
  const { dataDir, version, notice, log } = options
  await noteRunning(dataDir, { pid: process.pid, version }, state.files).catch((error: unknown) =>
    log.warn({ err: error }, 'running.json could not be written: other commands will not find this engine'),
  )
  if (notice !== undefined) events.problem(notice)
}

/** Recordings and messages under way when it ended. */
async function leftByTheRunBefore({ options, state, bundles }: Parts) {
  const { log } = options
  const { spool, messages, folders } = state
  return salvage({
    spool,
    messages,
    recordingsFolder: folders.recordings,
    messagesFolder: folders.messages,
    design: bundles.active?.design,
    log,
  })
}

/** Parked calls go on; of all others that lived there is a record. */
function takeUpCalls({ options: { log }, state: { parkedRows, cdrs, journalPath }, calls }: Parts): void {
  const parked = parkedRows.all().filter(({ callId }) => {
    const isOver = cdrs.has(callId)
    if (isOver) parkedRows.remove(callId)
    return !isOver
  })
  const lost = calls.switchboard.resume(parked)
  const goOn = new Set(parked.map(({ callId }) => callId).filter((callId) => !lost.includes(callId)))
  salvageCallRecords({ journalPath, goOn, cdrs, log })
}

interface Control {
  readonly control: ControlServer
  readonly access: Access
}

async function listenForControl({ options, ...parts }: Parts): Promise<Control> {
  const { version, dataDir, tokenFile = join(dataDir, 'control-token'), log } = options
  const identity = await controlIdentityOf({ options, ...parts })
  const access = await accessTo({ options, ...parts }, tokenFile, identity)
  let stopAnnouncing = async () => {}
  const engine = engineControl({ ...parts, version, upSinceMs: parts.clock.wall(), remote: () => access.remote })
  const control = await startControlServer({
    engine,
    metrics: async () => {
      const { metricsPage } = await import('./metrics/metrics-page.ts')
      return metricsPage({ engine, tallies: parts.tallies, messages: () => parts.sip.userAgent.messages.counts })
    },
    access,
    points: options.control.map(({ isSecure, ...at }) =>
      isSecure && identity ? { ...at, secure: () => identity.context } : at,
    ),
    version,
    onUnexpected: (error, path) => log.error({ err: error, path }, 'a control request could not be handled'),
  })
  const urls = control.urls.filter((url) => url.startsWith('https:'))
  if (identity && urls.length > 0) access.remote = { urls, fingerprint: identity.fingerprint }
  if (options.isAnnounced && access.remote) stopAnnouncing = await announce(access.remote, parts.events.problem)
  writeWhole(controlAddressPath(dataDir), `${control.urls[0] ?? ''}\n`)
  return { control: { ...control, close: () => stopAnnouncing().then(() => control.close()) }, access }
}

/** Only where somebody comes by TLS: it takes a good part of a second to make. */
async function controlIdentityOf({ options, state, clock, events }: Parts): Promise<ControlIdentity | undefined> {
  if (!options.control.some(({ isSecure }) => isSecure)) return undefined
  return controlIdentity({
    folder: join(options.dataDir, 'tls'),
    files: state.files,
    names: [...new Set([...machineNames(), ...options.tls.names])],
    nowMs: () => clock.wall(),
    onProblem: events.problem,
  })
}

async function accessTo(
  { options: { dataDir, log }, state: { files }, clock, events }: Parts,
  tokenFile: string,
  identity: ControlIdentity | undefined,
): Promise<Access> {
  const nowMs = () => clock.wall()
  const tokens = await PairedTokens.open({
    path: join(dataDir, 'paired-tokens.json'),
    files,
    nowMs,
    onProblem: events.problem,
  })
  const pairings =
    identity &&
    new Pairings({
      fingerprint: identity.fingerprint,
      nowMs: () => clock.now(),
      newCode: () => newCode((below) => randomInt(below)),
      onSpoilt: (source) => events.problem(`the pairing code is spoilt by wrong tries, the last from ${source}`),
    })
  return new Access({ token: await loadToken(tokenFile, files, events.problem), tokens, pairings, nowMs, log })
}

async function endCalls({ clock, calls: { switchboard } }: Parts): Promise<void> {
  switchboard.close()
  const deadlineMs = clock.now() + STOP_WITHIN_MS
  while (switchboard.size > 0 && clock.now() < deadlineMs) await sleep(20)
  await sleep(50) // the BYEs leave
}

async function close(
  { options, state, sip, calls, phones, journal, watches }: Parts,
  control: ControlServer | undefined,
) {
  for (const watch of watches) clearInterval(watch)
  await journal.look(calls.switchboard.live())
  await state.spool.settled()
  sip.fallSilent()
  await calls.stopSending()
  await control?.close()
  if (control) rmSync(controlAddressPath(options.dataDir), { force: true })
  await phones.close()
  await sip.userAgent.close()
  await calls.media.close()
  await state.close()
  forgetRunning(options.dataDir)
}
