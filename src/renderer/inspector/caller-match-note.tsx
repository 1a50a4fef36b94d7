import { Check, TriangleAlert } from 'lucide-react'
import { useId, useState } from 'react'
import { type MatchSettings, matchesCaller } from '../../callflow/modules/match-caller-id/match-caller-id.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { type ListedNumber, whatItMatches } from '../../callflow/numbering/caller-match.ts'
import { useDesignSnapshot } from '../store/design.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { TextInput } from '../ui/text-input.tsx'

/** What a caller match really takes: each number of an expression meant as a list (M39), and a number to try. */
export function CallerMatchNote({
  value,
  onChange,
}: {
  readonly value: MatchSettings
  readonly onChange: (value: MatchSettings) => void
}) {
  const design = useDesignSnapshot()
  const country = countryOf(design)
  const reading = value.mode === 'regex' ? whatItMatches(value.regex, country) : undefined
  return (
    <div className="mt-4 flex flex-col gap-4 border-t border-line pt-3">
      {reading?.kind === 'list' ? (
        <div role="group" aria-label="What it matches" className="flex flex-col gap-1.5">
          <h4 className="text-label font-medium text-ink-soft">What it matches</h4>
          <ul className="flex flex-col rounded-control border border-line">
            {reading.numbers.map((each) => (
              <ListedRow key={each.number} listed={each} />
            ))}
          </ul>
          {reading.isExact ? null : (
            <>
              <p className="text-small text-ink-faint">
                A word boundary at the ends of the list binds to its outer numbers only. Compared whole, every number
                matches itself and nothing else.
              </p>
              <Button
                size="sm"
                className="self-start"
                onClick={() => onChange({ ...value, mode: 'numbers', numbers: [...reading.safeNumbers] })}
              >
                Compare whole numbers
              </Button>
            </>
          )}
        </div>
      ) : null}
      <TryANumber matches={(number) => matchesCaller(value, { name: '', number }, design)} />
    </div>
  )
}

function ListedRow({ listed: { number, matchesItself, matchesLonger } }: { readonly listed: ListedNumber }) {
  const isExact = matchesItself && !matchesLonger
  const Icon = isExact ? Check : TriangleAlert
  const words = [matchesItself ? '' : 'never matches', matchesLonger ? 'also inside longer numbers' : '']
  return (
    <li className="flex min-h-7 items-center gap-2 border-b border-line px-2 py-1 last:border-0">
      <Icon aria-hidden size={13} className={cx('shrink-0', isExact ? 'text-green' : 'text-amber')} />
      <span className="tabular font-mono text-small">{number}</span>
      <span className="ml-auto text-right text-small text-ink-faint">
        {isExact ? 'this number only' : words.filter(Boolean).join(', ')}
      </span>
    </li>
  )
}

function TryANumber({ matches }: { readonly matches: (number: string) => boolean }) {
  const id = useId()
  const [number, setNumber] = useState('')
  const does = matches(number.trim())
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-label font-medium text-ink-soft">
        Try a caller
      </label>
      <TextInput
        id={id}
        mono
        inputMode="tel"
        maxLength={35}
        value={number}
        onChange={setNumber}
        placeholder="+16045550100"
        unit={
          <span role="status" className={cx('text-small', does ? 'text-green' : 'text-ink-soft')}>
            {number.trim() === '' ? '' : does ? 'Matches' : 'Does not match'}
          </span>
        }
      />
    </div>
  )
}
