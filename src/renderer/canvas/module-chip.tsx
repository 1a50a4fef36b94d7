import {
  ArrowRight,
  AudioLines,
  Ban,
  Bell,
  BookUser,
  CircleDot,
  CircleQuestionMark,
  CircleStop,
  Clock,
  Contact,
  Disc,
  Eraser,
  GitBranch,
  Hash,
  Headphones,
  Headset,
  Hourglass,
  IdCard,
  Keyboard,
  ListOrdered,
  ListTree,
  type LucideIcon,
  Mic,
  Music,
  Pause,
  Phone,
  PhoneCall,
  PhoneForwarded,
  PhoneIncoming,
  PhoneOff,
  PhoneOutgoing,
  Play,
  Printer,
  Reply,
  Route,
  Shuffle,
  Signpost,
  Smartphone,
  Split,
  Tag,
  TextCursorInput,
  Timer,
  User,
  Users,
  Voicemail,
  Volume2,
  Workflow,
} from 'lucide-react'
import { memo } from 'react'
import type { ModuleCategory } from '../../callflow/define-module.ts'
import { cx } from '../ui/cx.ts'
import { chipClass } from './category.ts'

/** Named imports keep the bundle to what is used; a module may name any of these. */
const icons: Readonly<Record<string, LucideIcon>> = {
  'arrow-right': ArrowRight,
  'audio-lines': AudioLines,
  ban: Ban,
  bell: Bell,
  'book-user': BookUser,
  'circle-dot': CircleDot,
  'circle-stop': CircleStop,
  clock: Clock,
  contact: Contact,
  disc: Disc,
  eraser: Eraser,
  'git-branch': GitBranch,
  hash: Hash,
  headphones: Headphones,
  headset: Headset,
  hourglass: Hourglass,
  'id-card': IdCard,
  keyboard: Keyboard,
  'list-ordered': ListOrdered,
  'list-tree': ListTree,
  mic: Mic,
  music: Music,
  pause: Pause,
  phone: Phone,
  'phone-call': PhoneCall,
  'phone-forwarded': PhoneForwarded,
  'phone-incoming': PhoneIncoming,
  'phone-off': PhoneOff,
  'phone-outgoing': PhoneOutgoing,
  play: Play,
  printer: Printer,
  reply: Reply,
  route: Route,
  shuffle: Shuffle,
  signpost: Signpost,
  smartphone: Smartphone,
  split: Split,
  tag: Tag,
  'text-cursor-input': TextCursorInput,
  timer: Timer,
  user: User,
  users: Users,
  voicemail: Voicemail,
  'volume-2': Volume2,
  workflow: Workflow,
}

/** The coloured 28 px square with a module's icon. */
export const ModuleChip = memo(function ModuleChip({
  icon,
  category,
  small = false,
}: {
  readonly icon: string
  readonly category: ModuleCategory | 'unknown'
  readonly small?: boolean
}) {
  const Icon = icons[icon] ?? CircleQuestionMark
  return (
    <span
      aria-hidden
      className={cx(
        'flex shrink-0 items-center justify-center rounded-control',
        small ? 'size-6' : 'size-7',
        chipClass[category],
      )}
    >
      <Icon size={small ? 14 : 16} strokeWidth={1.9} />
    </span>
  )
})

export const hasIcon = (name: string): boolean => name in icons
