import type { Call } from './call.ts'

/** Somebody in a call, as they are shown. */
export interface Party {
  readonly name: string
  readonly number: string
}

/** Who of the house is on which call, and with whom. */
export class PeopleOnCalls {
  readonly #byCall = new Map<string, ReadonlyMap<string, Party>>()
  readonly #onChanged: (userIds: readonly string[]) => void

  constructor(onChanged: (userIds: readonly string[]) => void) {
    this.#onChanged = onChanged
  }

  /** Told of every change of a call; tells on when somebody came or went. */
  changed(call: Call): void {
    const before = this.#byCall.get(call.callId)
    const now = peopleOf(call)
    this.#byCall.set(call.callId, now)
    const others = [...now.keys(), ...(before?.keys() ?? [])].filter((id) => now.has(id) !== (before?.has(id) ?? false))
    if (others.length > 0) this.#onChanged(others)
  }

  ended(callId: string): void {
    const before = this.#byCall.get(callId)
    this.#byCall.delete(callId)
    if (before && before.size > 0) this.#onChanged([...before.keys()])
  }

  all(): ReadonlyMap<string, Party> {
    return new Map([...this.#byCall.values()].flatMap((people) => [...people]))
  }
}

/** Each with whom they talk to: the called one with the caller, the caller with what was dialled. */
function peopleOf({ caller, callee, who, subject }: Call): ReadonlyMap<string, Party> {
  const people = new Map<string, Party>()
  if (callee?.userId !== undefined) people.set(callee.userId, { name: who.name, number: who.number })
  if (caller.userId !== undefined) people.set(caller.userId, { name: '', number: subject.dialled })
  return people
}
