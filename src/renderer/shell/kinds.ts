import type { LucideIcon } from 'lucide-react'
import {
  Ban,
  BookUser,
  Laptop,
  ListFilter,
  Presentation,
  Printer,
  Building2,
  CalendarClock,
  CalendarRange,
  FileMusic,
  FlaskConical,
  Hash,
  Inbox,
  ListTree,
  MapPin,
  Plug,
  Smartphone,
  User,
  Users,
  Voicemail,
  Workflow,
} from 'lucide-react'
import type { DocumentKind } from '../../callflow/design/kind.ts'

interface KindWords {
  /** In a sentence: `Create user`. */
  readonly one: string
  readonly icon: LucideIcon
}

/** Words and pictures of document kinds. */
export const kindWords: Readonly<Record<DocumentKind, KindWords>> = {
  account: { one: 'account', icon: Building2 },
  site: { one: 'site', icon: MapPin },
  user: { one: 'user', icon: User },
  device: { one: 'device', icon: Smartphone },
  mailbox: { one: 'voicemail box', icon: Voicemail },
  group: { one: 'group', icon: Users },
  callflow: { one: 'callflow', icon: Workflow },
  menu: { one: 'menu', icon: ListTree },
  'schedule-rule': { one: 'schedule rule', icon: CalendarClock },
  'schedule-set': { one: 'schedule set', icon: CalendarRange },
  media: { one: 'media file', icon: FileMusic },
  queue: { one: 'queue', icon: Inbox },
  trunk: { one: 'trunk', icon: Plug },
  'phone-number': { one: 'phone number', icon: Hash },
  conference: { one: 'conference', icon: Presentation },
  directory: { one: 'directory', icon: BookUser },
  'fax-box': { one: 'fax box', icon: Printer },
  blacklist: { one: 'blacklist', icon: Ban },
  'number-list': { one: 'number list', icon: ListFilter },
  portal: { one: 'portal number', icon: Laptop },
  'call-test': { one: 'call test', icon: FlaskConical },
}

/** Of a kind that this version may not know. */
export function kindName(kind: string): string {
  return Object.hasOwn(kindWords, kind) ? kindWords[kind as DocumentKind].one : kind
}
