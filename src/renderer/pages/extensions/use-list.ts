import { useMemo, useState } from 'react'
import { type ExtensionList, readExtensions } from '../../../callflow/exchange/csv/extensions-csv.ts'
import type { ListMapping } from '../../../callflow/exchange/csv/list-mapping.ts'
import { type ListEncoding, readListText } from '../../../callflow/exchange/csv/list-text.ts'
import { useDesignSnapshot } from '../../store/design.ts'

/** Where the list comes from. */
export interface ListSource {
  readonly text: string
  /** Null: pasted, or a file that was written over. */
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | null
  readonly encoding: ListEncoding | null
  /** The file does not say what its encoding is. */
  readonly isGuess: boolean
  readonly error: string | null
}

interface Choice {
  /** The headings it was made for: under others it means nothing. */
  readonly headings: string
  readonly mapping: ListMapping
  readonly isConfirmed: boolean
}

/** A list that is being read: its text, what its columns hold, and whether somebody still has to say so. */
export function useList() {
  const design = useDesignSnapshot()
  const [source, setSource] = useState<ListSource>(nothing)
  const [choice, setChoice] = useState<Choice | null>(null)
  const [isOpened, setOpened] = useState(false)
  const suggested = useMemo(() => readExtensions(source.text, design), [source.text, design])
  const headings = headingsOf(suggested)
  const chosen = choice?.headings === headings ? choice : null
  const list = useMemo(
    () => (chosen ? readExtensions(source.text, design, chosen.mapping) : suggested),
    [chosen, source.text, design, suggested],
  )
  const mapping = list.ok ? list.mapping : noMapping
  const isAsking = list.ok && list.columns.length > 0 && (chosen ? !chosen.isConfirmed : !list.isCertain)
  const take = (next: ListSource) => {
    setSource(next)
    setOpened(false)
  }
  return {
    source,
    list,
    mapping,
    isAsking,
    isOpen: isOpened || isAsking,
    write: (text: string) => setSource({ ...nothing, text }),
    open: async ([file]: readonly File[]) => {
      if (file) take(await readFile(file))
    },
    readAs: (encoding: ListEncoding) => {
      if (source.file) take(decoded(source.file, encoding))
    },
    choose: (next: ListMapping) => setChoice({ headings, mapping: next, isConfirmed: false }),
    confirm: () => {
      setChoice({ headings, mapping, isConfirmed: true })
      setOpened(false)
    },
    openColumns: setOpened,
  }
}

const nothing: ListSource = { text: '', file: null, encoding: null, isGuess: false, error: null }
const noMapping: ListMapping = { hasHeading: false, fields: [] }

/** Of a list without headings, how many columns it has. */
const headingsOf = (list: ExtensionList): string =>
  list.ok ? JSON.stringify([list.mapping.hasHeading, list.columns.map(({ heading }) => heading)]) : ''

async function readFile(file: File): Promise<ListSource> {
  if (file.size > MOST_BYTES) {
    const mb = (file.size / 1024 / 1024).toFixed(1)
    return { ...nothing, error: `${file.name} has ${mb} MB; a list has 8 MB and 1,000 people at most. Split it.` }
  }
  return decoded({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
}

function decoded(file: { readonly name: string; readonly bytes: Uint8Array }, chosen?: ListEncoding): ListSource {
  const read = readListText(file.bytes, chosen)
  if (read.ok) return { text: read.text, file, encoding: read.encoding, isGuess: read.isGuess, error: null }
  const error = `${file.name}: ${read.error}`
  return { ...nothing, file, error, ...(chosen ? { encoding: chosen, isGuess: true } : {}) }
}

const MOST_BYTES = 8 * 1024 * 1024
