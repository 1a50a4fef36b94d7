import { useDocument } from '../../store/design.ts'
import { StatusDot } from '../../ui/status.tsx'
import { type LegQuality, lossWords, mosWords } from './audio-words.ts'

const codecNames: Readonly<Record<string, string>> = {
  PCMU: 'G.711 µ-law',
  PCMA: 'G.711 A-law',
  G722: 'G.722',
  OPUS: 'Opus',
}

/** How the audio of each leg fared. Nothing for a call without any. */
export function AudioQuality({ audio }: { readonly audio: readonly LegQuality[] }) {
  if (audio.length === 0) return null
  return (
    <section aria-label="Audio">
      <h3
        className="mb-1 text-label font-medium text-ink-soft"
        title="The score is an estimated MOS: what listeners would say, from 1 to 4.5, worked out from loss, jitter and round trip by ITU-T G.107."
      >
        Audio
      </h3>
      <ul className="flex flex-col gap-2">
        {audio.map((leg, index) => (
          <LegRow key={`${leg.label} ${index}`} leg={leg} />
        ))}
      </ul>
    </section>
  )
}

function LegRow({ leg }: { readonly leg: LegQuality }) {
  const { received, farEnd, roundTripMs, sent } = leg
  const name = useDocument(leg.label)?.name ?? leg.label
  return (
    <li>
      <div className="flex h-7 items-center justify-between gap-3">
        <span className="truncate">{name}</span>
        {leg.mos === null ? null : <StatusDot {...mosWords(leg.mos)} />}
      </div>
      <p className="tabular text-small text-ink-faint">
        {[
          codecNames[leg.codec] ?? leg.codec,
          `from it ${lossWords(received.lost, received.packets + received.lost)} lost, jitter ${ms(received.jitterMs)}`,
          farEnd ? `to it ${lossWords(farEnd.lost, sent)} lost, jitter ${ms(farEnd.jitterMs)}` : '',
          roundTripMs === null ? '' : `round trip ${ms(roundTripMs)}`,
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </p>
    </li>
  )
}

/** Number and unit stay on one line. */
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)}\u00a0ms`
