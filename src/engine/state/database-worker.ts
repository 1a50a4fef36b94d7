import { parentPort, workerData } from 'node:worker_threads'
import { connect, type EngineDatabase } from './engine-database.ts'
import { type RowChange, rowWriter } from './database-writer.ts'
import { codeOf } from './no-room.ts'
import type { WriterAnswer } from './threaded-target.ts'

/** The thread that writes engine.db: a commit waits for the disk, and no call does. */
const port = parentPort
const { path } = workerData as { readonly path: string } // from threaded-target.ts
let opened: { readonly db: EngineDatabase; readonly write: (changes: readonly RowChange[]) => void } | undefined

port?.on('message', (changes: readonly RowChange[] | 'close') => {
  if (changes === 'close') {
    opened?.db.close()
    port.close()
    return
  }
  port.postMessage(answerTo(changes))
})

function answerTo(changes: readonly RowChange[]): WriterAnswer {
  try {
    opened ??= open()
    opened.write(changes)
    return { ok: true }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, message, code: codeOf(error) }
  }
}

function open() {
  const db = connect(path)
  return { db, write: rowWriter(db) }
}
