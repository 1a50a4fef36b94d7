import { Download, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import type { NumberList } from '../../../callflow/design/document.ts'
import { readListText } from '../../../callflow/exchange/csv/list-text.ts'
import {
  type ListReading,
  readNumberList,
  withEntries,
  writeNumberList,
} from '../../../callflow/exchange/csv/number-list-csv.ts'
import { countryOf } from '../../../callflow/numbering/country.ts'
import { applyChange, designSnapshot } from '../../store/design.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { downloadText } from '../shared/download.ts'

const MOST_BYTES = 16 * 1024 * 1024
/** Rows that are named; of more their number. */
const MOST_SHOWN = 20

type Read = Extract<ListReading, { ok: true }> & { readonly fileName: string }

/** Numbers from a CSV file and into one (M91). */
export function ListTransfer({ list }: { readonly list: NumberList }) {
  const input = useRef<HTMLInputElement | null>(null)
  const [asked, setAsked] = useState<Read | null>(null)
  const take = async (file: File) => {
    const read = await readFile(file)
    if (!read.ok) toast.error(read.error)
    else if (read.problems.length > 0) setAsked({ ...read, fileName: file.name })
    else await add(list.id, read.entries)
  }
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,text/csv"
        aria-label="CSV file with numbers"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          event.target.value = ''
          if (file) void take(file)
        }}
      />
      <Button size="sm" icon={Upload} onClick={() => input.current?.click()}>
        Import CSV
      </Button>
      {list.entries.length > 0 ? (
        <Button
          size="sm"
          icon={Download}
          onClick={() => downloadText(`${list.name}.csv`, writeNumberList(list.entries))}
        >
          Export CSV
        </Button>
      ) : null}
      {asked ? (
        <LeftOut
          read={asked}
          onClose={() => setAsked(null)}
          onAdd={() => {
            setAsked(null)
            void add(list.id, asked.entries)
          }}
        />
      ) : null}
    </div>
  )
}

function LeftOut({
  read: { entries, problems, fileName },
  onClose,
  onAdd,
}: {
  readonly read: Read
  readonly onClose: () => void
  readonly onAdd: () => void
}) {
  const more = problems.length - MOST_SHOWN
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${rows(problems.length)} of ${fileName} cannot be used`}
      description={`${numbers(entries.length)} can.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={entries.length === 0} onClick={onAdd}>
            {`Add ${numbers(entries.length)}`}
          </Button>
        </>
      }
    >
      <ul aria-label="Rows left out" className="flex max-h-64 flex-col gap-1 overflow-y-auto py-1 text-small">
        {problems.slice(0, MOST_SHOWN).map(({ at, message }) => (
          <li key={at}>
            Row {at}: {message}
          </li>
        ))}
        {more > 0 ? <li className="text-ink-faint">and {more.toLocaleString('en')} more</li> : null}
      </ul>
    </Dialog>
  )
}

async function readFile(file: File): Promise<ListReading> {
  if (file.size > MOST_BYTES)
    return { ok: false, error: `${file.name} has ${Math.ceil(file.size / 1024 / 1024)} MB; 16 MB are the most.` }
  const read = readListText(new Uint8Array(await file.arrayBuffer()))
  return read.ok ? readNumberList(read.text, countryOf(designSnapshot())) : read
}

/** One change, which is undone as any other: to the list as it is by now. */
async function add(listId: string, entries: Read['entries']): Promise<void> {
  const list = designSnapshot().find('number-list', listId)
  if (!list) return
  const put = withEntries(list, entries)
  if (!put) {
    toast.error(`"${list.name}" would hold more than 100,000 numbers.`)
    return
  }
  await applyChange({ label: `Import numbers into ${list.name}`, put: [put] })
  toast.done(`${numbers(entries.length)} imported`)
}

const numbers = (count: number) => (count === 1 ? '1 number' : `${count.toLocaleString('en')} numbers`)
const rows = (count: number) => (count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`)
