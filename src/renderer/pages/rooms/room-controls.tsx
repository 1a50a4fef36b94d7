import { Lock, LockOpen, Mic, MicOff, PhoneOff } from 'lucide-react'
import { api } from '../../api/client.ts'
import type { ConferenceRoom } from '../../store/live-events.ts'
import { target } from '../../store/target.ts'
import { Button } from '../../ui/button.tsx'
import { inRoom } from './in-room.ts'

/** What concerns everybody in the room. */
export function RoomControls({ room: { conferenceId, isLocked, isMutedAll } }: { readonly room: ConferenceRoom }) {
  const { conferences } = api().operate
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        icon={isLocked ? LockOpen : Lock}
        title={isLocked ? 'Members come in again' : 'Only moderators come in'}
        onClick={() => void inRoom(conferences.change({ ...target(), conferenceId, isLocked: !isLocked }))}
      >
        {isLocked ? 'Unlock' : 'Lock'}
      </Button>
      <Button
        icon={isMutedAll ? Mic : MicOff}
        title={isMutedAll ? 'Every member is heard again' : 'Mutes every member, moderators excepted'}
        onClick={() => void inRoom(conferences.change({ ...target(), conferenceId, isMutedAll: !isMutedAll }))}
      >
        {isMutedAll ? 'Unmute all' : 'Mute all'}
      </Button>
      <Button
        variant="danger"
        icon={PhoneOff}
        title="Puts everybody out"
        className="ml-auto"
        onClick={() => void inRoom(conferences.dismiss({ ...target(), conferenceId }))}
      >
        End for all
      </Button>
    </div>
  )
}
