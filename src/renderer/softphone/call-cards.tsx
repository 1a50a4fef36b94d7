import { Merge, Mic, MicOff, Pause, Phone, PhoneForwarded, PhoneOff, Play } from 'lucide-react'
import { useMemo } from 'react'
import { Ticking } from '../pages/live/ticking.tsx'
import { useDesignSnapshot } from '../store/design.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { cx } from '../ui/cx.ts'
import { dialEntries, numberFor } from './core/dial-entries.ts'
import type { PhoneCall } from './core/phone-call.ts'
import { LevelBar } from './level-bar.tsx'
import { answer, hangUp, hold, join, mute, transfer } from './phone-actions.ts'
import { usePhone } from './phone-store.ts'
import { microphone, speaker, useSound } from './sound-store.ts'
import { TalkKey } from './talk-key.tsx'

/** Every call of the phone, the oldest first. */
export function CallCards() {
  const calls = usePhone((phone) => phone.calls)
  if (calls.length === 0) return null
  return (
    <section aria-label="Calls" className="max-h-[60%] shrink-0 overflow-y-auto border-b border-line">
      {calls.map((call) => (
        <CallCard key={call.id} call={call} others={calls} />
      ))}
      <VoiceProblem />
    </section>
  )
}

function CallCard({ call, others }: { readonly call: PhoneCall; readonly others: readonly PhoneCall[] }) {
  const isRinging = call.direction === 'in' && call.state === 'ringing'
  return (
    <article
      aria-label={`Call with ${nameOf(call)}`}
      className={cx('border-b border-line px-4 py-3 last:border-0', isRinging && 'bg-accent-soft')}
    >
      <div className="flex items-baseline gap-2">
        <h3 className="min-w-0 flex-1 truncate font-semibold">{nameOf(call)}</h3>
        <span className="tabular shrink-0 font-mono text-small text-ink-faint">
          {call.state === 'up' ? <Ticking sinceMs={call.answeredMs ?? call.startedMs} /> : null}
        </span>
      </div>
      <p role={isRinging ? 'alert' : 'status'} className="text-small text-ink-faint">
        {call.name === '' ? '' : `${call.number} · `}
        {stateWords(call)}
      </p>
      {call.reason !== '' && call.state !== 'ended' ? <p className="text-small text-amber">{call.reason}</p> : null}
      {call.keys === '' ? null : (
        <p aria-label="Keys pressed" className="truncate font-mono text-small tracking-widest text-ink-soft">
          {call.keys}
        </p>
      )}
      {call.state === 'up' && !call.isHeld ? <Levels call={call} /> : null}
      {isRinging ? <RingingButtons call={call} /> : null}
      {call.state !== 'ended' && !isRinging ? <CallButtons call={call} others={others} /> : null}
    </article>
  )
}

function RingingButtons({ call }: { readonly call: PhoneCall }) {
  return (
    <div className="mt-2 flex gap-2">
      <Button variant="primary" icon={Phone} onClick={() => void answer(call.id)}>
        Answer
      </Button>
      <Button variant="danger" icon={PhoneOff} onClick={() => hangUp(call.id)}>
        Decline
      </Button>
    </div>
  )
}

function CallButtons({ call, others }: { readonly call: PhoneCall; readonly others: readonly PhoneCall[] }) {
  const { id } = call
  const isUp = call.state === 'up'
  const joinable = isUp ? others.filter((other) => other.id !== id && other.state === 'up') : []
  return (
    <>
      <div className="mt-2 flex items-center gap-1">
        {isUp ? (
          <>
            <IconButton
              label={call.isHeld ? 'Resume' : 'Hold'}
              icon={call.isHeld ? Play : Pause}
              pressed={call.isHeld}
              onClick={() => hold(id, !call.isHeld)}
            />
            <IconButton
              label={call.isMuted ? 'Unmute' : 'Mute'}
              icon={call.isMuted ? MicOff : Mic}
              pressed={call.isMuted}
              onClick={() => mute(id, !call.isMuted)}
            />
            <TransferButton id={id} />
            {call.isHeld ? null : <TalkKey />}
          </>
        ) : null}
        <Button variant="danger" size="md" icon={PhoneOff} className="ml-auto" onClick={() => hangUp(id)}>
          {isUp ? 'Hang up' : 'Cancel'}
        </Button>
      </div>
      {joinable.map((other) => (
        <Button key={other.id} size="sm" icon={Merge} className="mt-2 max-w-full" onClick={() => join(id, other.id)}>
          <span className="truncate">Connect with {nameOf(other)}</span>
        </Button>
      ))}
    </>
  )
}

/** Blind: they are sent on at once. To ask first, the other is called, and then the two are connected. */
function TransferButton({ id }: { readonly id: string }) {
  const design = useDesignSnapshot()
  const entries = useMemo(() => dialEntries(design), [design])
  return (
    <Combobox
      aria-label="Transfer to"
      value={null}
      options={entries.map(({ name, number }) => ({ value: number, label: name, aside: number }))}
      onChange={(number) => number && transfer(id, number)}
      create={[
        {
          label: 'Transfer to',
          accepts: (typed) => numberFor(entries, typed) !== undefined,
          run: (typed) => transfer(id, numberFor(entries, typed) ?? typed),
        },
      ]}
      trigger={
        <button
          type="button"
          aria-label="Transfer"
          title="Transfer"
          className="inline-flex size-7 shrink-0 items-center justify-center rounded-control text-ink-soft hover:bg-hover hover:text-ink data-[state=open]:bg-pressed"
        >
          <PhoneForwarded aria-hidden size={16} strokeWidth={1.75} />
        </button>
      }
    />
  )
}

function Levels({ call }: { readonly call: PhoneCall }) {
  return (
    <div className="mt-1.5 grid grid-cols-[auto_1fr] items-center gap-x-2 gap-y-0.5 text-label text-ink-faint">
      <span>You</span>
      <LevelBar label="How loud you are" levelOf={() => (call.isMuted ? 0 : microphone.meter.level())} />
      <span>Them</span>
      <LevelBar label="How loud they are" levelOf={() => speaker.meterOf(call.id)?.level() ?? 0} />
    </div>
  )
}

function VoiceProblem() {
  const problem = useSound((sound) => sound.problem)
  const isTalking = usePhone(({ calls }) => calls.some(({ state }) => state !== 'ended' && state !== 'ringing'))
  if (problem === null || !isTalking) return null
  return (
    <p role="alert" className="bg-amber-soft px-4 py-2 text-small text-amber">
      They do not hear you. {problem}
    </p>
  )
}

const nameOf = ({ name, number }: PhoneCall): string => name || number || 'Anonymous'

function stateWords({ state, direction, isHeld, isHeldThere, isMuted, transfer: sent, reason }: PhoneCall): string {
  if (state === 'ended') return reason
  if (state === 'ringing') return direction === 'in' ? 'Calls you' : 'It rings there'
  if (state === 'connecting') return 'Connecting'
  if (sent) return sent.state === 'ringing' ? `Transfer: ${sent.to} rings` : `Transferring to ${sent.to}`
  if (isHeld) return 'On hold'
  if (isHeldThere) return 'They put you on hold'
  return isMuted ? 'Muted' : 'Talking'
}
