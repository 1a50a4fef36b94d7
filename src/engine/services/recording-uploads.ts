import { createReadStream, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecordingOutcome } from '../../callflow/run/operation.ts'
import type { EngineLog } from '../engine-log.ts'
import type { Timers } from '../sip/user-agent-options.ts'
import { durableFiles, type Files } from '../state/files.ts'
import type { AddressRule } from './address-rule.ts'
import { webRequest } from './web-client.ts'

/** One complete recording on its way to a web server (M44). */
export interface RecordingUpload {
  readonly callId: string
  /** Of the file in the recordings folder. */
  readonly name: string
  readonly url: string
  readonly method: 'put' | 'post'
  readonly label: string
}

export interface RecordingUploadsOptions {
  readonly folder: string
  readonly timers: Timers
  readonly log: EngineLog
  /** Where recordings may be sent now; undefined: everywhere. */
  readonly rule: () => AddressRule | undefined
  readonly files?: Files
  /** Milliseconds before the second, third ... try; after the last one the file stays here. */
  readonly backoffMs?: readonly number[]
}

const DEFAULT_BACKOFF_MS = [1_000, 5_000, 30_000, 120_000, 600_000]
const MAX_AT_ONCE = 4
const MAX_WAITING = 1_000
const MAX_BYTES = 1024 ** 3
const TIMEOUT_MS = 60_000
/** A slow line may take this long for a MiB on top. */
const TIMEOUT_PER_MIB_MS = 30_000
/** Beside the file, as long as it is to be sent: another start of the engine goes on with it. */
const NOTE = '.upload.json'

/** Where it is noted that a recording is to be sent. */
export const uploadNoteOf = (folder: string, name: string): string => join(folder, name + NOTE)

type Say = (outcome: RecordingOutcome) => void

/**
 * Sends recordings to where their steps say, a few at a time, and again after a while when that fails: six times in all, over a quarter of an hour. A
 * file is deleted when the server has taken it (2xx), and stays for good when it never does. Answers that another try would not change (most of 3xx and
 * 4xx: redirects are not followed) end it at once.
 */
export class RecordingUploads {
  readonly #options: RecordingUploadsOptions
  readonly #backoffMs: readonly number[]
  readonly #files: Files
  readonly #ready: (() => void)[] = []
  readonly #stop = new AbortController()
  #running = 0
  #pending = 0

  constructor(options: RecordingUploadsOptions) {
    this.#options = options
    this.#backoffMs = options.backoffMs ?? DEFAULT_BACKOFF_MS
    this.#files = options.files ?? durableFiles()
  }

  /** `say` hears of the end, once. Returns at once. */
  send(upload: RecordingUpload, say: Say): void {
    if (this.#pending >= MAX_WAITING) {
      this.#failed(upload, say, `${MAX_WAITING} recordings are waiting to be sent already`, 0)
      return
    }
    this.#pending++
    this.#files.write(this.#noteOf(upload.name), JSON.stringify(upload)).then(
      () => this.#enqueue(upload, say, 1),
      (error: unknown) => {
        // Without the note it is sent all the same, only not by another start of the engine.
        this.#options.log.error({ callId: upload.callId, err: error }, 'an upload could not be noted')
        this.#enqueue(upload, say, 1)
      },
    )
  }

  /** What an earlier run of the engine left unsent. */
  resume(): void {
    for (const note of readdirSync(this.#options.folder).filter((name) => name.endsWith(NOTE))) {
      const upload = readNote(join(this.#options.folder, note))
      if (upload && existsSync(join(this.#options.folder, upload.name))) this.send(upload, () => {})
      else rmSync(join(this.#options.folder, note), { force: true })
    }
  }

  /** Running requests are broken off; their notes stay for the next start. */
  close(): void {
    this.#stop.abort()
    this.#ready.length = 0
  }

  #enqueue(upload: RecordingUpload, say: Say, tries: number): void {
    if (this.#stop.signal.aborted) return
    this.#ready.push(() => void this.#try(upload, say, tries))
    this.#next()
  }

  #next(): void {
    while (this.#running < MAX_AT_ONCE) {
      const start = this.#ready.shift()
      if (!start) return
      this.#running++
      start()
    }
  }

  async #try(upload: RecordingUpload, say: Say, tries: number): Promise<void> {
    const answer = await this.#request(upload)
    this.#running--
    this.#next()
    if (this.#stop.signal.aborted) return
    if (answer.ok && isTaken(answer.status)) {
      await this.#over(upload)
      await this.#remove(join(this.#options.folder, upload.name))
      say({ outcome: 'sent', status: answer.status, tries })
      return
    }
    const why = answer.ok ? `the server answered ${answer.status}` : answer.error
    const delayMs = this.#backoffMs[tries - 1]
    const isFinal = answer.ok ? isRefused(answer.status) : answer.isHopeless
    if (delayMs === undefined || isFinal) {
      await this.#over(upload)
      this.#failed(upload, say, why, tries)
      return
    }
    this.#options.timers.after(delayMs, () => this.#enqueue(upload, say, tries + 1))
  }

  async #request({ callId, name, url, method, label }: RecordingUpload): Promise<Answer> {
    const path = join(this.#options.folder, name)
    let sizeBytes: number
    try {
      sizeBytes = (await stat(path)).size
    } catch {
      return { ok: false, error: 'the file is gone', isHopeless: true }
    }
    if (sizeBytes > MAX_BYTES)
      return { ok: false, error: `the file is larger than ${MAX_BYTES} bytes`, isHopeless: true }
    const rule = this.#options.rule()
    const answer = await webRequest({
      url,
      method,
      headers: {
        'Content-Type': name.endsWith('.opus') ? 'audio/ogg' : 'audio/wav',
        'X-Callwright-Call-Id': callId,
        ...(label === '' ? {} : { 'X-Callwright-Label': encodeURIComponent(label.toWellFormed()) }),
      },
      body: { sizeBytes, open: () => createReadStream(path) },
      timeoutMs: TIMEOUT_MS + Math.ceil(sizeBytes / 1024 ** 2) * TIMEOUT_PER_MIB_MS,
      maxAnswerBytes: 0,
      signal: this.#stop.signal,
      ...(rule ? { rule } : {}),
    })
    return answer.ok ? answer : { ...answer, isHopeless: false }
  }

  async #over(upload: RecordingUpload): Promise<void> {
    this.#pending--
    await this.#remove(this.#noteOf(upload.name))
  }

  /** What stays is sent again by the next start. */
  async #remove(path: string): Promise<void> {
    await rm(path, { force: true }).catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'what belongs to a recording that was sent could not be removed')
    })
  }

  #failed({ callId, name }: RecordingUpload, say: Say, why: string, tries: number): void {
    this.#options.log.warn({ callId, name, why, tries }, 'a recording could not be sent: it stays here')
    say({ outcome: 'not-sent', why, tries })
  }

  #noteOf(name: string): string {
    return uploadNoteOf(this.#options.folder, name)
  }
}

type Answer =
  | { readonly ok: true; readonly status: number }
  | { readonly ok: false; readonly error: string; readonly isHopeless: boolean }

const isTaken = (status: number) => status >= 200 && status < 300

/** Too early, too many, too slow may be otherwise in a minute; so may a server's own troubles. */
const isRefused = (status: number) => status >= 300 && status < 500 && ![408, 425, 429].includes(status)

/** A file of our own; a half-written one is none. */
function readNote(path: string): RecordingUpload | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const isOurs =
      typeof note === 'object' &&
      note !== null &&
      ['callId', 'name', 'url', 'method', 'label'].every((key) => typeof Reflect.get(note, key) === 'string') &&
      /^[A-Za-z0-9 ._-]{1,200}$/.test(String(Reflect.get(note, 'name')))
    return isOurs ? (note as RecordingUpload) : undefined // its keys were looked at
  } catch {
    return undefined
  }
}
