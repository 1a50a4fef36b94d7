import { Radar } from 'lucide-react'
import { useState } from 'react'
import type { CallTest } from '../../../callflow/design/document.ts'
import { expectationWords } from '../../../callflow/prove/test-words.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { applyChange, designSnapshot, toastUndo } from '../../store/design.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Checkbox } from '../../ui/switch.tsx'
import { type Exploring, useExploring } from './exploring.ts'

/** Tries every call, says what it found, and offers a test for each way that no test takes. */
export function ExploreTool() {
  const [design, setDesign] = useState<DesignSnapshot | null>(null)
  return (
    <>
      <Button size="sm" variant="ghost" icon={Radar} onClick={() => setDesign(designSnapshot())}>
        Explore
      </Button>
      {design ? <ExploreDialog design={design} onClose={() => setDesign(null)} /> : null}
    </>
  )
}

function ExploreDialog({ design, onClose }: { readonly design: DesignSnapshot; readonly onClose: () => void }) {
  const exploring = useExploring(design)
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set())
  const chosen = exploring.found?.proposed.filter(({ id }) => !refused.has(id)) ?? []
  const keep = async () => {
    const label = chosen.length === 1 ? 'Create a call test' : `Create ${chosen.length} call tests`
    if ((await applyChange({ label, put: chosen })).ok) toastUndo(label)
    onClose()
  }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Explore every call"
      description="Every decision that callers and colleagues can make, at every hour that differs."
      footer={
        <>
          <Button onClick={onClose}>{exploring.found ? 'Close' : 'Cancel'}</Button>
          {chosen.length > 0 ? (
            <Button variant="primary" onClick={() => void keep()}>
              {chosen.length === 1 ? 'Keep 1 test' : `Keep ${chosen.length} tests`}
            </Button>
          ) : null}
        </>
      }
    >
      <p role="status" className="pb-3 text-small text-ink-faint">
        {exploring.found ? `${exploring.tried} calls were tried.` : `${exploring.tried} calls tried so far`}
      </p>
      {exploring.found ? (
        <Found
          found={exploring.found}
          design={design}
          refused={refused}
          onToggle={(id, isKept) => setRefused(isKept ? without(refused, id) : new Set(refused).add(id))}
        />
      ) : null}
    </Dialog>
  )
}

const without = (set: ReadonlySet<string>, id: string) => new Set([...set].filter((each) => each !== id))

function Found({
  found: { says, proposed },
  design,
  refused,
  onToggle,
}: {
  readonly found: NonNullable<Exploring['found']>
  readonly design: DesignSnapshot
  readonly refused: ReadonlySet<string>
  readonly onToggle: (id: string, isKept: boolean) => void
}) {
  return (
    <div className="flex flex-col gap-5">
      <section aria-label="What was found">
        <h3 className="pb-1 text-small font-medium text-ink-soft">What was found</h3>
        {says.length === 0 ? (
          <p className="text-small text-ink-faint">Every step is reached, and every caller gets somewhere.</p>
        ) : (
          <ul className="flex flex-col gap-1.5">
            {says.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
      </section>
      <section aria-label="Tests for what is missing">
        <h3 className="pb-1 text-small font-medium text-ink-soft">Tests for what is missing</h3>
        {proposed.length === 0 ? (
          <p className="text-small text-ink-faint">Every wire that a call can take is taken by a test.</p>
        ) : (
          <>
            <p className="pb-2 text-small text-ink-faint">
              They say what these calls do now. Whether that is right is for you to say; keep those that are.
            </p>
            <ul className="divide-y divide-line rounded-card border border-line">
              {proposed.map((test) => (
                <Proposal
                  key={test.id}
                  test={test}
                  design={design}
                  isKept={!refused.has(test.id)}
                  onToggle={(isKept) => onToggle(test.id, isKept)}
                />
              ))}
            </ul>
          </>
        )}
      </section>
    </div>
  )
}

function Proposal({
  test,
  design,
  isKept,
  onToggle,
}: {
  readonly test: CallTest
  readonly design: DesignSnapshot
  readonly isKept: boolean
  readonly onToggle: (isKept: boolean) => void
}) {
  return (
    <li className="flex items-start gap-2 px-3 py-2">
      <Checkbox aria-label={test.name} checked={isKept} onChange={onToggle} />
      <span className="min-w-0">
        <span className="block truncate">{test.name}</span>
        <span className="block text-small text-ink-faint">
          {test.expects.map((expected) => expectationWords(expected, design)).join(' · ')}
        </span>
      </span>
    </li>
  )
}
