import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { admit } from '../../callflow/numbering/admit.ts'
import { callerAtDevice } from '../../callflow/numbering/caller-at-device.ts'
import { callerFromOutside } from '../../callflow/numbering/outside-caller.ts'
import { type Conduct, type PhoneState, phoneStates, playThrough } from '../../callflow/rehearse/play-through.ts'
import type { Caller } from '../../callflow/run/script.ts'
import { asJson, type CommandResult, UsageError } from './command.ts'
import { type DataDir, loadDesign, refusedLine } from './design-source.ts'
import { traceLines } from './trace-lines.ts'

export interface RunOptions {
  readonly dial: string
  /** An extension of the design, or an outside number; somebody who may dial the number when absent. */
  readonly from?: string | undefined
  /** ISO 8601 with offset; the present when absent. */
  readonly at?: string | undefined
  /** Comma-separated, one part a prompt. */
  readonly keys: string
  /** `1001=busy`. */
  readonly phones: readonly string[]
  readonly otherwise: string
  readonly json: boolean
  readonly dataDir: DataDir
}

/** `callwright run DESIGN --dial NUMBER ...`: plays one call through and prints its trace. Exit code 1 when the call went wrong. */
export function runCommand(path: string, options: RunOptions): CommandResult {
  const { design, refused, notes: more } = loadDesign(path, options.dataDir)
  const notes = [...refused.map(refusedLine), ...more]
  const conduct: Conduct = {
    keys: options.keys === '' ? [] : options.keys.split(',').map(keysOf),
    phones: Object.fromEntries(options.phones.map(phoneOf)),
    otherPhones: phoneState(options.otherwise),
  }
  const { dial, from } = options
  const caller = from === undefined ? anyCallerOf(dial, design) : callerOf(from, design)
  const setup = { dialled: dial, caller, startMs: startOf(options.at) }
  const { trace, ended, question } = playThrough(design, setup, conduct)
  // A number that nothing answers: the call begins and ends.
  const wasAnswered = trace.some(({ kind }) => kind !== 'call-started' && kind !== 'call-ended')
  const wentWell = wasAnswered && ended !== undefined && wellEnded.has(ended.reason)
  const exitCode = wentWell ? 0 : 1
  if (options.json) return { output: asJson({ trace, ended: ended ?? null }), exitCode, notes }
  const lines = traceLines(trace, design)
  const last = ended
    ? `${ended.reason}${ended.message ? `: ${ended.message}` : ''}`
    : `stopped at ${question?.operation.kind ?? 'a question'}`
  return { output: `${[...lines, `        ends: ${last}`].join('\n')}\n`, exitCode, notes }
}

const wellEnded: ReadonlySet<string> = new Set(['talked', 'left-message', 'hung-up', 'responded', 'caller-gone'])

function callerOf(from: string, design: DesignSnapshot): Caller {
  const user = design.list('user').find(({ extension }) => extension !== '' && extension === from)
  const device = design.list('device').find(({ ownerId }) => ownerId === user?.id)
  if (!user || !device) return callerFromOutside(design, { name: '', number: from })
  return callerAtDevice(design, device, () => undefined)
}

/** From outside, or from some phone of the company when only those reach the number (ADR 58). */
function anyCallerOf(dialled: string, design: DesignSnapshot): Caller {
  const number = '+15555550100'
  const stranger: Caller = { name: '', number, origin: { kind: 'trunk' } }
  const colleague: Caller = { ...stranger, origin: { kind: 'device', deviceId: '' } }
  const isForAll = admit(design, stranger, dialled).kind === 'flow'
  return isForAll || admit(design, colleague, dialled).kind === 'refused' ? stranger : colleague
}

function startOf(at: string | undefined): number {
  const startMs = at === undefined ? Date.now() : Date.parse(at)
  if (Number.isNaN(startMs))
    throw new UsageError(`--at ${at}: expected a date and time such as 2026-11-23T10:00:00-08:00`)
  return startMs
}

function keysOf(keys: string): string {
  if (!/^[0-9*#]{0,32}$/.test(keys)) throw new UsageError(`--keys ${keys}: up to 32 of 0-9, * and # a prompt`)
  return keys
}

function phoneOf(text: string): [string, PhoneState] {
  const [phone = '', state = ''] = text.split('=')
  if (phone === '') throw new UsageError(`--phone ${text}: expected EXTENSION=STATE`)
  return [phone, phoneState(state)]
}

function phoneState(text: string): PhoneState {
  const state = phoneStates.find((each) => each === text)
  if (!state) throw new UsageError(`"${text}" is no state of a phone: expected ${phoneStates.join(', ')}`)
  return state
}
