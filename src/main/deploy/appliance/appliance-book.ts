import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { pairedRoles, type PairedRole } from '../../../engine/control/access-contract.ts'
import { writeWhole } from '../../../engine/control/whole-file.ts'
import { type TargetColour, targetColours } from '../../api/target-contract.ts'
import { openText, sealText } from '../../keys/sealed-text.ts'

const keptSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(64),
  colour: z.enum(targetColours),
  url: z.url(),
  fingerprint: z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
  role: z.enum(pairedRoles),
  /** Sealed with the key of this machine's user. */
  token: z.string().max(2_000),
})
export type KeptAppliance = z.infer<typeof keptSchema>

export interface NewAppliance {
  readonly name: string
  readonly colour: TargetColour
  readonly url: string
  readonly fingerprint: string
  readonly role: PairedRole
  readonly token: string
}

const FILE = 'appliances.json'

/** The appliances that this app was paired with, in its data folder. Tokens are sealed: a copy of the file opens nothing. */
export class ApplianceBook {
  readonly #file: string
  readonly #key: () => Uint8Array
  #kept: readonly KeptAppliance[]

  constructor(dataDir: string, key: () => Uint8Array) {
    this.#file = join(dataDir, FILE)
    this.#key = key
    this.#kept = readKept(this.#file)
  }

  list(): readonly KeptAppliance[] {
    return this.#kept
  }

  add({ token, ...about }: NewAppliance): KeptAppliance {
    const id = `appliance-${randomUUID().slice(0, 8)}`
    const kept = { id, ...about, token: sealText(this.#key(), token, placeOf({ id, ...about })) }
    this.#write([...this.#kept, kept])
    return kept
  }

  change(id: string, fields: Pick<KeptAppliance, 'name' | 'colour'>): void {
    this.#write(this.#kept.map((each) => (each.id === id ? { ...each, ...fields } : each)))
  }

  remove(id: string): void {
    this.#write(this.#kept.filter((each) => each.id !== id))
  }

  /** Undefined: it was sealed with another key, on another computer or by another user, or the address beside it was altered. */
  tokenOf(kept: KeptAppliance): string | undefined {
    return openText(this.#key(), kept.token, placeOf(kept))
  }

  #write(kept: readonly KeptAppliance[]): void {
    writeWhole(this.#file, JSON.stringify(kept, null, 2))
    this.#kept = kept
  }
}

/** A token goes to the address and the certificate that it was made for, and nowhere else. */
const placeOf = ({ id, url, fingerprint }: Pick<KeptAppliance, 'id' | 'url' | 'fingerprint'>): Buffer =>
  Buffer.from(`appliance\n${id}\n${url}\n${fingerprint}`)

/** What cannot be read is set aside rather than written over. */
function readKept(file: string): readonly KeptAppliance[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  try {
    return z.array(keptSchema).max(1_000).parse(JSON.parse(text))
  } catch {
    renameSync(file, `${file}.damaged`)
    return []
  }
}
