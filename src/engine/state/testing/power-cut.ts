import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RowChange, WriteRows } from '../database-writer.ts'
import type { FileSteps } from '../files.ts'
import type { RowTarget } from '../write-queue.ts'

/** Every step after the cut ends in it. */
export class PowerIsGone extends Error {}

/**
 * What a disk does not have to keep of what it was not told to flush. `nothing`: all of it is there. `everything`: files lose the second half, renames
 * and removals never happened.
 */
export type Loses = 'nothing' | 'everything'

/** A disk whose power goes at the n-th step, of files and of commits; a write under way leaves the first half. */
export class PowerCut {
  readonly #atStep: number
  readonly #unflushed = new Set<string>()
  #undo: { readonly folder: string; readonly back: () => void }[] = []
  #step = 0

  constructor(atStep: number) {
    this.#atStep = atStep
  }

  /** The scenario was over before. */
  get cameTooLate(): boolean {
    return this.#step < this.#atStep
  }

  readonly steps: FileSteps = {
    write: async (path, content) => {
      const bytes = content instanceof Uint8Array ? Buffer.from(content) : Buffer.from(Array.from(content).join(''))
      this.#next(() => writeFileSync(path, bytes.subarray(0, bytes.length / 2)))
      writeFileSync(path, bytes)
      this.#unflushed.add(path)
    },
    copy: async (from, to) => {
      const bytes = readFileSync(from)
      this.#next(() => writeFileSync(to, bytes.subarray(0, bytes.length / 2)))
      copyFileSync(from, to)
      this.#unflushed.add(to)
    },
    sync: async (path) => {
      this.#next()
      this.#unflushed.delete(path)
    },
    rename: async (from, to) => {
      this.#next()
      const before = contentOf(to)
      renameSync(from, to)
      if (this.#unflushed.delete(from)) this.#unflushed.add(to)
      this.#undo.push({
        folder: dirname(to),
        back() {
          renameSync(to, from)
          if (before) writeFileSync(to, before)
        },
      })
    },
    remove: async (path) => {
      this.#next()
      const before = contentOf(path)
      rmSync(path, { force: true })
      if (before) this.#undo.push({ folder: dirname(path), back: () => writeFileSync(path, before) })
    },
    syncFolder: async (path) => {
      this.#next()
      this.#undo = this.#undo.filter(({ folder }) => folder !== path)
    },
  }

  /** A commit happens or it does not; SQLite has its own tests for what is between. */
  target(write: WriteRows): RowTarget {
    return {
      write: async (changes: readonly RowChange[]) => {
        this.#next()
        write(changes)
      },
      close: async () => {},
    }
  }

  /** The disk as it is found when the power is back. */
  restore(loses: Loses): void {
    if (loses === 'nothing') return
    for (const path of this.#unflushed) {
      const bytes = contentOf(path)
      if (bytes) truncateSync(path, Math.floor(bytes.length / 2))
    }
    for (const { back } of this.#undo.toReversed()) back()
  }

  #next(leaveTorn: () => void = () => {}): void {
    this.#step++
    if (this.#step === this.#atStep) leaveTorn()
    if (this.#step >= this.#atStep) throw new PowerIsGone('the power is gone')
  }
}

const contentOf = (path: string) => (existsSync(path) ? readFileSync(path) : undefined)
