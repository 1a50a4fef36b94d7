import { useState } from 'react'

export interface RowKeys {
  readonly of: (id: string) => string
  readonly rename: (from: string, to: string) => void
}

/** Keys of rows that are told apart by an id which can be exchanged: the row stays, and the keyboard in it. */
export function useRowKeys(): RowKeys {
  const [keys, setKeys] = useState<Readonly<Record<string, string>>>({})
  return {
    of: (id) => keys[id] ?? id,
    // The old id may come back as another row.
    rename: (from, to) => setKeys((known) => ({ ...known, [to]: known[from] ?? from, [from]: crypto.randomUUID() })),
  }
}
