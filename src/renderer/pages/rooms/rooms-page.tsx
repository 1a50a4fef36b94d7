import { Play, Mic } from 'lucide-react'
import { useMemo } from 'react'
import { startEngine } from '../../shell/engine-actions.ts'
import { useDocument } from '../../store/design.ts'
import { useLive } from '../../store/live.ts'
import type { ConferenceRoom } from '../../store/live-events.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { Ticking } from '../live/ticking.tsx'
import { DetailPanel } from '../shared/detail-panel.tsx'
import { ListPage } from '../shared/list-page.tsx'
import { NameOf } from '../shared/name-of.tsx'
import { RoomControls } from './room-controls.tsx'
import { nameOfParty, RoomParties } from './room-parties.tsx'

const columns: readonly Column<ConferenceRoom>[] = [
  {
    id: 'name',
    header: 'Room',
    width: 'minmax(88px, 2fr)',
    cell: ({ conferenceId }) => <NameOf id={conferenceId} />,
  },
  {
    id: 'people',
    header: 'People',
    width: '80px',
    mono: true,
    sortBy: ({ parties }) => parties.length,
    cell: ({ parties }) => parties.length,
  },
  {
    id: 'speaks',
    header: 'Speaking',
    width: 'minmax(88px, 2fr)',
    cell: ({ parties }) => {
      const names = parties.filter(({ isSpeaking }) => isSpeaking).map(nameOfParty)
      return names.length > 0 ? names.join(', ') : <span className="text-ink-faint">–</span>
    },
  },
  {
    id: 'state',
    header: 'State',
    width: '176px',
    cell: (room) => <RoomState room={room} />,
  },
  {
    id: 'time',
    header: 'Since',
    width: '80px',
    mono: true,
    align: 'end',
    sortBy: ({ startedMs }) => startedMs,
    cell: ({ startedMs }) => <Ticking sinceMs={startedMs} />,
  },
]

/** Conference rooms that somebody is in: who, who speaks, and what can be done about it. */
export function RoomsPage() {
  const rooms = useLive((state) => state.rooms)
  const isUp = useLive((state) => state.engine?.state === 'running')
  const rows = useMemo(() => [...rooms.values()], [rooms])
  return (
    <ListPage
      area="rooms"
      title="Rooms"
      icon={Mic}
      rows={rows}
      columns={columns}
      rowId={({ conferenceId }) => conferenceId}
      words={({ parties }) => parties.map(({ name, number }) => `${name} ${number}`).join(' ')}
      initialSort="time"
      empty={
        isUp
          ? {
              title: 'Nobody is in a conference room',
              text: 'Rooms show here while people are in them: who they are and who speaks.',
            }
          : {
              title: 'The engine is not running',
              text: 'Start it, and conference rooms show here while people are in them.',
              action: (
                <Button variant="primary" icon={Play} onClick={() => void startEngine()}>
                  Start the engine
                </Button>
              ),
            }
      }
      detail={(room, close) => <RoomDetail key={room.conferenceId} room={room} onClose={close} />}
    />
  )
}

function RoomDetail({ room, onClose }: { readonly room: ConferenceRoom; readonly onClose: () => void }) {
  const document = useDocument(room.conferenceId)
  const count = room.parties.length
  return (
    <DetailPanel
      icon={Mic}
      title={document?.name ?? 'A room that is no longer in the design'}
      subtitle={count === 1 ? '1 person' : `${count} people`}
      onClose={onClose}
    >
      <RoomControls room={room} />
      <RoomParties room={room} />
    </DetailPanel>
  )
}

function RoomState({ room }: { readonly room: ConferenceRoom }) {
  const waiting = room.parties.some(({ isWaiting }) => isWaiting)
  return (
    <span className="flex gap-1">
      {room.isLocked ? <Badge>Locked</Badge> : null}
      {room.isMutedAll ? <Badge>Muted</Badge> : null}
      {waiting ? <Badge tone="amber">Waiting</Badge> : null}
      {!room.isLocked && !room.isMutedAll && !waiting ? <span className="text-ink-faint">–</span> : null}
    </span>
  )
}
