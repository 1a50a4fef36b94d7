import type { OperationOf, ResultOf, SupervisionManner } from '../../../callflow/run/operation.ts'
import type { Caller } from '../../../callflow/run/script.ts'
import type { Call } from '../call.ts'
import { ClickLeg } from '../click-leg.ts'
import type { Leg } from '../leg.ts'
import { orGone, whileThere } from '../line.ts'
import { whoIs } from '../transfer/who-is.ts'
import { findWatched } from './find-watched.ts'

type Supervise = OperationOf<'supervise'>
type Supervised = ResultOf<'supervise'>

/** What a call that listens in is about, and how it does now. */
export class Supervision {
  readonly at: Leg
  readonly #ear: Leg
  readonly #who: Caller
  readonly #onChanged: () => void
  #manner: SupervisionManner

  constructor(about: { at: Leg; ear: Leg; who: Caller; manner: SupervisionManner; onChanged: () => void }) {
    this.at = about.at
    this.#ear = about.ear
    this.#who = about.who
    this.#manner = about.manner
    this.#onChanged = about.onChanged
    this.#tell(this.#manner)
  }

  get manner(): SupervisionManner {
    return this.#manner
  }

  change(manner: SupervisionManner): void {
    if (manner === this.#manner) return
    this.#manner = manner
    this.#tell(manner)
  }

  end(): void {
    this.at.watchers.remove(this.#ear)
    this.#note('ended')
  }

  #tell(manner: SupervisionManner): void {
    this.at.watchers.set({ ear: this.#ear, who: this.#who, manner })
    this.#note(manner)
  }

  /** Whoever looks at the call that is listened to sees by whom. */
  #note(manner: SupervisionManner | 'ended'): void {
    const { call } = this.at
    call?.observe({ atMs: call.elapsedMs(), kind: 'supervised', by: this.#who, at: this.at.label, manner })
    call?.announce()
    this.#onChanged()
  }
}

/** Who asks hears the conversation in question until that phone has left it or they hang up themselves. The call it belongs to is none the worse for it. */
export async function supervise(call: Call, operation: Supervise): Promise<Supervised> {
  const ear = call.caller instanceof ClickLeg ? call.callee : call.caller
  if (!ear) return { outcome: 'no-call' }
  const who = call.caller instanceof ClickLeg ? whoIs(call, ear) : call.who
  const found = findWatched(call.world.liveCalls(), operation, who)
  if ('outcome' in found) return found
  await orGone(call.place, ear.answer())
  await orGone(call.place, ear.open())
  if (found.at.isGone) return { outcome: 'no-call' }
  call.history.listensTo(found.call.callId, found.at.label)
  return whileThere<Supervised>(call.place, (settle) => {
    const { manner } = operation
    const supervision = new Supervision({ at: found.at, ear, who, manner, onChanged: () => call.announce() })
    call.supervision = supervision
    const over = () => settle({ outcome: 'ended' })
    const stops = [
      found.at.onGone(over),
      ear.onGone(over),
      ear.keys.onKey((key) => {
        const wanted = mannerOf.get(key)
        if (wanted) supervision.change(wanted)
        return wanted !== undefined
      }),
    ]
    return () => {
      for (const stop of stops) stop()
      call.supervision = undefined
      supervision.end()
    }
  })
}

/** As Asterisk's ChanSpy has them. */
const mannerOf = new Map<string, SupervisionManner>([
  ['4', 'listen'],
  ['5', 'whisper'],
  ['6', 'barge'],
])
