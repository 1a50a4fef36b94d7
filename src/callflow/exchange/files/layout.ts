import { documentKinds, type DocumentKind } from '../../design/kind.ts'

/** Folder of each document kind in a file export. The account stands alone at the top. */
const folders: Readonly<Record<DocumentKind, string>> = {
  account: '',
  site: 'sites',
  user: 'users',
  device: 'devices',
  mailbox: 'mailboxes',
  group: 'groups',
  callflow: 'callflows',
  menu: 'menus',
  'schedule-rule': 'schedule-rules',
  'schedule-set': 'schedule-sets',
  media: 'media',
  queue: 'queues',
  trunk: 'trunks',
  'phone-number': 'phone-numbers',
  conference: 'conferences',
  directory: 'directories',
  'fax-box': 'fax-boxes',
  blacklist: 'blacklists',
  'number-list': 'number-lists',
  portal: 'portals',
  'call-test': 'call-tests',
}

/** Where a media document's audio lies, beside its description. */
export const soundPath = (sha256: string) => `media/sounds/${sha256}.wav`

export interface Named {
  readonly id: string
  readonly kind: DocumentKind
  readonly name: string
}

/**
 * A path for every document: `callflows/8001-open-hours.yaml`. The same documents always get the same paths; where two names
 * come out alike, the id is put behind both.
 */
export function layOut(documents: readonly Named[]): ReadonlyMap<string, string> {
  const taken = new Map<string, number>()
  for (const document of documents) {
    const stem = stemOf(document)
    taken.set(stem, (taken.get(stem) ?? 0) + 1)
  }
  return new Map(
    documents.map((document) => {
      const stem = stemOf(document)
      return [document.id, `${taken.get(stem) === 1 ? stem : `${stem}--${document.id}`}.yaml`]
    }),
  )
}

/** In the order files are listed: by kind, then by path. */
export function kindRank(kind: DocumentKind): number {
  return documentKinds.indexOf(kind)
}

function stemOf({ kind, name }: Named): string {
  return folders[kind] === '' ? kind : `${folders[kind]}/${slug(name)}`
}

/** Lower-case ASCII letters, digits and hyphens, at most 60 characters; safe on every file system. */
function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '')
  return plain === '' || reserved.test(plain) ? `_${plain}` : plain
}

/** Names Windows gives to devices. */
const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/
