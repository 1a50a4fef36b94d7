import { useState } from 'react'
import { setAt } from './paths.ts'

/**
 * What was typed, over what is saved: until the focus leaves a field it shows what was typed (also a trailing blank that saving trims),
 * and what cannot be saved stays until it is mended.
 */
export function useDrafts() {
  const [drafts, setDrafts] = useState<Readonly<Record<string, unknown>>>({})
  return {
    over<V extends object>(saved: V): V {
      return Object.entries(drafts).reduce((value, [name, draft]) => setAt(value, name, draft), saved)
    },
    set(name: string, value: unknown): void {
      setDrafts((before) => ({ ...before, [name]: value }))
    },
    drop(name: string): void {
      setDrafts(({ [name]: _gone, ...rest }) => rest)
    },
  }
}
