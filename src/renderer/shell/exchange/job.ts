import { useEffect, useRef, useState } from 'react'
import { refusalOf } from '../../api/refusal.ts'

export interface JobProgress {
  readonly kind: 'progress'
  readonly doing: 'reading' | 'saving' | 'writing'
  readonly files: number
  readonly total: number | null
}

export interface Job {
  readonly isBusy: boolean
  /** Null in the first second: short work needs no telling. */
  readonly progress: JobProgress | null
  readonly error: string | null
  /** Follows a stream to its outcome; null when it was refused or stopped. */
  run<E extends { readonly kind: string }>(start: Start<E>): Promise<OutcomeOf<E> | null>
  readonly stop: () => void
}

type Start<E> = (signal: AbortSignal) => Promise<AsyncIterable<E>>
type OutcomeOf<E> = Exclude<E, { readonly kind: 'progress' }>

const TELL_AFTER_MS = 1_000

/** One piece of work in the back room that says how far it is. Leaving the dialog stops it. */
export function useJob(): Job {
  const [isBusy, setBusy] = useState(false)
  const [progress, setProgress] = useState<JobProgress | null>(null)
  const [error, setError] = useState<string | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const run = async <E extends { readonly kind: string }>(start: Start<E>): Promise<OutcomeOf<E> | null> => {
    const stopping = new AbortController()
    running.current?.abort()
    running.current = stopping
    setBusy(true)
    setError(null)
    const startedMs = performance.now()
    let outcome: OutcomeOf<E> | null = null
    try {
      for await (const event of await start(stopping.signal)) {
        if (!isProgress(event))
          outcome = event as OutcomeOf<E> // what is no progress is the outcome
        else if (performance.now() - startedMs > TELL_AFTER_MS) setProgress(event)
      }
    } catch (failure) {
      outcome = null
      if (!stopping.signal.aborted) setError(refusalOf(failure).message)
    }
    setBusy(false)
    setProgress(null)
    return stopping.signal.aborted ? null : outcome
  }
  return { isBusy, progress, error, run, stop: () => running.current?.abort() }
}

function isProgress(event: { readonly kind: string }): event is JobProgress {
  return event.kind === 'progress'
}
