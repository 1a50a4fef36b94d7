import type { LucideIcon } from 'lucide-react'
import {
  Ban,
  BookUser,
  Laptop,
  Mic,
  ListChecks,
  ListFilter,
  Presentation,
  Printer,
  Activity,
  Asterisk,
  Building2,
  CalendarClock,
  Contact,
  FileMusic,
  FlaskConical,
  Gauge,
  Hash,
  Headset,
  History,
  Inbox,
  ListTree,
  PhoneCall,
  Plug,
  Radio,
  Server,
  Smartphone,
  Speech,
  User,
  Users,
  Voicemail,
  Workflow,
} from 'lucide-react'
import type { DocumentKind } from '../../callflow/design/kind.ts'

export interface Area {
  /** First part of the address. */
  readonly id: string
  readonly label: string
  /** What it is for, in one line, on hover (M2). */
  readonly help: string
  readonly icon: LucideIcon
}

export interface AreaGroup {
  readonly label: string
  readonly areas: readonly Area[]
}

/** The navigation. Areas that do not exist yet are not listed: no dead buttons. */
export const areaGroups: readonly AreaGroup[] = [
  {
    label: 'Design',
    areas: [
      { id: 'callflows', label: 'Callflows', help: 'Draw what happens to a call.', icon: Workflow },
      { id: 'menus', label: 'Menus', help: 'Greetings with keys to press.', icon: ListTree },
      { id: 'schedules', label: 'Schedules', help: 'Opening hours, holidays and closures.', icon: CalendarClock },
      { id: 'media', label: 'Media', help: 'Greetings, recordings and hold music.', icon: FileMusic },
      { id: 'prompts', label: 'Prompts', help: 'What the system itself says, in each language.', icon: Speech },
      { id: 'directories', label: 'Directories', help: 'People callers find by name.', icon: BookUser },
      {
        id: 'call-tests',
        label: 'Call tests',
        help: 'Calls that must go as they are written down.',
        icon: FlaskConical,
      },
      { id: 'findings', label: 'Findings', help: 'What is wrong or missing, and what settles it.', icon: ListChecks },
    ],
  },
  {
    label: 'People',
    areas: [
      {
        id: 'extensions',
        label: 'Extensions',
        help: 'Seats: a person, a phone, a mailbox and a number.',
        icon: Contact,
      },
      { id: 'users', label: 'Users', help: 'People and administrators.', icon: User },
      { id: 'devices', label: 'Devices', help: 'Phones, and whether they are registered.', icon: Smartphone },
      { id: 'groups', label: 'Groups', help: 'Sets of people to ring together.', icon: Users },
      { id: 'voicemail', label: 'Voicemail', help: 'Boxes and the messages in them.', icon: Voicemail },
    ],
  },
  {
    label: 'Services',
    areas: [
      { id: 'queues', label: 'Queues', help: 'Callers waiting for the next free agent.', icon: Inbox },
      { id: 'conferences', label: 'Conferences', help: 'Rooms where callers talk together.', icon: Presentation },
      { id: 'fax', label: 'Fax', help: 'Fax boxes and who may send.', icon: Printer },
      { id: 'feature-codes', label: 'Feature codes', help: 'Codes people dial on their phones.', icon: Asterisk },
      { id: 'office-anywhere', label: 'Office Anywhere', help: 'Numbers to work from any phone.', icon: Laptop },
    ],
  },
  {
    label: 'Numbers',
    areas: [
      { id: 'numbers', label: 'Phone numbers', help: 'Outside numbers and where they lead.', icon: Hash },
      { id: 'blacklists', label: 'Blacklists', help: 'Callers to turn away.', icon: Ban },
      { id: 'number-lists', label: 'Number lists', help: 'Callers to treat in their own way.', icon: ListFilter },
      { id: 'carriers', label: 'Carriers', help: 'Trunks that carry calls in and out.', icon: Plug },
    ],
  },
  {
    label: 'Operate',
    areas: [
      { id: 'live', label: 'Live', help: 'Calls up now.', icon: Activity },
      { id: 'rooms', label: 'Rooms', help: 'Conference rooms people are in.', icon: Mic },
      {
        id: 'wallboard',
        label: 'Wallboard',
        help: 'Queues now: who waits, what agents do, how the day goes.',
        icon: Gauge,
      },
      { id: 'agent', label: 'Agent desk', help: 'Log in to your queues, take a break, come back.', icon: Headset },
      { id: 'registrations', label: 'Registrations', help: 'Phones that are online.', icon: Radio },
      { id: 'history', label: 'Call history', help: 'Calls that ended, and how.', icon: History },
    ],
  },
  {
    label: 'Deploy',
    areas: [
      { id: 'targets', label: 'Targets', help: 'Where designs run: this computer and appliances.', icon: Server },
      {
        id: 'engine',
        label: 'Engine',
        help: 'The engine that pages are about: start, sync, roll back.',
        icon: PhoneCall,
      },
    ],
  },
  {
    label: 'Account',
    areas: [{ id: 'account', label: 'Account', help: 'Company, caller ID, time zone and sites.', icon: Building2 }],
  },
]

export const areas: readonly Area[] = areaGroups.flatMap((group) => group.areas)

export function areaOf(id: string): Area | undefined {
  return areas.find((area) => area.id === id)
}

/** Where a document is edited. */
export const areaOfKind: Readonly<Record<DocumentKind, string>> = {
  account: 'account',
  site: 'account',
  user: 'users',
  device: 'devices',
  mailbox: 'voicemail',
  group: 'groups',
  callflow: 'callflows',
  menu: 'menus',
  'schedule-rule': 'schedules',
  'schedule-set': 'schedules',
  media: 'media',
  queue: 'queues',
  trunk: 'carriers',
  'phone-number': 'numbers',
  conference: 'conferences',
  directory: 'directories',
  'fax-box': 'fax',
  blacklist: 'blacklists',
  'number-list': 'number-lists',
  portal: 'office-anywhere',
  'call-test': 'call-tests',
}
