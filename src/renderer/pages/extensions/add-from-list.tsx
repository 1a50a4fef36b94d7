import { useState } from 'react'
import { writeRefused } from '../../../callflow/exchange/csv/extensions-csv.ts'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { takeChange, toastUndo } from '../../store/design.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { Checkbox } from '../../ui/switch.tsx'
import { TextArea } from '../../ui/text-input.tsx'
import { downloadText } from '../shared/download.ts'
import { ListColumns } from './list-columns.tsx'
import { ListEncodingChoice } from './list-encoding-choice.tsx'
import { ListPreview } from './list-preview.tsx'
import { useList } from './use-list.ts'

/** Many seats at once from a spreadsheet: what the columns hold, then what would be made, then all of it in one change (M4). */
export function AddFromList({ onClose }: { readonly onClose: () => void }) {
  const { source, list, mapping, isAsking, isOpen, ...does } = useList()
  const [leavesOut, setLeavesOut] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const rows = list.ok ? list.rows : []
  const good = rows.filter(({ problems }) => problems.length === 0)
  const bad = rows.filter(({ problems }) => problems.length > 0)
  const problem = source.error ?? (list.ok ? refusal : list.error)
  const hasList = source.text !== '' || source.error !== null
  const add = async () => {
    setBusy(true)
    setRefusal(null)
    try {
      await takeChange(
        (designId) => api().documents.createExtensions({ designId, extensions: good.map(({ row }) => row) }),
        ({ change }) => change,
      )
      onClose()
      toastUndo(`Added ${countOf(good.length)}`)
    } catch (error) {
      setRefusal(refusalOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Add extensions from a list"
      description="Each row makes a person, a phone, a mailbox and the callflow that rings them for 20 s and then takes a message."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {isAsking ? (
            <Button variant="primary" disabled={!list.ok || list.missing !== null} onClick={does.confirm}>
              Use these columns
            </Button>
          ) : (
            <Button
              variant="primary"
              busy={busy}
              disabled={good.length === 0 || (bad.length > 0 && !leavesOut)}
              onClick={() => void add()}
            >
              {good.length === 0 ? 'Add' : `Add ${countOf(good.length)}`}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3.5 py-1">
        <FileDrop
          label={source.file?.name ?? 'Drop a CSV file'}
          {...(hasList ? { help: 'Drop another, or press to choose' } : {})}
          compact={hasList}
          accept=".csv,.tsv,.tab,.txt,text/csv"
          onFiles={(files) => void does.open(files)}
        />
        {source.encoding !== null && source.isGuess ? (
          <ListEncodingChoice value={source.encoding} onChange={does.readAs} />
        ) : null}
        {/* The columns need its room. */}
        {source.file && isOpen ? null : (
          <Field
            label={source.file ? 'The list' : 'Or paste the list'}
            {...(hasList
              ? {}
              : {
                  help: 'Extension, first name, last name, e-mail, phone (desk phone, softphone or browser phone) and mailbox PIN, in this order or with headings, as FreePBX, FusionPBX, 3CX, Yeastar or Vodia export them too.',
                })}
            error={problem}
          >
            {(control) => (
              <TextArea
                {...control}
                rows={hasList ? 3 : 5}
                spellCheck={false}
                className="font-mono text-small whitespace-pre"
                placeholder={'1010, Robin, Vale, robin@example.com\n1011, Sam, Ito'}
                value={source.text}
                onChange={(text) => {
                  setRefusal(null)
                  does.write(text)
                }}
              />
            )}
          </Field>
        )}
        {list.ok && list.columns.length > 0 ? (
          <ListColumns
            columns={list.columns}
            mapping={mapping}
            system={list.system}
            missing={list.missing}
            isAsking={isAsking}
            isOpen={isOpen}
            onChange={does.choose}
            onOpen={does.openColumns}
          />
        ) : null}
        {bad.length > 0 && !isAsking ? (
          <div className="flex min-h-7 items-center justify-between gap-3">
            {good.length > 0 ? (
              <label className="flex items-center gap-2">
                <Checkbox checked={leavesOut} onChange={setLeavesOut} />
                Leave out the {bad.length === 1 ? 'row' : `${bad.length} rows`} with problems
              </label>
            ) : (
              <span className="text-ink-soft">No row can be added.</span>
            )}
            <Button
              size="sm"
              onClick={() => downloadText('rows left out.csv', writeRefused(bad, list.ok ? list.columns : []))}
            >
              Save {bad.length === 1 ? 'it' : 'them'} as CSV
            </Button>
          </div>
        ) : null}
        {rows.length > 0 ? <ListPreview rows={rows} /> : null}
      </div>
    </Dialog>
  )
}

const countOf = (count: number) => `${count} ${count === 1 ? 'extension' : 'extensions'}`
