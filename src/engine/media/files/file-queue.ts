import { type FileHandle, open } from 'node:fs/promises'

/** Writes to one file in order, behind the caller's back. The first failure ends it, and `close` says so. */
export class FileQueue {
  readonly #path: string
  readonly #file: Promise<FileHandle>
  #work: Promise<void> = Promise.resolve()
  #error: string | undefined

  /** `isHeld`: what is in the file stays. */
  constructor(path: string, isHeld: boolean) {
    this.#path = path
    this.#file = open(path, isHeld ? 'r+' : 'w', 0o600) // somebody's voice
    this.#then(() => Promise.resolve())
  }

  /** Why writing failed, as soon as that is known. */
  get error(): string | undefined {
    return this.#error
  }

  write(bytes: Uint8Array, at: number): void {
    this.#then(async (file) => {
      const { bytesWritten } = await file.write(bytes, 0, bytes.length, at)
      // What a header says must be there: a disk that fills up takes a part.
      if (bytesWritten < bytes.length) throw new Error(`only ${bytesWritten} of ${bytes.length} bytes could be written`)
    })
  }

  /** Resolves to the error, if any, once all is on disk. */
  async close(): Promise<string | undefined> {
    // Flushed, so that whoever is told that it is over is told of something that lasts.
    this.#then((file) => file.datasync())
    await this.#work
    await this.#file.then(
      (file) => file.close(),
      () => undefined,
    )
    return this.#error
  }

  #then(step: (file: FileHandle) => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#error !== undefined) return
      try {
        await step(await this.#file)
      } catch (error) {
        this.#error = `cannot record to ${this.#path}: ${error instanceof Error ? error.message : String(error)}`
      }
    })
  }
}
