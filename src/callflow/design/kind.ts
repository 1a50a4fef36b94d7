/** Every kind of document a design holds. The order is that of folders in a file export. */
export const documentKinds = [
  'account',
  'site',
  'user',
  'device',
  'mailbox',
  'group',
  'callflow',
  'menu',
  'schedule-rule',
  'schedule-set',
  'media',
  'queue',
  'trunk',
  'phone-number',
  'conference',
  'directory',
  'fax-box',
  'blacklist',
  'number-list',
  'portal',
  'call-test',
] as const

export type DocumentKind = (typeof documentKinds)[number]
export type DocumentId = string
