import { Ear, EarOff, Mic, MicOff, UserX } from 'lucide-react'
import { api } from '../../api/client.ts'
import type { ConferenceRoom } from '../../store/live-events.ts'
import { target } from '../../store/target.ts'
import { IconButton } from '../../ui/button.tsx'
import { Badge, StatusDot } from '../../ui/status.tsx'
import { inRoom } from './in-room.ts'

type Party = ConferenceRoom['parties'][number]

export const nameOfParty = ({ name, number }: Party): string => name || number || 'Anonymous'

/** Who is in the room, in the order they came, and what can be done with each. */
export function RoomParties({ room: { conferenceId, parties } }: { readonly room: ConferenceRoom }) {
  return (
    <section aria-label="People">
      <h3 className="mb-1 text-label font-medium text-ink-soft">People</h3>
      <ul>
        {parties.map((party) => (
          <PartyRow key={party.callId} conferenceId={conferenceId} party={party} />
        ))}
      </ul>
    </section>
  )
}

function PartyRow({ conferenceId, party }: { readonly conferenceId: string; readonly party: Party }) {
  const { conferences } = api().operate
  const { callId, isMuted, isDeaf } = party
  const name = nameOfParty(party)
  const at = { ...target(), conferenceId, callId }
  return (
    <li className="flex min-h-9 items-center gap-2 border-b border-line py-1 last:border-b-0">
      <StatusDot {...speechOf(party)} hideLabel />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate">{name}</span>
        {party.name && party.number ? (
          <span className="truncate font-mono text-small text-ink-faint">{party.number}</span>
        ) : null}
      </span>
      {party.role === 'moderator' ? <Badge tone="accent">Moderator</Badge> : null}
      {party.isWaiting ? <Badge tone="amber">Waits</Badge> : null}
      {party.isHeld ? <Badge>On hold</Badge> : null}
      <span className="flex shrink-0">
        <IconButton
          label={isMuted ? `Unmute ${name}` : `Mute ${name}`}
          icon={isMuted ? MicOff : Mic}
          pressed={isMuted}
          size="sm"
          onClick={() => void inRoom(conferences.changeParty({ ...at, isMuted: !isMuted }))}
        />
        <IconButton
          label={isDeaf ? `Let ${name} hear` : `Make ${name} deaf`}
          icon={isDeaf ? EarOff : Ear}
          pressed={isDeaf}
          size="sm"
          onClick={() => void inRoom(conferences.changeParty({ ...at, isDeaf: !isDeaf }))}
        />
        <IconButton
          label={`Put ${name} out`}
          icon={UserX}
          size="sm"
          onClick={() => void inRoom(conferences.kick(at))}
        />
      </span>
    </li>
  )
}

function speechOf({ isSpeaking, isMuted }: Party) {
  if (isSpeaking) return { tone: 'green', label: 'Speaking', pulse: true } as const
  return { tone: 'neutral', label: isMuted ? 'Muted' : 'Silent' } as const
}
