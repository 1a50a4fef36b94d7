import type { Caller } from '../../../callflow/run/script.ts'
import type { Call } from '../call.ts'
import type { Leg } from '../leg.ts'
import { isSamePerson, whoIs } from '../transfer/who-is.ts'

/** A conversation of somebody, and which leg of it is theirs. */
export interface OwnCall {
  readonly call: Call
  readonly mine: Leg
  readonly other: Leg
}

/** Conversations, other than `except`, of whoever it is that `isMine` knows. */
export function ownCalls(except: Call, isMine: (call: Call, leg: Leg) => boolean): readonly OwnCall[] {
  const found: OwnCall[] = []
  for (const call of except.world.liveCalls()) {
    const { caller, callee } = call
    if (call === except || !callee || call.otherThan(caller) !== callee) continue
    if (isMine(call, caller)) found.push({ call, mine: caller, other: callee })
    else if (isMine(call, callee)) found.push({ call, mine: callee, other: caller })
  }
  return found
}

/** For `ownCalls`: at the phone of that person, or at another of theirs. */
export const ofPerson = (who: Caller) => (call: Call, leg: Leg) => isSamePerson(whoIs(call, leg), who)

/** For `ownCalls`: whichever of their phones it is. */
export const ofUser = (userId: string) => (_call: Call, leg: Leg) => leg.userId === userId
