import type { FindingCode, Severity } from '../../../src/callflow/check/check-design.ts'
import { type Document, makeDocument, type Menu, type ScheduleRule } from '../../../src/callflow/design/document.ts'
import * as small from '../../../src/callflow/rehearse/small-design.ts'

/** A design that has one finding and nothing else to say of it, and nearly the same without. */
export interface Case {
  readonly code: FindingCode
  /** After "given". */
  readonly given: string
  readonly severity: Severity
  /** Part of the message. */
  readonly says: string
  readonly bad: readonly Document[]
  /** The step it stands on. */
  readonly node?: string
  /** The label of the quick fix; none where only a person can know what was meant, or where it would bring up something else. */
  readonly fix?: string
  /** The same design as it should be. */
  readonly good: readonly Document[]
  /** Findings of both designs that cannot be had without: what they are about makes them. */
  readonly beside?: readonly FindingCode[]
}

/** When the designs are checked. */
export const today = '2026-01-01'

export const HOUR = 3_600

/** A callflow that colleagues can dial. */
export const drawFlow = (drawing: small.FlowDrawing) => small.drawFlow({ numbers: ['8000'], ...drawing })

/** Three colleagues without anything to say of them. */
export const colleagues = small.colleagues.map((each) => (each.kind === 'mailbox' ? { ...each, pin: '4711' } : each))

export const box = makeDocument('mailbox', { id: 'box', name: 'Box', number: '1', pin: '4711' })
export const voicemail = { voicemail: { mailboxId: 'box' } }
export const answered = drawFlow({ nodes: { 'hang-up': {} } })
export const account = makeDocument('account', { id: 'account', name: 'Northwind', country: 'CA' })
export const trunk = makeDocument('trunk', { id: 'trunk', name: 'Carrier', host: 'carrier.example.test' })
export const phone = makeDocument('device', {
  id: 'phone',
  name: 'Phone',
  sipUsername: 'front-desk',
  sipPassword: 'kT7vm2Qx',
})
/** Somebody is mailed about calls for help. */
export const connected = {
  ...account,
  outboundTrunkId: 'trunk',
  emergencyEmails: ['desk@example.test'],
  mail: { ...account.mail, host: 'mail.example.test', senderAddress: 'office@example.test' },
}
export const shown = (number: string) => ({
  ...connected,
  callerIds: { ...account.callerIds, emergency: { name: 'Northwind', number } },
})
/** The same, and nobody is mailed about calls for help. */
export const untold = (shows: string) => ({ ...shown(shows), emergencyEmails: [] })
export const number = makeDocument('phone-number', { id: 'did', name: 'Main', number: '+16045550100' })
export const address = {
  callerName: 'N',
  street: '1 Main St',
  extended: '',
  city: 'V',
  region: 'BC',
  postalCode: 'V6B 1A1',
  postalCodeExtra: '',
  notifyEmails: [],
}
/** A company whose phones call out, with somewhere to send help to. */
export const company: readonly Document[] = [
  shown('+16045550100'),
  trunk,
  { ...number, emergencyAddress: address },
  drawFlow({ id: 'main', nodes: { 'hang-up': {} }, numbers: ['8100', '+16045550100'] }),
]
export const landline = makeDocument('device', {
  id: 'home',
  name: 'Home',
  type: 'landline',
  outsideNumber: '+16045550177',
  requireKeypress: false,
})
export const sound = makeDocument('media', { id: 'hello', name: 'Hello', sha256: 'a'.repeat(64) })
export const person = makeDocument('user', { id: 'ann', name: 'Ann' })
export const annsPhone = { ...phone, ownerId: 'ann' }

export const rule = (id: string, fields: Partial<ScheduleRule> = {}) =>
  makeDocument('schedule-rule', { id, name: id, weekdays: ['monday', 'tuesday'], ...fields })
export const hours = (id: string, from: number, until: number) =>
  rule(id, { fromSec: from * HOUR, untilSec: until * HOUR })
/** Hours of which every second leads elsewhere than all other times do. */
export const timed = (orderMode: string, ...rules: ScheduleRule[]): Document[] => [
  drawFlow({
    nodes: { 'time-of-day': { routes: rules.map(({ id }) => id), orderMode }, 'hang-up:open': {}, 'hang-up': {} },
    wires: [
      ...rules.map(({ id }, at) => `time-of-day ${id} ${at % 2 === 0 ? 'hang-up:open' : 'hang-up'}`),
      'time-of-day _ hang-up',
    ],
  }),
  ...rules,
]

export const menu = (fields: Partial<Menu> = {}) =>
  makeDocument('menu', { id: 'menu', name: 'Menu', greetingId: 'hello', ...fields })

/** A menu with two keys, its greeting included. */
export const keyed = (fields: Partial<Menu>, ...keys: string[]): Document[] => [
  drawFlow({
    nodes: { menu: { menuId: 'menu' }, 'hang-up': {} },
    wires: [...keys.map((key) => `menu ${key} hang-up`), 'menu _ hang-up'],
  }),
  menu(fields),
  sound,
]
