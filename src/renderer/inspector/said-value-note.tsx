import { useId, useState } from 'react'
import { notSaidWords, type PlayMediaSettings } from '../../callflow/modules/play-media/play-media.ts'
import type { Sound } from '../../callflow/run/operation.ts'
import { type FullLanguage, grammars, spokenInFull } from '../../callflow/scripts/saying/grammar.ts'
import { type Saying, sayValue } from '../../callflow/scripts/saying/say-value.ts'
import { shippedPrompts } from '../store/shipped-prompts.ts'
import { TextInput } from '../ui/text-input.tsx'

/** What callers hear of a value, in words of each language. Of a variable, which holds something else in every call, a value can be tried. */
export function SaidValueNote({ settings: { sound, value, sayAs } }: { readonly settings: PlayMediaSettings }) {
  const [tried, setTried] = useState('')
  if (sound === 'media') return null
  const isFixed = sound === 'value'
  const holds = isFixed ? value : tried.trim() || examples[sayAs]
  const said = sayValue(holds, sayAs, grammars.en)
  return (
    <div className="mt-4 flex flex-col gap-4 border-t border-line pt-3">
      {isFixed ? null : <TryAValue value={tried} example={examples[sayAs]} onChange={setTried} />}
      {holds === '' ? null : (
        <div role="group" aria-label="What callers hear" className="flex flex-col gap-1.5">
          <h4 className="text-label font-medium text-ink-soft">What callers hear</h4>
          {said.isUnderstood ? null : <p className="text-small text-ink-soft">{notSaidWords(holds, sayAs, said)}.</p>}
          {said.sounds.length === 0 ? null : (
            <ul className="flex flex-col rounded-control border border-line">
              {spokenInFull.map((language) => (
                <li key={language} className="flex min-h-7 gap-2 border-b border-line px-2 py-1 last:border-0">
                  <span className="w-14 shrink-0 text-small text-ink-faint">{languageNames[language]}</span>
                  <span lang={language} className="text-small">
                    {wordsOf(language, sayValue(holds, sayAs, grammars[language]).sounds)}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  )
}

function TryAValue({
  value,
  example,
  onChange,
}: {
  readonly value: string
  readonly example: string
  readonly onChange: (value: string) => void
}) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-label font-medium text-ink-soft">
        Try a value
      </label>
      <TextInput id={id} mono maxLength={64} value={value} onChange={onChange} placeholder={example} />
    </div>
  )
}

/** As one would write it down: prompts of single words end in a full stop, for how they sound. */
function wordsOf(language: FullLanguage, sounds: readonly Sound[]): string {
  const texts = shippedPrompts[language] ?? {}
  return sounds
    .flatMap((sound) => {
      if (sound.kind === 'prompt') return [texts[sound.promptId] ?? '']
      return sound.kind === 'digits'
        ? sound.text.split('').map((digit) => texts[`digits/${digitNames[digit] ?? digit}`] ?? '')
        : []
    })
    .map((text) => text.replace(/\.$/, ''))
    .join(' ')
}

const digitNames: Readonly<Record<string, string>> = { '*': 'star', '#': 'pound', '+': 'plus' }

const languageNames: Readonly<Record<FullLanguage, string>> = {
  en: 'English',
  de: 'German',
  fr: 'French',
  es: 'Spanish',
}

const examples: Readonly<Record<Saying, string>> = {
  number: '21',
  digits: '2101',
  ordinal: '3',
  date: '2026-11-21',
  time: '15:05',
  duration: '3725',
  eur: '21.50',
  usd: '21.50',
  gbp: '21.50',
  chf: '21.50',
}
