import { useEffect, useState } from 'react'
import type { CallTest } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { explore } from '../../../callflow/explore/explore.ts'
import { explorationWords } from '../../../callflow/explore/exploration-words.ts'
import { proposeTests } from '../../../callflow/explore/propose-tests.ts'
import { newId } from '../../forms/new-document.ts'
import { useCallTests } from '../../store/call-tests.ts'

export interface Exploring {
  readonly tried: number
  /** Absent while calls are being tried. */
  readonly found?: {
    readonly says: readonly string[]
    /** Call tests for what no test takes. */
    readonly proposed: readonly CallTest[]
  }
}

/** A frame has 16 ms. */
const SLICE_MS = 10

/** Tries every call of that design, a few between two frames, for as long as somebody looks. What is edited meanwhile is for the next time. */
export function useExploring(design: DesignSnapshot): Exploring {
  const [state, setState] = useState<Exploring>({ tried: 0 })
  useEffect(() => {
    const running = exploring(design)
    let timer: ReturnType<typeof setTimeout>
    const some = () => {
      const untilMs = performance.now() + SLICE_MS
      let step = running.next()
      while (!step.done && performance.now() < untilMs) step = running.next()
      setState(step.value)
      if (!step.done) timer = setTimeout(some, 0)
    }
    timer = setTimeout(some, 0)
    return () => clearTimeout(timer)
  }, [design])
  return state
}

function* exploring(design: DesignSnapshot): Generator<Exploring, Exploring> {
  const trying = explore(design, { nowMs: Date.now() })
  let step = trying.next()
  for (; !step.done; step = trying.next()) yield { tried: step.value.tried }
  const found = step.value
  const walked = [...useCallTests.getState().results.values()].map(({ rehearsal }) => rehearsal?.trace ?? [])
  const proposed: CallTest[] = []
  for (const test of proposeTests(design, found, walked, newId)) {
    proposed.push(test)
    yield { tried: found.tried }
  }
  return { tried: found.tried, found: { says: explorationWords(design, found), proposed } }
}
