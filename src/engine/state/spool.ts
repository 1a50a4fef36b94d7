import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { EngineLog } from '../engine-log.ts'
import type { Files } from './files.ts'

const messageNote = z.object({
  kind: z.literal('message'),
  callId: z.string().max(64),
  mailboxId: z.string().max(64),
  callerName: z.string(),
  callerNumber: z.string(),
  /** Epoch milliseconds. */
  startedMs: z.number().int(),
  /** Less is nothing said. */
  minDurationMs: z.number(),
  /** The caller is done speaking, and at most listens to it. */
  isWhole: z.boolean(),
})

const recordingNote = z.object({
  kind: z.literal('call-recording'),
  callId: z.string().max(64),
  /** Of the file in the folder of recordings. */
  name: z.string().regex(/^[A-Za-z0-9 _-][A-Za-z0-9 ._-]{0,250}\.(wav|opus)$/),
  /** Where it is sent; empty: it stays. */
  url: z.string(),
  method: z.enum(['put', 'post']),
  label: z.string(),
  minDurationMs: z.number(),
})

/** Where a recording belongs that is still being made. */
const spoolNote = z.discriminatedUnion('kind', [messageNote, recordingNote])
export type SpoolNote = z.infer<typeof spoolNote>
export type MessageNote = z.infer<typeof messageNote>
export type RecordingNote = z.infer<typeof recordingNote>

const NOTE = '.json'
const SOUND = '.wav'

/**
 * Recordings in the making: `<id>.wav`, and `<id>.json` that says where it belongs, should the engine be killed before it is there. What has no note is
 * nobody's yet: a greeting that was not confirmed, a name that was not kept.
 */
export class Spool {
  readonly folder: string
  readonly #log: EngineLog
  readonly #files: Files
  /** The last step of each: they are taken in order, and nobody waits. */
  readonly #work = new Map<string, Promise<void>>()

  constructor(folder: string, files: Files, log: EngineLog) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.folder = folder
    this.#files = files
    this.#log = log
  }

  soundOf(id: string): string {
    return join(this.folder, id + SOUND)
  }

  note(id: string, note: SpoolNote): void {
    this.#then(id, () => this.#files.write(join(this.folder, id + NOTE), JSON.stringify(note)))
  }

  /** It is where it belongs, or nobody's. */
  forget(id: string): void {
    this.#then(id, () => this.#files.remove(join(this.folder, id + NOTE)))
  }

  /** It is nobody's: its sound goes with its note. */
  discard(id: string): void {
    this.#then(id, () => this.#files.remove(this.soundOf(id)))
    this.forget(id)
  }

  /** Resolves when all is as it should be. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work.values())
  }

  /** What a run that was killed has left: ids with their notes; undefined: nobody's. */
  leftovers(): ReadonlyMap<string, SpoolNote | undefined> {
    const found = new Map<string, SpoolNote | undefined>()
    for (const name of readdirSync(this.folder)) {
      const id = idOf(name)
      if (!found.get(id)) found.set(id, name === id + NOTE ? readNote(join(this.folder, name)) : undefined)
    }
    return found
  }

  /** Whatever is there of it. */
  async clear(id: string): Promise<void> {
    for (const name of readdirSync(this.folder))
      if (idOf(name) === id) await this.#files.remove(join(this.folder, name))
  }

  #then(id: string, step: () => Promise<void>): void {
    const done: Promise<void> = (this.#work.get(id) ?? Promise.resolve())
      .then(step)
      .catch((error: unknown) => this.#log.error({ err: error }, 'where a recording belongs could not be noted'))
      .then(() => {
        if (this.#work.get(id) === done) this.#work.delete(id)
      })
    this.#work.set(id, done)
  }
}

const idOf = (name: string) => name.split('.', 1)[0] ?? ''

function readNote(path: string): SpoolNote | undefined {
  try {
    return spoolNote.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined
  }
}
