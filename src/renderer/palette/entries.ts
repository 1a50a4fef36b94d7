import type { ModuleDefinition } from '../../callflow/define-module.ts'
import { kazooActions } from '../../callflow/exchange/kazoo/actions.ts'
import { modules } from '../../callflow/modules/registry.ts'
import { groupOf, paletteGroups, partOf } from './groups.ts'

/** One line of the palette: a module, or one of the ways it is used ("Activate call forwarding"). */
export interface PaletteEntry {
  readonly id: string
  readonly definition: ModuleDefinition
  readonly name: string
  /** What a step made from it has instead of the defaults. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly group: string
  readonly part: string | undefined
  /** What Kazoo's designer calls the action. */
  readonly kazoo: string | undefined
}

/** Steps whose first setting says what they do: the portal lists each of these by itself (B1). */
const uses: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'call-forwarding': {
    activate: 'Activate call forwarding',
    deactivate: 'Deactivate call forwarding',
    toggle: 'Toggle call forwarding',
    update: 'Change the forwarding number',
  },
  'do-not-disturb': {
    activate: 'Activate do not disturb',
    deactivate: 'Deactivate do not disturb',
    toggle: 'Toggle do not disturb',
  },
  'hot-desk': { 'log-in': 'Hot desk log-in', 'log-out': 'Hot desk log-out', toggle: 'Toggle hot desk' },
  'ring-group-login': { 'log-in': 'Ring group log-in', 'log-out': 'Ring group log-out' },
  'time-of-day-switch': {
    enable: 'Enable hours',
    disable: 'Disable hours',
    reset: 'Reset hours',
    menu: 'Ask about hours',
  },
  'agent-status': {
    'log-in': 'Agent log-in',
    'log-out': 'Agent log-out',
    pause: 'Agent pause',
    resume: 'Agent resume',
  },
  'queue-login': { 'log-in': 'Queue log-in', 'log-out': 'Queue log-out' },
}

/** Other names people look for. */
const alsoKnownAs: Readonly<Record<string, string>> = {
  'text-to-speech': 'tts',
  'collect-digits': 'collect dtmf',
  'callflow-variables': 'set cav route variable',
  'branch-on-variable': 'branch variable',
  'distinctive-ring': 'alert info',
  'match-caller-id': 'check cid',
  'time-of-day-switch': 'temporal enable disable reset',
  menu: 'ivr auto attendant',
  'play-media': 'announcement',
  queue: 'acdc qubicle call center',
  'fax-box': 'fax boxes',
  'hot-desk': 'hotdesking',
  'ring-group-login': 'ring group toggle',
  'pull-call': 'move',
}

export const paletteEntries: readonly PaletteEntry[] = paletteGroups.flatMap(({ name, parts = [] }) => {
  const own = modules.filter((definition) => groupOf(definition) === name).flatMap(entriesOf)
  const place = ({ part }: PaletteEntry) => (part === undefined ? parts.length : parts.indexOf(part))
  return own.toSorted((a, b) => place(a) - place(b))
})

function entriesOf(definition: ModuleDefinition): readonly PaletteEntry[] {
  const about = {
    definition,
    group: groupOf(definition),
    part: groupOf(definition) === 'Advanced' ? partOf(definition) : undefined,
    kazoo: kazooActions.find((action) => action.definition.type === definition.type)?.module,
  }
  const { type, name } = definition
  const own = uses[type]
  if (!own) return [{ ...about, id: type, name, settings: {} }]
  return Object.entries(own).map(([action, use]) => ({
    ...about,
    id: `${type}/${action}`,
    name: use,
    settings: { action },
  }))
}

/** Entries whose name, group, description or Kazoo name has every word typed; those whose name begins with it come first. */
export function searchEntries(query: string): readonly PaletteEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return paletteEntries
  return paletteEntries
    .filter((entry) => words.every((word) => textOf(entry).includes(word)))
    .toSorted((a, b) => rank(a, words) - rank(b, words))
}

function rank({ name }: PaletteEntry, words: readonly string[]): number {
  const text = name.toLowerCase()
  const missing = words.filter((word) => !text.includes(word)).length
  return missing * 2 + (text.startsWith(words[0] ?? '') ? 0 : 1)
}

function textOf({ definition, name, group, part = '', kazoo = '' }: PaletteEntry): string {
  const { type, description } = definition
  return `${name} ${definition.name} ${group} ${part} ${description} ${type} ${kazoo} ${alsoKnownAs[type] ?? ''}`.toLowerCase()
}
