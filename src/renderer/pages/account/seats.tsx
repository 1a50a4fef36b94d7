import { type SeatCount, countSeats } from '../../../callflow/design/seats.ts'
import { useDesignSnapshot } from '../../store/design.ts'

const words: Readonly<Record<keyof SeatCount, string>> = {
  extensions: 'Extensions',
  voicemailOnly: 'Voicemail only',
  callForward: 'Call forward',
  conferences: 'Conferences',
  faxBoxes: 'Fax boxes',
}

/** What the design would need where seats are counted. */
export function Seats() {
  const seats = Object.entries(countSeats(useDesignSnapshot())) as [keyof SeatCount, number][] // keys of an object we made
  return (
    <section aria-label="Seats" className="border-t border-line pt-6">
      <h2 className="text-body font-semibold">Seats</h2>
      <p className="mb-3 text-small text-ink-faint">What this design uses, by kind of seat.</p>
      <dl className="grid grid-cols-5 gap-3">
        {seats.map(([kind, count]) => (
          <div key={kind} className="rounded-card border border-line px-3 py-2">
            <dt className="text-label text-ink-faint">{words[kind]}</dt>
            <dd className="text-title tabular-nums">{count}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
