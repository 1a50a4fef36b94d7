import { statfs } from 'node:fs/promises'
import type { Timers } from '../sip/user-agent-options.ts'
import { folderBytes } from './folder-size.ts'

/** What sound is kept of: calls give way to messages, messages to what the engine itself has to write. */
export type SoundKind = 'recording' | 'message'

/** Whether there is room for sound. */
export interface FreeSpace {
  allows(kind: SoundKind): boolean
  /** `listener` is called once, when there is no room for that kind any more, unless what is returned was called before. */
  whenShort(kind: SoundKind, listener: () => void): () => void
}

/** `low`: no calls are recorded. `full`: no messages are taken either. */
export type DiskState = 'ok' | 'low' | 'full'

/** Bytes that are left free: 200 and 50 MiB unless the engine is told otherwise. */
export interface KeptFree {
  readonly recording: number
  readonly message: number
}

/** A thousand recordings write 32 MB meanwhile. */
const LOOK_EVERY_MS = 2_000
const QUOTA_EVERY_LOOKS = 30
/** There is room again when so much more than that is free: at the edge nothing changes with every file. */
const ROOM_AGAIN = 1.1

export interface DiskWatchOptions {
  readonly folder: string
  readonly keptFree: KeptFree
  readonly timers: Timers
  /** The most that recordings of calls may take, looked at every minute. */
  readonly recordingsQuota?: { readonly folder: string; readonly bytes: number }
  readonly onChange: (state: DiskState) => void
  /** Default: what the file system of `folder` says. */
  readonly freeBytes?: (folder: string) => Promise<number>
}

/** Looks every 2 s how much is free. A file system that cannot say has room until writing fails. */
export class DiskWatch implements FreeSpace {
  readonly #options: DiskWatchOptions
  readonly #listeners = new Map<() => void, SoundKind>()
  #state: DiskState = 'ok'
  #freeBytes: number | null = null
  #isQuotaUsedUp = false
  #looks = 0
  #cancel: (() => void) | undefined
  #isClosed = false

  constructor(options: DiskWatchOptions) {
    this.#options = options
  }

  get state(): DiskState {
    return this.#state
  }

  /** At the last look; null: not known. */
  get freeBytes(): number | null {
    return this.#freeBytes
  }

  /** Recordings of calls take all that they may. */
  get isQuotaUsedUp(): boolean {
    return this.#isQuotaUsedUp
  }

  /** The first look; others follow until `close`. */
  async start(): Promise<void> {
    await this.#look()
    if (this.#looks++ % QUOTA_EVERY_LOOKS === 0) await this.#measure()
    if (!this.#isClosed) this.#cancel = this.#options.timers.after(LOOK_EVERY_MS, () => void this.start())
  }

  close(): void {
    this.#isClosed = true
    this.#cancel?.()
  }

  allows(kind: SoundKind): boolean {
    if (kind === 'message') return this.#state !== 'full'
    return this.#state === 'ok' && !this.#isQuotaUsedUp
  }

  whenShort(kind: SoundKind, listener: () => void): () => void {
    this.#listeners.set(listener, kind)
    return () => void this.#listeners.delete(listener)
  }

  async #look(): Promise<void> {
    const { folder, freeBytes = freeBytesOf } = this.#options
    this.#freeBytes = await freeBytes(folder).catch(() => null)
    const state = this.#stateNow()
    if (state === this.#state || this.#isClosed) return
    this.#state = state
    this.#changed()
  }

  async #measure(): Promise<void> {
    const { recordingsQuota: quota } = this.#options
    if (!quota) return
    const isUsedUp = (await folderBytes(quota.folder)) >= quota.bytes
    if (isUsedUp === this.#isQuotaUsedUp || this.#isClosed) return
    this.#isQuotaUsedUp = isUsedUp
    this.#changed()
  }

  #changed(): void {
    this.#options.onChange(this.#state)
    for (const [listener, kind] of this.#listeners) {
      if (this.allows(kind)) continue
      this.#listeners.delete(listener)
      listener()
    }
  }

  #stateNow(): DiskState {
    const free = this.#freeBytes
    if (free === null) return 'ok'
    const { message, recording } = this.#options.keptFree
    if (free < message * (this.#state === 'full' ? ROOM_AGAIN : 1)) return 'full'
    return free < recording * (this.#state === 'ok' ? 1 : ROOM_AGAIN) ? 'low' : 'ok'
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
