import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { REPLACED } from './appliance/backup/restore-backup.ts'
import type { SteadyClock } from './clock.ts'
import { tightenKept } from './control/owner-only.ts'
import { DiskReport } from './disk-report.ts'
import type { EngineEvents } from './engine-events.ts'
import type { EngineLog } from './engine-log.ts'
import type { EngineOptions } from './engine-options.ts'
import type { EngineTallies } from './metrics/engine-tallies.ts'
import { engineTimers } from './engine-timers.ts'
import { followSetClock } from './services/set-clock.ts'
import { createBindingStore } from './state/binding-store.ts'
import { createBlobStore } from './state/blob-store.ts'
import { createBundleStore } from './state/bundle-store.ts'
import { createCallbackRows } from './state/callback-rows.ts'
import { createCdrStore } from './state/cdr-store.ts'
import { databasePath } from './state/engine-database.ts'
import { durableFiles, type Files } from './state/files.ts'
import { DiskWatch } from './state/free-space.ts'
import { createKeptSounds } from './state/kept-sounds.ts'
import { clearLeftovers } from './state/leftovers.ts'
import { createMailRows } from './state/mail-rows.ts'
import { createMessageStore } from './state/message-store.ts'
import { openOrBeginAnew } from './state/open-database.ts'
import { createParkedRows } from './state/parked-rows.ts'
import { keepReserve, openWithReserve } from './state/reserve.ts'
import { createQueueLog } from './state/queue-log.ts'
import { createRuntimeState } from './state/runtime-state.ts'
import { Spool } from './state/spool.ts'
import { createTextMessageRows } from './state/text-message-rows.ts'
import { createSubscriptionStore } from './state/subscription-store.ts'
import { threadedTarget } from './state/threaded-target.ts'
import { WriteQueue } from './state/write-queue.ts'

export interface StateOptions {
  readonly options: EngineOptions
  readonly clock: SteadyClock
  readonly events: EngineEvents
  readonly tallies: EngineTallies
  readonly onMessagesChanged: (mailboxId: string) => void
}

export type EngineState = ReturnType<typeof openState>

/** What the engine keeps in its data folder. */
const KEPT_FILES =
  'engine.db engine.db-wal engine.db-shm control-token control-address paired-tokens.json digest-secret tls live-calls.jsonl recordings spool messages blobs bundles kept made'.split(
    ' ',
  )

/** The data folder: engine.db and the thread that writes it, the files beside it, and the watch over the disk. Throws `NewerDatabaseError`. */
export function openState({ options, clock, events, tallies, onMessagesChanged }: StateOptions) {
  const { dataDir, log } = options
  if (existsSync(join(dataDir, REPLACED)))
    throw new Error(`a restore into ${dataDir} was cut short: run "callwright-engine restore" again`)
  tightenKept(dataDir, KEPT_FILES)
  const { db, problem: startProblem } = openWithReserve(dataDir, () => openOrBeginAnew(dataDir, clock.wall()))
  const folders = { recordings: join(dataDir, 'recordings'), messages: join(dataDir, 'messages') }
  mkdirSync(folders.recordings, { recursive: true, mode: 0o700 })
  const files = durableFiles()
  const { queue, disk, diskReport } = watchedQueue(options, {
    files,
    events,
    tallies,
    recordings: folders.recordings,
  })
  clearLeftovers(dataDir, db)
  const bindings = createBindingStore(db, { writes: queue, clock })
  const runtimeState = createRuntimeState(db, queue)
  const subscriptions = createSubscriptionStore(db, { writes: queue, clock })
  clock.onJump((byMs) => subscriptions.clockWasSet(byMs))
  followSetClock({ clock, bindings, runtimeState, onProblem: events.problem })
  return {
    /** What was wrong with engine.db; null when nothing was. */
    startProblem,
    folders,
    journalPath: join(dataDir, 'live-calls.jsonl'),
    files,
    disk,
    diskReport,
    blobs: createBlobStore(dataDir, files),
    cdrs: createCdrStore(db, queue),
    messages: createMessageStore(db, dataDir, { writes: queue, files, onChanged: onMessagesChanged }),
    kept: createKeptSounds(dataDir, files),
    mail: createMailRows(db, queue),
    textMessages: createTextMessageRows(db, queue),
    callbackRows: createCallbackRows(db, queue),
    parkedRows: createParkedRows(db, { writes: queue, log }),
    queueLog: createQueueLog(db, { newId: randomUUID, writes: queue }),
    spool: new Spool(join(dataDir, 'spool'), files, log),
    runtimeState,
    bindings,
    subscriptions,
    bundleStore: createBundleStore(db, dataDir, { files, writes: queue }),
    async start() {
      await disk.start()
      if (disk.state === 'ok') void keepReserve(dataDir, files)
    },
    /** When nothing is put any more: what waits is written, once more. */
    async close() {
      disk.close()
      await closeQueue(queue, log)
      db.close()
    },
  }
}

interface Surroundings {
  readonly files: Files
  readonly events: EngineEvents
  readonly tallies: EngineTallies
  readonly recordings: string
}

/** Rows wait while the disk is full, and are written when there is room again. */
function watchedQueue(options: EngineOptions, { files, events, tallies, recordings }: Surroundings) {
  const { dataDir, keptFree, recordingsQuotaBytes, log } = options
  const timers = engineTimers
  const queue: WriteQueue = new WriteQueue({
    target: threadedTarget(options.databaseWorkerUrl, databasePath(dataDir)),
    timers,
    onChange: () => diskReport.changed(),
    onWritten: (tookMs) => tallies.writeSec.note(tookMs / 1_000),
    onRefused: ({ kind }, error) => log.error({ err: error }, `a ${kind} could not be written`),
  })
  const quota =
    recordingsQuotaBytes === undefined ? {} : { recordingsQuota: { folder: recordings, bytes: recordingsQuotaBytes } }
  const disk: DiskWatch = new DiskWatch({
    folder: dataDir,
    keptFree,
    ...quota,
    timers,
    onChange(state) {
      if (state === 'ok') {
        queue.resume()
        void keepReserve(dataDir, files)
      }
      diskReport.changed()
    },
  })
  const diskReport: DiskReport = new DiskReport({ watch: disk, queue, keptFree, say: events.problem })
  return { queue, disk, diskReport }
}

async function closeQueue(queue: WriteQueue, log: EngineLog): Promise<void> {
  const unwritten = await queue.close()
  if (unwritten === 0) return
  log.error({ unwritten, why: queue.problem }, 'the disk has no room for what was still to be written')
}
