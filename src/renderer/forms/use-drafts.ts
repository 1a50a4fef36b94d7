import { useRef, useState } from 'react'
import { getAt, setAt } from './paths.ts'

/**
 * What was typed, over what is saved: until the focus leaves a field it shows what was typed (also a trailing blank that saving trims),
 * and what cannot be saved stays until it is mended.
 */
export function useDrafts() {
  const [drafts, setDrafts] = useState<Readonly<Record<string, unknown>>>({})
  /** By field, what stood there when typing began, then what was last saved from here. Somebody else may have written another since. */
  const seen = useRef<ReadonlyMap<string, unknown>>(new Map())
  return {
    over<V extends object>(saved: V): V {
      return Object.entries(drafts).reduce((value, [name, draft]) => setAt(value, name, draft), saved)
    },
    set(name: string, value: unknown): void {
      setDrafts((before) => ({ ...before, [name]: value }))
    },
    /** What a change of the field is made of: `saved`, with the field as whoever types in it knows it. */
    madeOf<V extends object>(saved: V, name: string): V {
      if (!seen.current.has(name)) seen.current = new Map([...seen.current, [name, getAt(saved, name)]])
      return setAt(saved, name, seen.current.get(name))
    },
    saved(name: string, value: unknown): void {
      seen.current = new Map([...seen.current, [name, value]])
    },
    drop(name: string): void {
      setDrafts(({ [name]: _gone, ...rest }) => rest)
      seen.current = new Map([...seen.current].filter(([field]) => field !== name))
    },
  }
}
