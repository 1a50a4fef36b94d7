import type { LampDialog } from './lamp.ts'
import { XML_HEAD, xmlText } from '../../../callflow/xml-text.ts'

export const DIALOG_INFO = 'application/dialog-info+xml'

export interface DialogInfo {
  /** The address that was subscribed to. */
  readonly entity: string
  /** From 0, one more each time (RFC 4235 §4.1). */
  readonly version: number
  readonly dialogs: readonly LampDialog[]
  /** Ids of dialogs that are over. Absent: this is everything there is. */
  readonly ended?: readonly string[]
  /** The domain of numbers. */
  readonly domain: string
}

/** RFC 4235 §4. Call-ID and tags are of the dialog as the phone has it that is watched, so its local tag is our remote one. */
export function dialogInfo({ entity, version, dialogs, ended, domain }: DialogInfo): string {
  const state = ended === undefined ? 'full' : 'partial'
  const head = `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="${state}" entity="${xmlText(entity)}"`
  const gone = (ended ?? []).map((id) => `<dialog id="${xmlText(id)}"><state>terminated</state></dialog>`)
  const all = [...dialogs.map((dialog) => dialogElement(dialog, entity, domain)), ...gone]
  return all.length === 0 ? `${XML_HEAD}\n${head}/>\n` : `${XML_HEAD}\n${head}>\n${all.join('\n')}\n</dialog-info>\n`
}

function dialogElement(dialog: LampDialog, entity: string, domain: string): string {
  const { id, direction, state, isHeld, remote, names } = dialog
  const way = direction === undefined ? '' : ` direction="${direction}"`
  const parts = [`<state>${state}</state>`]
  // RFC 4235 §4.4.1: what is not rendered is on hold (RFC 3840 §10).
  if (isHeld)
    parts.push(`<local><target uri="${xmlText(entity)}"><param pname="+sip.rendering" pvalue="no"/></target></local>`)
  if (remote) parts.push(remoteElement(remote.name, uriOf(remote.number, domain)))
  return `<dialog id="${xmlText(id)}"${names ? namesOf(names) : ''}${way}>${parts.join('')}</dialog>`
}

/** §4.1.1: in this order, and a tag that there is not is left out. */
function namesOf({ sipCallId, localTag, remoteTag }: NonNullable<LampDialog['names']>): string {
  const attributes = [
    ['call-id', sipCallId],
    ['local-tag', remoteTag],
    ['remote-tag', localTag],
  ] as const
  return attributes.map(([name, value]) => (value === '' ? '' : ` ${name}="${xmlText(value)}"`)).join('')
}

function remoteElement(name: string, uri: string): string {
  const display = name === '' ? '' : ` display="${xmlText(name)}"`
  return `<remote><identity${display}>${xmlText(uri)}</identity><target uri="${xmlText(uri)}"/></remote>`
}

const uriOf = (number: string, domain: string) =>
  number === ''
    ? 'sip:anonymous@anonymous.invalid'
    : `sip:${encodeURIComponent(number)}@${domain}`.replaceAll('%2B', '+')

/** What a document that follows one about `before` has to say; undefined: nothing. */
export function changesOf(
  before: readonly LampDialog[],
  now: readonly LampDialog[],
): (Pick<DialogInfo, 'dialogs'> & { readonly ended: readonly string[] }) | undefined {
  const known = new Map(before.map((dialog) => [dialog.id, JSON.stringify(dialog)]))
  const dialogs = now.filter((dialog) => known.get(dialog.id) !== JSON.stringify(dialog))
  const there = new Set(now.map(({ id }) => id))
  const ended = before.flatMap(({ id }) => (there.has(id) ? [] : [id]))
  return dialogs.length === 0 && ended.length === 0 ? undefined : { dialogs, ended }
}
