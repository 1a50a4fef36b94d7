import { Info } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { allSaved, useDesign } from '../../store/design.ts'
import { openDesignDialog } from '../../store/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { exportFolder, type ExchangeFormat, formatWords } from './formats.ts'
import { JobProgress } from './job-progress.tsx'
import { useJob } from './job.ts'
import { NoteList } from './note-list.tsx'

const close = () => openDesignDialog(null)

interface Exported {
  readonly folder: string
  readonly documents: number
  readonly notes: readonly string[]
  readonly notesCount: number
}

/** The open design into an empty folder, and what the format could not say. */
export function ExportDialog({ format }: { readonly format: ExchangeFormat }) {
  const words = formatWords[format]
  const openPath = useDesign((state) => state.info?.path ?? '')
  const job = useJob()
  const [folder, setFolder] = useState(() => exportFolder(openPath, format))
  const [done, setDone] = useState<Exported | null>(null)
  const submit = async () => {
    if (!folder.trim() || job.isBusy) return
    setDone(
      await job.run(async (signal) => {
        await allSaved()
        return api().exchange.export({ format, folder: folder.trim() }, { signal })
      }),
    )
  }
  return (
    <Dialog
      open
      wide
      onClose={close}
      title={words.exportTitle}
      description={words.exportText}
      footer={
        done ? (
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        ) : (
          <>
            {job.isBusy ? <Button onClick={job.stop}>Stop</Button> : <Button onClick={close}>Cancel</Button>}
            <Button variant="primary" busy={job.isBusy} disabled={!folder.trim()} onClick={() => void submit()}>
              Export
            </Button>
          </>
        )
      }
    >
      {done ? (
        <div className="flex flex-col gap-3 py-1">
          <p role="status" className="text-body wrap-anywhere">
            {done.documents.toLocaleString('en')} documents are in{' '}
            <span className="font-mono text-small">{done.folder}</span>.
          </p>
          <NoteList
            title={`${done.notesCount.toLocaleString('en')} things to know`}
            icon={Info}
            tone="amber"
            notes={done.notes.map((reason) => ({ reason }))}
            count={done.notesCount}
          />
        </div>
      ) : (
        <form
          className="flex flex-col gap-4 py-1"
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <Field
            label="Folder"
            help="A new or empty folder on the computer Callwright runs on. It holds passwords in plain text afterwards: keep it where only you can read it."
            error={job.error}
          >
            {(control) => <TextInput {...control} mono value={folder} onChange={setFolder} />}
          </Field>
          <JobProgress progress={job.progress} />
          <button type="submit" hidden aria-hidden tabIndex={-1} />
        </form>
      )}
    </Dialog>
  )
}
