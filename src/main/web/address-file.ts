import { rmSync } from 'node:fs'
import { writeWhole } from '../../engine/control/whole-file.ts'

/** A file only its owner can read that always holds an address which opens the app: what was printed at the start is worth nothing once used. */
export class AddressFile {
  readonly #file: string
  readonly #makeCode: () => string
  readonly #addressOf: (code: string) => string
  #code = ''

  constructor(file: string, makeCode: () => string, addressOf: (code: string) => string) {
    this.#file = file
    this.#makeCode = makeCode
    this.#addressOf = addressOf
    this.#write()
  }

  /** A code let somebody in; when it was the one in the file, another takes its place. */
  used(code: string): void {
    if (code === this.#code) this.#write()
  }

  remove(): void {
    rmSync(this.#file, { force: true })
  }

  #write(): void {
    this.#code = this.#makeCode()
    writeWhole(this.#file, `${this.#addressOf(this.#code)}\n`)
  }
}
