import { z } from 'zod'
import type { DocumentId, DocumentKind } from './kind.ts'
import { account, site } from './kinds/account.ts'
import { callTest } from './kinds/call-test.ts'
import { mailbox } from './kinds/mailbox.ts'
import { device, group, user } from './kinds/people.ts'
import { callflow, media, menu, phoneNumber, queue, trunk } from './kinds/routing.ts'
import { scheduleRule, scheduleSet } from './kinds/schedules.ts'
import { blacklist, conference, directory, faxBox, numberList, portal } from './kinds/services.ts'
import { type KindTable, type Parsed, parseWith } from './versions.ts'

/** The schema of every document kind. Parse at the edge with `parseDocument`; inside, trust the type. */
export const documentSchemas = {
  account,
  site,
  user,
  device,
  mailbox,
  group,
  callflow,
  menu,
  'schedule-rule': scheduleRule,
  'schedule-set': scheduleSet,
  media,
  queue,
  trunk,
  'phone-number': phoneNumber,
  conference,
  directory,
  'fax-box': faxBox,
  blacklist,
  'number-list': numberList,
  portal,
  'call-test': callTest,
} as const satisfies Record<DocumentKind, z.ZodType>

export const documentSchema = z.discriminatedUnion('kind', [
  account,
  site,
  user,
  device,
  mailbox,
  group,
  callflow,
  menu,
  scheduleRule,
  scheduleSet,
  media,
  queue,
  trunk,
  phoneNumber,
  conference,
  directory,
  faxBox,
  blacklist,
  numberList,
  portal,
  callTest,
])

export type DocumentOf<K extends DocumentKind> = z.infer<(typeof documentSchemas)[K]>
export type Document = z.infer<typeof documentSchema>

export type Account = DocumentOf<'account'>
export type Site = DocumentOf<'site'>
export type User = DocumentOf<'user'>
export type Device = DocumentOf<'device'>
export type LineKey = Device['lineKeys'][number]
export type Mailbox = DocumentOf<'mailbox'>
export type Group = DocumentOf<'group'>
export type Callflow = DocumentOf<'callflow'>
export type FlowNode = Callflow['nodes'][string]
export type Wire = Callflow['wires'][number]
export type Menu = DocumentOf<'menu'>
export type ScheduleRule = DocumentOf<'schedule-rule'>
export type ScheduleSet = DocumentOf<'schedule-set'>
export type Media = DocumentOf<'media'>
export type Queue = DocumentOf<'queue'>
export type Trunk = DocumentOf<'trunk'>
export type PhoneNumber = DocumentOf<'phone-number'>
export type Conference = DocumentOf<'conference'>
export type Directory = DocumentOf<'directory'>
export type FaxBox = DocumentOf<'fax-box'>
export type Blacklist = DocumentOf<'blacklist'>
export type NumberList = DocumentOf<'number-list'>
export type Portal = DocumentOf<'portal'>
export type CallTest = DocumentOf<'call-test'>

/**
 * Kinds as this program writes them. Whoever changes the shape of one raises its version, writes the migration from the one before, and adds
 * `version: z.literal(2)` to its schema, so that documents say themselves what they are.
 */
const kinds: KindTable = Object.fromEntries(
  Object.entries(documentSchemas).map(([kind, schema]) => [kind, { version: 1, schema }]),
)

/** By kind. */
export function documentVersions(): Record<string, number> {
  return Object.fromEntries(Object.entries(kinds).map(([kind, { version }]) => [kind, version]))
}

/** Of bundles as a whole; documents have versions of their own. */
export const DESIGN_SCHEMA_VERSION = 1

export type ParsedDocument = Parsed<Document>

/** Migrates, checks and completes a document of any version. */
export function parseDocument(input: unknown): ParsedDocument {
  return parseWith<Document>(kinds, input)
}

/** A complete document from the few fields that have no default. Throws when `fields` break a limit: that is a bug of the caller. */
export function makeDocument<K extends DocumentKind>(
  kind: K,
  fields: Partial<DocumentOf<K>> & { readonly id: DocumentId; readonly name: string },
): DocumentOf<K> {
  return documentSchemas[kind].parse({ kind, ...fields }) as DocumentOf<K> // indexing a union of schemas loses which one
}
