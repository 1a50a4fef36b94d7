import type { DesignSnapshot } from './snapshot.ts'

/** Yields wherever others may have a turn; whatever it yields says nothing. */
type Making<V> = Generator<undefined, V>

/** Pieces of what is left to make for a design, none of them long. */
const preparations: ((design: DesignSnapshot) => Making<void>)[] = []

/**
 * Something derived from a whole design, such as a map by number: made at the first question and remembered for as long as the design lives. For a large
 * one that takes longer than a call can wait, so whoever is about to run a design makes all of them before, piece by piece (`prepareDesign`).
 */
export function designIndex<V extends object>(
  make: (design: DesignSnapshot) => Making<V>,
): (design: DesignSnapshot) => V {
  const made = new WeakMap<DesignSnapshot, V>()
  preparations.push(function* prepare(design) {
    if (!made.has(design)) made.set(design, yield* make(design))
  })
  return (design) => {
    const known = made.get(design)
    if (known) return known
    const value = finished(make(design))
    made.set(design, value)
    return value
  }
}

/** Makes every index of this program for the design. Asking for one in between is no harm: it is made at once then. */
export function* prepareDesign(design: DesignSnapshot): Making<void> {
  for (const prepare of preparations) yield* prepare(design)
}

function finished<V>(making: Making<V>): V {
  for (;;) {
    const step = making.next()
    if (step.done) return step.value
  }
}
