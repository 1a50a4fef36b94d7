import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Caller } from '../../../src/callflow/run/script.ts'
import type { DriverOperation, OperationOf, ResultOf } from '../../../src/callflow/run/operation.ts'
import type { TraceEvent } from '../../../src/callflow/run/trace.ts'
import { CallBed } from '../../../src/engine/calls/testing/call-bed.ts'
import type { SimParty } from '../../../src/engine/calls/testing/sim-party.ts'
import type { Decision } from './decisions.ts'
import { LivePlace } from './live-place.ts'
import type { OtherCall } from './other-calls.ts'
import { ScriptedPeople } from './people.ts'
import type { Scenario } from './scenario.ts'

/** Speech and sounds of the web: silent media plays any file. */
const spoken = join(tmpdir(), 'spoken.wav')

const promptsFolder = fileURLToPath(new URL('../../../resources/prompts', import.meta.url))

/** Longer than the rehearsal took, by so much, no call may last. */
const MARGIN_MS = 60_000
/** What an INVITE takes until the call begins: a phone is asked for its password first. */
const ARRIVES_MS = { device: 30, trunk: 10 } as const
/** Before the call, for what others do; and for how long those waited who were served before. */
const leadMs = ({ setup }: Scenario): number =>
  10_000 + Math.max(0, ...(setup.world?.waiting ?? []).map(({ averageWaitMs = 0 }) => averageWaitMs))

/** So long a disk is waited for, really. */
const DISK_MS = 10_000

export interface LiveCallMade {
  /** What the engine traced, up to the question that no choice is left for. */
  readonly trace: readonly TraceEvent[]
  readonly errors: readonly unknown[]
}

/** Makes the call of a scenario through the switchboard. */
export async function callLive(
  scenario: Scenario,
  decisions: readonly Decision[],
  others: readonly OtherCall[],
): Promise<LiveCallMade> {
  const { setup, design } = scenario
  const dice = scenario.rehearsal.trace.flatMap((event) =>
    event.kind === 'result' && event.operation === 'random' && 'values' in event.result ? event.result.values : [],
  )
  let people: ScriptedPeople | undefined
  const bed: CallBed = await new CallBed([...design.documents()], 100, {
    startMs: setup.startMs - leadMs(scenario),
    promptsFolder,
    made: { make: () => Promise.resolve({ ok: true, path: spoken }) },
    instead: {
      random: () => Number(dice.shift() ?? 0.5),
      mail: { notify: () => Promise.resolve(notified(people?.deciding)), missedCall: () => {}, emergency: () => {} },
      web: { perform: (_callId: string, asking) => webAnswers(bed, asking, people?.deciding) },
    },
  }).start()
  try {
    const place = await LivePlace.open(bed, scenario)
    people = new ScriptedPeople(bed, scenario, place, decisions)
    await place.prepare(decisions, others)
    await bed.clock.advance(setup.startMs - ARRIVES_MS[setup.caller.origin.kind] - bed.clock.now())
    return await new Following(bed, scenario, people).call(place.caller)
  } finally {
    await bed.close()
  }
}

class Following {
  readonly #bed: CallBed
  readonly #scenario: Scenario
  readonly #people: ScriptedPeople
  readonly #trace: TraceEvent[] = []
  #callId: string | undefined

  constructor(bed: CallBed, scenario: Scenario, people: ScriptedPeople) {
    this.#bed = bed
    this.#scenario = scenario
    this.#people = people
    const known = new Set(bed.switchboard.list().map(({ callId }) => callId))
    bed.onTrace = (event, callId) => {
      if (!known.has(callId)) this.#callId ??= callId
      if (callId === this.#callId) this.#on(event)
    }
  }

  async call(caller: SimParty): Promise<LiveCallMade> {
    const { setup, rehearsal } = this.#scenario
    const { clock } = this.#bed
    this.#people.calls(caller.call(setup.dialled.replaceAll('#', '%23'), headersOf(setup.caller)).session)
    const untilMs = clock.now() + rehearsal.atMs + MARGIN_MS
    let waitsUntilMs = 0
    while (!this.#isOver) {
      await new Promise((resolve) => setImmediate(resolve))
      if (this.#isOver) break
      if (this.#waitsForDisk) {
        waitsUntilMs ||= performance.now() + DISK_MS
        if (performance.now() < waitsUntilMs) continue
      }
      waitsUntilMs = 0
      const nextMs = clock.nextInMs
      if (nextMs === undefined || clock.now() + nextMs > untilMs) break
      await clock.advance(nextMs)
    }
    return { trace: this.#trace, errors: this.#bed.errors }
  }

  get #isOver(): boolean {
    return this.#people.isOutOfChoices || this.#trace.at(-1)?.kind === 'call-ended'
  }

  /** What needs nobody and no time is done by the engine itself, with files. */
  get #waitsForDisk(): boolean {
    const last = this.#trace.at(-1)
    if (this.#people.isOnDisk) return true
    return last?.kind === 'operation' && onDisk.has(last.operation.kind)
  }

  #on(event: TraceEvent): void {
    if (this.#people.isOutOfChoices) return
    this.#trace.push(event)
    if (event.kind === 'operation') this.#people.asked(event.operation as DriverOperation) // edits of the call are not asked about
    if (event.kind === 'result') this.#people.performed()
  }
}

const onDisk: ReadonlySet<string> = new Set<DriverOperation['kind']>([
  'start-recording',
  'save-message',
  'update-message',
  'keep-recording',
  'forget-kept',
  'discard-recording',
  'list-messages',
  'read-mailbox',
])

/** What a phone or a carrier says of the caller. */
function headersOf({ name, number, isWithheld, asserted, origin }: Caller) {
  const privacy = isWithheld ? [['Privacy', 'id'] as const] : []
  if (origin.kind === 'device') return { headers: privacy }
  const user = (asserted ?? number).replaceAll('#', '%23')
  const shown = isWithheld ? '' : `"${name.replaceAll(/["\\]/g, '\\$&')}" `
  return {
    headers: [
      ['P-Asserted-Identity', `${shown}<sip:${user === '' ? '' : `${user}@`}carrier.test>`] as const,
      ...privacy,
    ],
  }
}

function notified(decision: Decision | undefined): ResultOf<'notify-message'> {
  return { outcome: decision?.choiceId === 'sent' ? 'sent' : 'not-sent' }
}

/** As was chosen, after as long. */
function webAnswers(
  bed: CallBed,
  _asking: OperationOf<'http-request'>,
  decision: Decision | undefined,
): Promise<ResultOf<'http-request'>> {
  const result = decision?.result as ResultOf<'http-request'> | undefined // of the operation that was asked
  return new Promise((resolve) =>
    bed.clock.after(decision?.durationMs ?? 0, () => resolve(result ?? { outcome: 'failed' })),
  )
}
