import { keys, keysOf, type Person, type PhoneDialog } from './lamp.ts'

/** What all phones do, by call. */
export class PhoneTable {
  readonly #byCall = new Map<string, readonly PhoneDialog[]>()
  /** Calls by what they touch. */
  readonly #callsOf = new Map<string, Set<string>>()

  /** Calls, and whom they touch. */
  get size(): number {
    return this.#byCall.size + this.#callsOf.size
  }

  /** Returns the keys of whom that changes something for; an empty list ends the call. */
  set(callId: string, dialogs: readonly PhoneDialog[]): ReadonlySet<string> {
    const before = this.#byCall.get(callId) ?? []
    const was = new Set(before.map(written))
    const is = new Set(dialogs.map(written))
    const changed = [
      ...before.filter((each) => !is.has(written(each))),
      ...dialogs.filter((each) => !was.has(written(each))),
    ]
    if (changed.length === 0) return none
    for (const key of keysOfAll(before)) this.#forget(key, callId)
    for (const key of keysOfAll(dialogs)) this.#remember(key, callId)
    if (dialogs.length > 0) this.#byCall.set(callId, dialogs)
    else this.#byCall.delete(callId)
    return keysOfAll(changed)
  }

  /** Of one device at several contacts, the one that got furthest. */
  of(person: Person): readonly PhoneDialog[] {
    const found = new Map<string, PhoneDialog>()
    for (const callId of this.#callIdsOf(person)) {
      for (const dialog of this.#byCall.get(callId) ?? []) {
        if (!isAt(dialog, person)) continue
        const other = found.get(dialog.id)
        if (!other || furtherness[dialog.state] > furtherness[other.state]) found.set(dialog.id, dialog)
      }
    }
    return [...found.values()]
  }

  #callIdsOf(person: Person): ReadonlySet<string> {
    const callIds = keysOf(person).map((key) => this.#callsOf.get(key) ?? none)
    return new Set(callIds.flatMap((each) => [...each]))
  }

  #remember(key: string, callId: string): void {
    const known = this.#callsOf.get(key)
    if (known) known.add(callId)
    else this.#callsOf.set(key, new Set([callId]))
  }

  #forget(key: string, callId: string): void {
    const known = this.#callsOf.get(key)
    known?.delete(callId)
    if (known?.size === 0) this.#callsOf.delete(key)
  }
}

const none: ReadonlySet<string> = new Set()
const furtherness = { trying: 0, early: 1, confirmed: 2 } as const
const written = (dialog: PhoneDialog) => JSON.stringify(dialog)

const keysOfAll = (dialogs: readonly PhoneDialog[]): ReadonlySet<string> =>
  new Set(
    dialogs.flatMap(({ deviceId, userId }) => [
      keys.device(deviceId),
      ...(userId === undefined ? [] : [keys.user(userId)]),
    ]),
  )

const isAt = ({ deviceId, userId }: PhoneDialog, person: Person) =>
  person.deviceIds.includes(deviceId) || (userId !== undefined && userId === person.userId)
