import type { ModuleDefinition } from '../../callflow/define-module.ts'

/** A heading of the palette, as the portal's users know them (M26). */
export interface PaletteGroupName {
  readonly name: string
  /** Smaller headings, in their order, where one heading has too many steps to look through. */
  readonly parts?: readonly string[]
}

export const paletteGroups: readonly PaletteGroupName[] = [
  { name: 'Basic' },
  {
    name: 'Advanced',
    parts: ['Reach', 'Decide', 'Speak and wait', 'Voicemail and fax', 'Park', 'Phones', 'Outside', 'End'],
  },
  { name: 'Caller ID' },
  { name: 'Call recording' },
  { name: 'Call forwarding' },
  { name: 'Do not disturb' },
  { name: 'Hot desk' },
  { name: 'Ring group log-in' },
  { name: 'Time of day' },
  { name: 'Call centre' },
  { name: 'Office Anywhere' },
]

const telephony: Readonly<Record<string, string>> = {
  'call-forwarding': 'Call forwarding',
  'do-not-disturb': 'Do not disturb',
  'hot-desk': 'Hot desk',
  'ring-group-login': 'Ring group log-in',
}

const byPart: Readonly<Record<string, readonly string[]>> = {
  Reach: ['device', 'callflow', 'directory', 'conference-service', 'page-group', 'intercom', 'group-pickup'],
  Decide: ['match-caller-id', 'collect-digits', 'callflow-variables', 'branch-on-variable'],
  'Speak and wait': ['text-to-speech', 'language', 'sleep'],
  'Voicemail and fax': ['check-voicemail', 'direct-to-voicemail', 'fax-box', 'receive-fax', 'fax-detect'],
  Park: ['park', 'retrieve', 'valet'],
  Phones: ['distinctive-ring', 'manual-presence', 'missed-call-alert'],
  Outside: ['global-carrier', 'account-carrier', 'disa', 'pivot', 'webhook'],
  End: ['response', 'hang-up'],
}

export function groupOf({ type, category }: ModuleDefinition): string {
  switch (category) {
    case 'basic':
      return 'Basic'
    case 'advanced':
      return 'Advanced'
    case 'caller-id':
      return 'Caller ID'
    case 'recording':
      return 'Call recording'
    case 'time':
      return 'Time of day'
    case 'call-centre':
      return 'Call centre'
    case 'office-anywhere':
      return 'Office Anywhere'
    case 'telephony':
      return telephony[type] ?? 'Advanced'
  }
}

/** The smaller heading of a step in "Advanced"; undefined elsewhere. A test names steps that have none. */
export const partOf = ({ type }: ModuleDefinition): string | undefined =>
  Object.keys(byPart).find((part) => byPart[part]?.includes(type))
