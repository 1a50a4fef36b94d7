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
    <li className="flex min-h-11 items-center gap-2 border-b border-line py-1 last:border-b-0">
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate">{name}</span>
        <span className="flex items-center gap-2 text-small text-ink-soft">
          <StatusDot {...stateOf(party)} />
          {party.name && party.number ? (
            <span className="truncate font-mono text-ink-faint">{party.number}</span>
          ) : null}
        </span>
      </span>
      {party.role === 'moderator' ? <Badge tone="accent">Moderator</Badge> : null}
      <span className="flex shrink-0 gap-0.5">
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

/** One word for how somebody is there. */
function stateOf({ isWaiting, isHeld, isSpeaking, isMuted, isDeaf }: Party) {
  if (isWaiting) return { tone: 'amber', label: 'Waiting' } as const
  if (isHeld) return { tone: 'neutral', label: 'On hold' } as const
  if (isSpeaking) return { tone: 'green', label: isDeaf ? 'Speaking, deaf' : 'Speaking', pulse: true } as const
  if (isMuted) return { tone: 'neutral', label: isDeaf ? 'Muted, deaf' : 'Muted' } as const
  return { tone: 'neutral', label: isDeaf ? 'Deaf' : 'Silent' } as const
}
