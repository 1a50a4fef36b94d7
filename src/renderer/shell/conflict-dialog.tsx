import { GitCompareArrows } from 'lucide-react'
import { useState } from 'react'
import { conflictOf, type ConflictData } from '../api/refusal.ts'
import { getDocument, settleConflict, useDesign } from '../store/design.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Banner } from './banner.tsx'
import { wordsOfClashes } from './conflict-words.ts'

/** What was changed here and elsewhere in the same place: both are shown, and one stays. Put off, it stands in a line over the window. */
export function ConflictDialog() {
  const conflict = useDesign((state) => conflictOf(state.held))
  const [putOff, setPutOff] = useState<ConflictData | null>(null)
  if (!conflict) return null
  if (putOff !== conflict)
    return <Question key={conflict.documentId} conflict={conflict} onLater={() => setPutOff(conflict)} />
  return (
    <Banner
      icon={GitCompareArrows}
      tone="amber"
      news={`“${conflict.documentName}” was changed elsewhere too.`}
      more="Your changes wait until you have decided which stay."
    >
      <Button size="sm" onClick={() => setPutOff(null)}>
        Compare
      </Button>
    </Banner>
  )
}

function Question({ conflict, onLater }: { readonly conflict: ConflictData; readonly onLater: () => void }) {
  const { documentName, clashes } = conflict
  const isGone = clashes.every((clash) => clash.isGone)
  return (
    <Dialog
      open
      wide
      onClose={onLater}
      title={isGone ? `Part of “${documentName}” was deleted elsewhere` : `“${documentName}” was changed elsewhere too`}
      description={
        isGone
          ? 'What you changed is not there any more. Undo brings back what was deleted.'
          : 'Somebody on another page changed the same as you. Choose which stays; everything else of both is kept.'
      }
      footer={
        <>
          <Button onClick={onLater}>Decide later</Button>
          <Button variant={isGone ? 'primary' : 'default'} onClick={() => settleConflict('theirs')}>
            {isGone ? 'Leave it deleted' : 'Take theirs'}
          </Button>
          {isGone ? null : (
            <Button variant="primary" onClick={() => settleConflict('mine')}>
              Keep mine
            </Button>
          )}
        </>
      }
    >
      <ul aria-label="Changed by both" className="flex flex-col gap-3 pb-2">
        {wordsOfClashes(clashes, getDocument).map(({ place, theirs, mine }) => (
          <li key={place}>
            <h3 className="mb-1 font-medium">{place}</h3>
            <dl className="grid grid-cols-2 gap-2">
              <Value who="Theirs" value={theirs} />
              <Value who="Mine" value={mine} />
            </dl>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function Value({ who, value }: { readonly who: string; readonly value: string }) {
  return (
    <div className="min-w-0 rounded-control border border-line px-3 py-2">
      <dt className="text-label text-ink-faint">{who}</dt>
      <dd className="max-h-[120px] overflow-y-auto wrap-anywhere whitespace-pre-wrap">{value}</dd>
    </div>
  )
}
