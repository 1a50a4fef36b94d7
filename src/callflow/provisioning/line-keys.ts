import type { Callflow, Device, LineKey } from '../design/document.ts'
import { designIndex } from '../design/design-index.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { PhoneKey } from './phone-setup.ts'

/** What a key of the design is on a phone; a sentence about why it is nothing. */
export type ResolvedKey =
  | { readonly ok: true; readonly key: PhoneKey }
  | { readonly ok: false; readonly problem: string }

/** The keys of a phone in their order; the line alone when none are chosen. Keys that lead nowhere stay empty, so that the others keep their places. */
export function phoneKeys(design: DesignSnapshot, device: Device): readonly PhoneKey[] {
  if (device.lineKeys.length === 0) return [{ kind: 'line', label: lineLabel(design, device) }]
  return device.lineKeys.map((key) => {
    const resolved = resolveKey(design, device, key)
    return resolved.ok ? resolved.key : { kind: 'none' }
  })
}

/** The extension of whose phone it is, else what the phone is called. */
export const lineLabel = (design: DesignSnapshot, device: Device): string =>
  design.find('user', device.ownerId)?.extension || device.name

export function resolveKey(design: DesignSnapshot, device: Device, key: LineKey): ResolvedKey {
  switch (key.type) {
    case 'line':
      return found({ kind: 'line', label: key.label || lineLabel(design, device) })
    case 'none':
      return found({ kind: 'none' })
    case 'speed-dial':
      return key.value.trim() === ''
        ? nothing('it has no number')
        : found({ kind: 'dial', number: key.value.trim(), label: key.label || key.value.trim() })
    case 'colleague':
      return colleague(design, key)
    case 'park':
      return park(design, key)
    case 'queue':
      return queue(design, key)
    case 'code':
      return code(design, key)
  }
}

const found = (key: PhoneKey): ResolvedKey => ({ ok: true, key })
const nothing = (problem: string): ResolvedKey => ({ ok: false, problem })

/** By extension; a phone that is nobody's by its SIP user name. An import may name an address alone. */
function colleague(design: DesignSnapshot, { targetId, value, label }: LineKey): ResolvedKey {
  const target = targetId === null ? undefined : design.get(targetId)
  const typed = value.trim()
  if (target === undefined)
    return typed === ''
      ? nothing('nobody is chosen')
      : found({ kind: 'lamp', address: typed, label: label || typed, isColleague: true })
  if (target.kind !== 'user' && target.kind !== 'device') return nothing(`"${target.name}" is no colleague`)
  const owner = target.kind === 'device' ? design.find('user', target.ownerId) : target
  const address = owner?.extension || (target.kind === 'device' ? target.sipUsername : '')
  if (address === '') return nothing(`"${target.name}" has no extension`)
  return found({ kind: 'lamp', address, label: label || (owner ?? target).name, isColleague: true })
}

/** A slot behind the code that parks; the slot of a person is their extension. */
function park(design: DesignSnapshot, { targetId, value, label }: LineKey): ResolvedKey {
  const whose = design.find('user', targetId)
  const slot = whose ? whose.extension : value.trim()
  if (slot === '') return nothing(whose ? `"${whose.name}" has no extension` : 'it has no slot')
  const parking = codesOf(design).park
  if (parking === '') return nothing('no feature code parks calls')
  const name = whose ? `Park ${whose.name}` : `Park ${slot}`
  return found({ kind: 'lamp', address: parking + slot, label: label || name, isColleague: false })
}

/** Logs in and out of the queue, and is lit while logged in. */
function queue(design: DesignSnapshot, { targetId, label }: LineKey): ResolvedKey {
  const target = design.find('queue', targetId)
  if (!target) return nothing('no queue is chosen')
  const flow = design.list('callflow').find((each) => {
    const entry = entryOf(each)
    return entry?.type === 'queue-login' && entry.settings['queueId'] === target.id && dialled(each) !== undefined
  })
  const address = flow && dialled(flow)
  if (address === undefined) return nothing(`no callflow with a number logs in to the queue "${target.name}"`)
  return found({ kind: 'lamp', address, label: label || target.name, isColleague: false })
}

function code(design: DesignSnapshot, { targetId, label }: LineKey): ResolvedKey {
  const flow = design.find('callflow', targetId)
  if (!flow) return nothing('no feature code is chosen')
  const address = dialled(flow)
  if (address === undefined) return nothing(`"${flow.name}" has no number that colleagues dial`)
  return found({ kind: 'lamp', address, label: label || flow.name, isColleague: false })
}

/** What is dialled from inside: no number of the public network; a code that may stand alone, without what may follow it. */
function dialled({ numbers, patterns }: Callflow): string | undefined {
  return (
    numbers.find((number) => /^[0-9*#]+$/.test(number)) ?? prefixOf(patterns.filter((each) => each.endsWith('*)$')))
  )
}

/** `*3` of `^\*3([0-9]*)$`: what stands before the digits that are captured. */
function prefixOf(patterns: readonly string[]): string | undefined {
  for (const pattern of patterns) {
    const [, prefix] = /^\^((?:\\\*|[0-9#])+)\(\[0-9\][*+]\)\$$/.exec(pattern) ?? []
    if (prefix !== undefined) return prefix.replaceAll('\\', '')
  }
  return undefined
}

const entryOf = ({ entry, nodes }: Callflow) =>
  entry !== null && Object.hasOwn(nodes, entry) ? nodes[entry] : undefined

/** Codes that phones dial by themselves; empty: the design has none. */
export interface DialledCodes {
  /** Before a slot. */
  readonly park: string
  /** Before the extension that rings. */
  readonly pickUp: string
  /** One's own messages. */
  readonly voicemail: string
}

export const codesOf = designIndex(function* (design): Generator<undefined, DialledCodes> {
  const codes = { park: '', pickUp: '', voicemail: '', anyVoicemail: '' }
  for (const flow of design.list('callflow')) {
    yield
    const entry = entryOf(flow)
    const prefix = prefixOf(flow.patterns)
    if (entry?.type === 'park' && !entry.settings['slot']) codes.park ||= prefix ?? ''
    if (entry?.type === 'group-pickup' && !entry.settings['targetId']) codes.pickUp ||= prefix ?? ''
    if (entry?.type !== 'check-voicemail') continue
    const number = dialled(flow) ?? ''
    if (entry.settings['singleMailbox'] === true) codes.voicemail ||= number
    else codes.anyVoicemail ||= number
  }
  return { park: codes.park, pickUp: codes.pickUp, voicemail: codes.voicemail || codes.anyVoicemail }
})
