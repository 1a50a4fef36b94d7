import type { Document } from '../../callflow/design/document.ts'
import { patchesBetween } from '../../callflow/design/edit/between.ts'
import { sameValue } from '../../callflow/design/edit/same-value.ts'
import type { Ends } from './diff.ts'
import { findIn, type OpenDesign } from './open-design.ts'
import { notFound } from './refusals.ts'
import { endsOf, type UndoStep } from './undo-steps.ts'
import { endsOfPatches } from './wanted-ends.ts'

/**
 * What taking a step back, or doing it again, makes of documents. Those that are as the step left them become as it found them. What others have
 * written since stays: the patches the other way are merged like any edit. @throws RefusedError CONFLICT when they wrote in the same places
 */
export function endsOfStep(design: OpenDesign, step: UndoStep, direction: 'undo' | 'redo'): Ends[] {
  const ends = endsOf(design.db, design.codec, step)
  if (!ends) {
    throw notFound(String(step.stepId), `"${step.label}" is too long ago: its documents are not kept as they were.`)
  }
  const ways = ends.map(({ before, after }) => (direction === 'undo' ? way(after, before) : way(before, after)))
  const isAsLeft = ({ id, from }: Way) => sameValue(findIn(design, id).document, from)
  const asLeft = new Set(ways.filter(isAsLeft))
  const patches = ways.filter((each) => !asLeft.has(each)).flatMap(({ from, to }) => patchesBetween(from, to))
  const merged = endsOfPatches({ base: {}, patches }, design.parse, (id) => ({
    ...findIn(design, id),
    revision: NOT_SEEN,
  }))
  return [...[...asLeft].map(({ from, to }) => ({ before: from, after: to })), ...merged]
}

interface Way {
  readonly id: string
  readonly from: Document | undefined
  readonly to: Document | undefined
}

const way = (from: Document | undefined, to: Document | undefined): Way => ({ id: (to ?? from)?.id ?? '', from, to })

/** No revision: every place is compared. */
const NOT_SEEN = -1
