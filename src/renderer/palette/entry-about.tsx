import { describeSettings } from '../../callflow/design/describe.ts'
import { liveSupportOf } from '../../callflow/run/live-support.ts'
import { labelOfBranch } from '../canvas/core/branches.ts'
import { notLiveYet } from '../canvas/not-live.ts'
import type { PaletteEntry } from './entries.ts'

/** What a step is told and by which ways it goes on, on hover and focus (M27). */
export function EntryAbout({ entry: { definition, kazoo } }: { readonly entry: PaletteEntry }) {
  const settings = describeSettings(definition.settings).filter(({ advanced }) => !advanced)
  const outs = definition.branches.filter(({ optional }) => !optional)
  const support = liveSupportOf(definition)
  return (
    <span className="mt-0.5 flex flex-col gap-1.5">
      <span className="text-ink-soft">{definition.description}</span>
      <span className="grid grid-cols-[auto_1fr] gap-x-2">
        {settings.length > 0 ? <Line name="In" words={settings.map(({ label }) => label)} /> : null}
        <Line
          name="Out"
          words={outs.length > 0 ? outs.map(({ name, label }) => label || labelOfBranch(name)) : ['ends the call']}
        />
        {kazoo ? (
          <>
            <span>Kazoo</span>
            <span className="font-mono">{kazoo}</span>
          </>
        ) : null}
      </span>
      {support ? (
        <span>
          {support.level === 'none' ? `${notLiveYet}. ` : ''}
          {support.message}
        </span>
      ) : null}
    </span>
  )
}

function Line({ name, words }: { readonly name: string; readonly words: readonly string[] }) {
  return (
    <>
      <span>{name}</span>
      <span className="text-ink-soft">{words.join(', ')}</span>
    </>
  )
}
