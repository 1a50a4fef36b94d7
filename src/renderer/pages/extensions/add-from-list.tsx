import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useMemo, useState } from 'react'
import { type ReadRow, readExtensions } from '../../../callflow/exchange/csv/extensions-csv.ts'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { takeChange, toastUndo, useDesignSnapshot } from '../../store/design.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { Checkbox } from '../../ui/switch.tsx'
import { TextArea } from '../../ui/text-input.tsx'

/** Many seats at once from a spreadsheet: shown before anything is made, made in one change (M4). */
export function AddFromList({ onClose }: { readonly onClose: () => void }) {
  const design = useDesignSnapshot()
  const [text, setText] = useState('')
  const [leavesOut, setLeavesOut] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const list = useMemo(() => readExtensions(text, design), [text, design])
  const rows = list.ok ? list.rows : []
  const good = rows.filter(({ problems }) => problems.length === 0)
  const bad = rows.length - good.length
  const write = (next: string) => {
    setText(next)
    setProblem(null)
  }
  const add = async () => {
    setBusy(true)
    try {
      await takeChange(
        () => api().documents.createExtensions({ extensions: good.map(({ row }) => row) }),
        ({ change }) => change,
      )
      onClose()
      toastUndo(`Added ${countOf(good.length)}`)
    } catch (error) {
      setProblem(refusalOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Add extensions from a list"
      description="Each line makes a person, a phone, a mailbox and the callflow that rings them for 20 s and then takes a message."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={good.length === 0 || (bad > 0 && !leavesOut)}
            onClick={() => void add()}
          >
            {good.length === 0 ? 'Add' : `Add ${countOf(good.length)}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3.5 py-1">
        <FileDrop
          label="Drop a CSV file"
          accept=".csv,.tsv,.txt,text/csv"
          onFiles={(files) => void readFirst(files, write)}
        />
        <Field
          label="Or paste the list"
          help="Extension, first name, last name, e-mail, phone (desk phone, softphone or browser phone) and mailbox PIN, in this order or with headings."
          error={list.ok ? problem : list.error}
        >
          {(control) => (
            <TextArea
              {...control}
              rows={5}
              spellCheck={false}
              className="font-mono text-small whitespace-pre"
              placeholder={'1010, Robin, Vale, robin@example.com\n1011, Sam, Ito'}
              value={text}
              onChange={write}
            />
          )}
        </Field>
        {bad > 0 && good.length > 0 ? (
          <label className="flex items-center gap-2">
            <Checkbox checked={leavesOut} onChange={setLeavesOut} />
            Leave out the {bad === 1 ? 'line' : `${bad} lines`} with problems
          </label>
        ) : null}
        {rows.length > 0 ? <Preview rows={rows} /> : null}
        {list.ok && list.ignoredColumns.length > 0 ? (
          <p className="text-small text-ink-faint">Not taken: {list.ignoredColumns.join(', ')}.</p>
        ) : null}
      </div>
    </Dialog>
  )
}

function Preview({ rows }: { readonly rows: readonly ReadRow[] }) {
  const ordered = rows.toSorted((a, b) => Number(a.problems.length === 0) - Number(b.problems.length === 0))
  return (
    <div className="max-h-[240px] overflow-auto rounded-card border border-line">
      <table aria-label="What would be added" className="w-full text-left text-small">
        <thead className="sticky top-0 bg-sunken text-label text-ink-faint">
          <tr>
            {['Line', 'Extension', 'Name', ''].map((heading) => (
              <th key={heading} scope="col" className="px-2 py-1 font-medium">
                {heading || <span className="sr-only">State</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {ordered.slice(0, MOST_SHOWN).map(({ line, row, problems }) => (
            <tr key={line} className="align-top">
              <td className="tabular px-2 py-1 text-ink-faint">{line}</td>
              <td className="tabular px-2 py-1 font-mono">{row.extension.slice(0, 20)}</td>
              <td className="min-w-[120px] px-2 py-1 wrap-anywhere">
                {`${row.firstName} ${row.lastName}`.slice(0, 80)}
              </td>
              <td className="px-2 py-1">
                <State problems={problems} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {ordered.length > MOST_SHOWN ? (
        <p className="border-t border-line px-2 py-1 text-small text-ink-faint">
          and {ordered.length - MOST_SHOWN} more
        </p>
      ) : null}
    </div>
  )
}

function State({ problems }: Pick<ReadRow, 'problems'>) {
  if (problems.length === 0) {
    return (
      <span className="flex items-center gap-1.5 text-ink-faint">
        <CircleCheck aria-hidden size={13} className="text-green" /> Can be added
      </span>
    )
  }
  return (
    <span className="flex items-start gap-1.5">
      <TriangleAlert aria-hidden size={13} className="mt-0.5 shrink-0 text-amber" /> {problems.join(' ')}
    </span>
  )
}

const MOST_SHOWN = 200

const MOST_BYTES = 2_000_000

async function readFirst([file]: readonly File[], take: (text: string) => void): Promise<void> {
  if (!file) return
  // A bigger one is refused by its length as text too; this keeps it out of memory.
  take(await file.slice(0, MOST_BYTES).text())
}

const countOf = (count: number) => `${count} ${count === 1 ? 'extension' : 'extensions'}`
