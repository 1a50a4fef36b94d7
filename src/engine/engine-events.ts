import { randomUUID } from 'node:crypto'
import type { EngineEvent } from './control/contract.ts'
import { Listeners } from './calls/listeners.ts'
import { EventRing } from './control/event-ring.ts'
import type { EngineLog } from './engine-log.ts'

const KEPT = 5_000

export type EngineEvents = ReturnType<typeof createEngineEvents>

/** What the engine has to tell its owner, by the control API, and the operator, in the log. */
export function createEngineEvents(log: EngineLog) {
  const ring = new EventRing<EngineEvent>({
    size: KEPT,
    epoch: randomUUID().slice(0, 8),
    resync: { kind: 'resync' },
    // Five thousand lists of a thousand phones would be more than a gigabyte.
    isWhole: ({ kind }) => kind === 'registrations-changed' || kind === 'trunks-changed',
  })
  const troubles = new Listeners<[message: string]>()
  const publish = (event: EngineEvent) => ring.publish(event)
  const say = (message: string) => {
    publish({ kind: 'problem', message })
    troubles.tell(message)
  }
  return {
    ring,
    publish,
    /** What went wrong, in words for the owner. */
    troubles,
    problem: (message: string) => {
      log.warn({}, message)
      say(message)
    },
    /** The caller's number is for the owner, not for the log. */
    pinShut: (message: string, about: object) => {
      log.warn(about, 'too many wrong PINs')
      say(message)
    },
    /** Whoever is told of trouble by mail has one of its own about it, at once. */
    outsideStopped: (message: string) => {
      log.warn({}, message)
      publish({ kind: 'problem', message })
    },
    /** For those who are not told by mail: it is about mail. */
    mailProblem: (message: string) => {
      log.warn({}, message)
      publish({ kind: 'problem', message })
    },
  }
}
