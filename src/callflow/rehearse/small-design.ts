import {
  type Account,
  type Callflow,
  type Document,
  type DocumentOf,
  type FlowNode,
  makeDocument,
} from '../design/document.ts'
import { makeExtension, step } from '../design/extension.ts'
import { stackPosition } from '../design/layout.ts'
import { type DesignSnapshot, snapshotOf } from '../design/snapshot.ts'
import type { OperationKind, OperationOf } from '../run/operation.ts'
import type { Caller } from '../run/script.ts'
import { pathOf } from '../run/trace.ts'
import { choose, type Rehearsal, type RehearsalSetup, startRehearsal } from './rehearsal.ts'

/** Support for tests: small designs, calls through them, and what the calls did. */

export interface FlowDrawing {
  /** Settings by node; the first node is the entry. A key is the node's id, its type before a `:` (`voicemail:sales`) or all of it. */
  readonly nodes: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** `from branch to`, e.g. `menu 1 sales`. */
  readonly wires?: readonly string[]
  readonly id?: string
  readonly numbers?: readonly string[]
}

export function drawFlow({ nodes, wires, id, numbers }: FlowDrawing): Callflow {
  const drawn = Object.entries(nodes).map(([key, settings], row): FlowNode => {
    const type = key.split(':')[0] ?? key
    return step(idOf(key), type, settings, stackPosition(row))
  })
  return makeDocument('callflow', {
    id: id ?? 'flow',
    name: id ?? 'flow',
    numbers: [...(numbers ?? [])],
    entry: drawn[0]?.id ?? null,
    nodes: Object.fromEntries(drawn.map((node) => [node.id, node])),
    wires: (wires ?? []).map((text) => {
      const [from = '', branch = '', to = ''] = text.split(' ')
      return { from: idOf(from), branch, to: idOf(to) }
    }),
  })
}

/** A step with `_` wired to a hang-up. */
export const oneStep = (type: string, settings: Readonly<Record<string, unknown>>): Callflow =>
  drawFlow({ nodes: { [type]: settings, 'hang-up': {} }, wires: [`${type} _ hang-up`] })

const idOf = (key: string) => key.replace(':', '-')

/** Three colleagues with desk phones: `user-1001`, `device-1001`, `mailbox-1001` ... */
export const colleagues: readonly Document[] = ['1001', '1002', '1003'].flatMap((extension) =>
  makeExtension({
    extension,
    firstName: { 1001: 'Alex', 1002: 'Blair', 1003: 'Casey' }[extension] ?? '',
    lastName: 'Example',
    sipUsername: extension,
    sipPassword: 'kT7vm2Qx',
    ids: {
      user: `user-${extension}`,
      device: `device-${extension}`,
      mailbox: `mailbox-${extension}`,
      callflow: `callflow-${extension}`,
    },
  }),
)

/** One of their documents with other values. */
export function colleague<K extends 'user' | 'device' | 'mailbox'>(
  kind: K,
  extension: string,
  fields: Partial<DocumentOf<K>> = {},
): DocumentOf<K> {
  const known = colleagues.find(({ id }) => id === `${kind}-${extension}`)
  if (!known) throw new Error(`nobody has ${extension}`)
  return { ...known, ...fields } as DocumentOf<K> // ids say the kind
}

const nobody = { name: '', number: '' }

/** Their company: it calls out over `trunk` and shows +1 604 555 0100. */
export const company = (fields: Partial<Account> = {}): Account =>
  makeDocument('account', {
    id: 'account',
    name: 'Northwind',
    country: 'US',
    outboundTrunkId: 'trunk',
    callerIds: { internal: nobody, external: { name: 'Northwind', number: '+16045550100' }, emergency: nobody },
    ...fields,
  })

/** What their calls leave by. */
export const carrier = makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: 'carrier.example.test' })

export const outsideCaller: Caller = { name: 'Customer', number: '+16045550177', origin: { kind: 'trunk' } }

export const insideCaller = (extension: string): Caller => ({
  name: '',
  number: extension,
  origin: { kind: 'device', deviceId: `device-${extension}`, userId: `user-${extension}` },
})

/** Friday 20 November 2026, 12:30 UTC. */
export const fridayNoonMs = Date.UTC(2026, 10, 20, 12, 30)

export interface CallAbout extends Partial<RehearsalSetup> {
  readonly documents?: readonly Document[]
  /** The flow is found by the number dialled, patterns and captures included, instead of being the first one given. */
  readonly byNumber?: boolean
}

/** A call as `call` was asked to make it. */
export interface CallMade {
  readonly design: DesignSnapshot
  readonly setup: RehearsalSetup
  readonly choices: readonly string[]
}

/** Told of each call that `call` makes: the conformance suite makes it once more, on the engine. */
export const onCallMade = new Set<(made: CallMade) => void>()

/** A call into `flow`, or into the first flow given, answered with these choices. */
export function call(flows: readonly Callflow[], choices: readonly string[], about: CallAbout = {}): Rehearsal {
  const { documents, byNumber, ...setup } = about
  const design: DesignSnapshot = snapshotOf([...colleagues, carrier, ...(documents ?? []), ...flows])
  const wanted: RehearsalSetup = {
    ...(byNumber ? {} : { callflowId: flows[0]?.id ?? 'flow' }),
    dialled: '8000',
    caller: outsideCaller,
    startMs: fridayNoonMs,
    ...setup,
  }
  for (const told of onCallMade) told({ design, setup: wanted, choices })
  const start = startRehearsal(design, wanted)
  return choices.reduce((rehearsal, choiceId) => {
    const next = choose(rehearsal, choiceId)
    if (next === rehearsal) {
      const offered = rehearsal.question?.choices.map(({ id }) => id).join(', ') ?? rehearsal.ended?.reason
      throw new Error(`"${choiceId}" cannot be chosen here: ${offered}`)
    }
    return next
  }, start)
}

/** Every operation of a kind that the call asked for, in order. */
export function operations<K extends OperationKind>(rehearsal: Rehearsal, kind: K): OperationOf<K>[] {
  return rehearsal.trace.flatMap(
    (event) => (event.kind === 'operation' && event.operation.kind === kind ? [event.operation as OperationOf<K>] : []), // narrowed by `kind`
  )
}

/** What each dial rang: extensions of colleagues' phones, ids of other ones, numbers outside. */
export const rung = (rehearsal: Rehearsal): string[][] =>
  operations(rehearsal, 'dial').map(({ legs }) =>
    legs.map(({ target }) => (target.kind === 'device' ? target.deviceId.replace('device-', '') : target.number)),
  )

/** The nodes a call went through, each with the branch it was left by: `menu 1`. */
export const path = (rehearsal: Rehearsal): string[] =>
  pathOf(rehearsal.trace).map(({ nodeId, branch }) => `${nodeId} ${branch}`)

/** Ids of the prompts and recordings the caller was played, in order; keys pressed during them do not matter. */
export function heard(rehearsal: Rehearsal): string[] {
  return rehearsal.trace.flatMap((event) => {
    if (event.kind !== 'operation') return []
    const { operation } = event
    const sounds = operation.kind === 'play' ? operation.sounds : operation.kind === 'collect' ? operation.prompt : []
    return sounds.map((sound) => {
      if (sound.kind === 'media') return sound.mediaId
      if (sound.kind === 'prompt') return sound.promptId
      return sound.kind === 'digits' ? `digits ${sound.text}` : sound.kind
    })
  })
}
