import { availableFeatureCodes } from '../feature-codes/catalogue.ts'
import { enable } from '../feature-codes/feature-codes.ts'
import { type Callflow, type Document, type FlowNode, makeDocument, type Wire } from './document.ts'
import { makeExtension, step } from './extension.ts'
import type { DocumentId } from './kind.ts'
import { guardedAtFirst } from './guarded-at-first.ts'
import { gridPosition } from './layout.ts'
import { snapshotOf } from './snapshot.ts'

/**
 * The design Callwright starts with: Northwind Lantern Company (M51 to M64). Ids are fixed, so that tests and
 * tutorials can name them. Secrets are the caller's business: phones need passwords that are nobody else's.
 */

export interface SampleSecrets {
  /** A SIP password per extension. */
  readonly sipPassword: (extension: string) => string
}

/** Recordings the sample refers to: files of `resources/sample/media`. Whoever loads the sample fills in `sha256`, size and duration. */
export const sampleMedia = [
  { mediaId: 'media-main-greeting', fileName: 'main-greeting.wav', name: 'Main greeting' },
  { mediaId: 'media-closed', fileName: 'closed.wav', name: 'Office closed' },
  { mediaId: 'media-covid-hours', fileName: 'covid-hours.wav', name: 'Covid hours' },
  { mediaId: 'media-support-mailbox', fileName: 'support-mailbox.wav', name: 'Support mailbox greeting' },
  { mediaId: 'media-sales-mailbox', fileName: 'sales-mailbox.wav', name: 'Sales mailbox greeting' },
  { mediaId: 'media-general-mailbox', fileName: 'general-mailbox.wav', name: 'General mailbox greeting' },
  { mediaId: 'media-alex-mailbox', fileName: 'alex-mailbox.wav', name: "Alex's mailbox greeting" },
] as const

const people = [
  { extension: '1001', firstName: 'Alex', lastName: 'Moreau' },
  { extension: '1002', firstName: 'Blair', lastName: 'Okafor' },
  { extension: '1003', firstName: 'Casey', lastName: 'Lindgren' },
] as const

const userId = (extension: string) => `user-${extension}`

export function sampleDesign(secrets: SampleSecrets): Document[] {
  return [
    account,
    trunk,
    ...phoneNumbers,
    ...sampleMedia.map(({ mediaId, name }) => makeDocument('media', { id: mediaId, name, source: 'speech' })),
    ...people.flatMap((person) => seat(person, secrets)),
    ...mailboxes,
    everybody,
    mainMenu,
    staff,
    teamRoom,
    fax,
    ...hours,
    mainLine,
    openHours,
    closedHours,
    conference,
    faxLine,
    ...defaultFeatureCodes(),
  ]
}

/** Every code this version has, as it ships (B3). */
function defaultFeatureCodes(): Callflow[] {
  const nothing = snapshotOf([])
  return availableFeatureCodes.flatMap(({ type }) => {
    const edit = enable(nothing, type)
    return edit.ok ? edit.put : []
  })
}

const noId = { name: '', number: '' }

const account = makeDocument('account', {
  id: 'account',
  name: 'Northwind Lantern Company',
  timezone: 'America/Vancouver',
  country: 'CA',
  outboundTrunkId: 'trunk-carrier',
  ...guardedAtFirst,
  callerIds: {
    internal: noId,
    external: { name: 'Northwind Lantern', number: '+16045550100' },
    emergency: { name: 'Northwind Lantern', number: '+16045550100' },
  },
})

const trunk = makeDocument('trunk', {
  id: 'trunk-carrier',
  name: 'Carrier',
  host: 'carrier.example.test',
  allowedAddresses: ['192.0.2.10'],
})

const phoneNumbers = [
  {
    id: 'did-main',
    name: 'Main number',
    number: '+16045550100',
    emergencyAddress: {
      callerName: 'Northwind Trading',
      street: '100 Example Street',
      extended: '',
      city: 'Vancouver',
      region: 'BC',
      postalCode: 'V6B 1A1',
      postalCodeExtra: '',
      notifyEmails: [],
    },
  },
  { id: 'did-fax', name: 'Fax number', number: '+16045550101' },
].map((fields) => makeDocument('phone-number', { ...fields, trunkId: 'trunk-carrier' }))

function seat(person: (typeof people)[number], secrets: SampleSecrets): Document[] {
  const { extension } = person
  const [user, device, mailbox, callflow] = makeExtension({
    ...person,
    sipUsername: extension,
    sipPassword: secrets.sipPassword(extension),
    ids: {
      user: userId(extension),
      device: `device-${extension}`,
      mailbox: `mailbox-${extension}`,
      callflow: `callflow-${extension}`,
    },
  })
  return [user, device, extension === '1001' ? { ...mailbox, greetingId: 'media-alex-mailbox' } : mailbox, callflow]
}

const mailboxes = [
  { id: 'mailbox-support', name: 'Support', number: '8102', greetingId: 'media-support-mailbox' },
  { id: 'mailbox-sales', name: 'Sales', number: '8103', greetingId: 'media-sales-mailbox' },
  { id: 'mailbox-general', name: 'General', number: '8104', greetingId: 'media-general-mailbox' },
].map((fields) => makeDocument('mailbox', fields))

const everybody = makeDocument('group', {
  id: 'group-everybody',
  name: 'Everybody',
  members: people.map(({ extension }) => ({ id: userId(extension), weight: 20 })),
})

const mainMenu = makeDocument('menu', {
  id: 'menu-main',
  name: 'Main menu',
  greetingId: 'media-main-greeting',
  retries: 2,
  timeoutSec: 5,
  hunt: true,
  // People and departments; the codes of the house are not for callers.
  huntAllow: '^[18][0-9]{3}$',
  // The flow starts over when nobody chooses (M58): neither a goodbye nor a transfer.
  exitSound: false,
  transferSound: false,
})

/** Each person in the directory leads to their own extension (M61). */
const staff = makeDocument('directory', {
  id: 'directory-staff',
  name: 'Staff',
  entries: people.map(({ extension }) => ({ userId: userId(extension), callflowId: `callflow-${extension}` })),
})

/** Members come in with 2468; Alex, who keys 8642, moderates (M76). */
const teamRoom = makeDocument('conference', {
  id: 'conference-team',
  name: 'Team room',
  numbers: ['8200'],
  ownerId: userId('1001'),
  memberPins: ['2468'],
  moderatorPins: ['8642'],
  memberJoinMuted: false,
})

const fax = makeDocument('fax-box', {
  id: 'fax-box-office',
  name: 'Office fax',
  ownerId: userId('1001'),
  faxNumber: '+16045550101',
  callerName: 'Northwind Lantern',
  header: 'Northwind Lantern Company',
  permissions: ['northwind.example.test'],
})

const HOUR_SEC = 3_600

const hours = [
  makeDocument('schedule-rule', {
    id: 'rule-open-hours',
    name: 'Open hours',
    weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    fromSec: 9 * HOUR_SEC,
    untilSec: 17 * HOUR_SEC,
  }),
  /** More specific than the open hours they cut into, so they win (M55, M56). */
  makeDocument('schedule-rule', {
    id: 'rule-covid-hours',
    name: 'Covid hours',
    weekdays: ['monday', 'wednesday', 'friday'],
    fromSec: 12 * HOUR_SEC,
    untilSec: 13 * HOUR_SEC,
  }),
]

const mainLine = flow({
  id: 'callflow-8000',
  name: '8000 Main line',
  numbers: ['8000', '+16045550100'],
  nodes: [
    step('hours', 'time-of-day', { routes: ['rule-open-hours', 'rule-covid-hours'] }, gridPosition(0, 0)),
    step('open', 'callflow', { callflowId: 'callflow-8001' }, gridPosition(-1, 1)),
    step('covid', 'callflow', { callflowId: 'callflow-8002' }, gridPosition(0, 1)),
    step('closed', 'callflow', { callflowId: 'callflow-8002' }, gridPosition(1, 1)),
  ],
  wires: [
    ['hours', 'rule-open-hours', 'open'],
    ['hours', 'rule-covid-hours', 'covid'],
    ['hours', '_', 'closed'],
  ],
})

/** One column per key; the fail-safe (M62) and the mailbox below each ring group. */
const openHours = flow({
  id: 'callflow-8001',
  name: '8001 Open hours',
  numbers: ['8001'],
  nodes: [
    step('menu', 'menu', { menuId: 'menu-main' }, gridPosition(0, 0)),
    step('directory', 'directory', { directoryId: 'directory-staff' }, gridPosition(-2.5, 1)),
    step('directory-back', 'callflow', { callflowId: 'callflow-8001' }, gridPosition(-2.5, 2)),
    step('support', 'ring-group', ring('1001', '1002', '1003'), gridPosition(-1.5, 1)),
    step('support-alex', 'user', { userId: userId('1001'), timeoutSec: 20 }, gridPosition(-1.5, 2)),
    step('support-mailbox', 'voicemail', { mailboxId: 'mailbox-support' }, gridPosition(-1.5, 3)),
    step('sales', 'ring-group', ring('1002', '1003'), gridPosition(-0.5, 1)),
    step('sales-alex', 'user', { userId: userId('1001'), timeoutSec: 20 }, gridPosition(-0.5, 2)),
    step('sales-mailbox', 'voicemail', { mailboxId: 'mailbox-sales' }, gridPosition(-0.5, 3)),
    step('general', 'prepend', { namePrefix: 'GEN ' }, gridPosition(0.5, 1)),
    step('general-group', 'ring-group', { members: [member('group-everybody')] }, gridPosition(0.5, 2)),
    step('general-mailbox', 'voicemail', { mailboxId: 'mailbox-general' }, gridPosition(0.5, 3)),
    step('alex', 'user', { userId: userId('1001'), timeoutSec: 20 }, gridPosition(1.5, 1)),
    step('alex-mailbox', 'voicemail', { mailboxId: 'mailbox-1001' }, gridPosition(1.5, 2)),
    step('again', 'callflow', { callflowId: 'callflow-8001' }, gridPosition(2.5, 1)),
  ],
  wires: [
    ['menu', '1', 'directory'],
    ['directory', '_', 'directory-back'],
    ['menu', '2', 'support'],
    ['support', '_', 'support-alex'],
    ['support-alex', '_', 'support-mailbox'],
    ['menu', '3', 'sales'],
    ['sales', '_', 'sales-alex'],
    ['sales-alex', '_', 'sales-mailbox'],
    ['menu', '4', 'general'],
    ['general', '_', 'general-group'],
    ['general-group', '_', 'general-mailbox'],
    ['menu', '5', 'alex'],
    ['alex', '_', 'alex-mailbox'],
    ['menu', '_', 'again'],
  ],
})

const closedHours = flow({
  id: 'callflow-8002',
  name: '8002 Closed',
  numbers: ['8002'],
  nodes: [
    step('closed', 'play-media', { mediaId: 'media-closed' }, gridPosition(0, 0)),
    step('general-mailbox', 'voicemail', { mailboxId: 'mailbox-general' }, gridPosition(0, 1)),
  ],
  wires: [['closed', '_', 'general-mailbox']],
})

const conference = flow({
  id: 'callflow-8200',
  name: '8200 Team room',
  numbers: ['8200'],
  nodes: [step('room', 'conference', { conferenceId: 'conference-team' }, gridPosition(0, 0))],
  wires: [],
})

/** A flow of its own, on a number of its own (M40, M65). */
const faxLine = flow({
  id: 'callflow-8300',
  name: '8300 Fax',
  numbers: ['8300', '+16045550101'],
  nodes: [step('fax', 'fax-box', { faxBoxId: 'fax-box-office' }, gridPosition(0, 0))],
  wires: [],
})

function ring(...extensions: string[]) {
  return { members: extensions.map((extension) => member(userId(extension))), timeoutSec: 20 }
}

function member(id: DocumentId) {
  return { id, delaySec: 0, timeoutSec: 20, weight: 20 }
}

function flow(about: {
  readonly id: DocumentId
  readonly name: string
  readonly numbers: string[]
  readonly nodes: readonly FlowNode[]
  readonly wires: readonly (readonly [from: string, branch: string, to: string])[]
}): Callflow {
  const { id, name, numbers, nodes } = about
  return makeDocument('callflow', {
    id,
    name,
    numbers,
    entry: nodes[0]?.id ?? null,
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    wires: about.wires.map(([from, branch, to]): Wire => ({ from, branch, to })),
  })
}
