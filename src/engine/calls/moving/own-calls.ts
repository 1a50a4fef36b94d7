import type { Caller } from '../../../callflow/run/script.ts'
import type { Call } from '../call.ts'
import type { CallWorld } from '../call-world.ts'
import type { Leg } from '../leg.ts'
import { isSamePerson, whoIs } from '../transfer/who-is.ts'

/** A conversation of somebody, and which leg of it is theirs. */
export interface OwnCall {
  readonly call: Call
  readonly mine: Leg
  readonly other: Leg
}

/** Conversations of whoever it is that `isMine` knows, the oldest first. */
export function ownCalls({ liveCalls }: CallWorld, isMine: (call: Call, leg: Leg) => boolean): readonly OwnCall[] {
  const found: OwnCall[] = []
  for (const call of liveCalls()) {
    const { caller, callee } = call
    if (!callee || call.otherThan(caller) !== callee) continue
    if (isMine(call, caller)) found.push({ call, mine: caller, other: callee })
    else if (isMine(call, callee)) found.push({ call, mine: callee, other: caller })
  }
  return found
}

/** For `ownCalls`: at the phone of that person, or at another of theirs. */
export const ofPerson = (who: Caller) => (call: Call, leg: Leg) => isSamePerson(whoIs(call, leg), who)

/** For `ownCalls`: whichever of their phones it is. */
export const ofUser = (userId: string) => (_call: Call, leg: Leg) => leg.userId === userId
