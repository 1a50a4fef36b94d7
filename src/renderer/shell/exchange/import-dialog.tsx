import { CircleSlash, FileMinus, Info } from 'lucide-react'
import { useState } from 'react'
import type { ImportPreview } from '../../../main/api/contract.ts'
import { api } from '../../api/client.ts'
import { allSaved, useDesign } from '../../store/design.ts'
import { openDesignDialog } from '../../store/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { toast } from '../../ui/toast.tsx'
import { kindWords } from '../kinds.ts'
import { countWords, type ExchangeFormat, formatWords, newDesignPath } from './formats.ts'
import { JobProgress } from './job-progress.tsx'
import { useJob } from './job.ts'
import { NoteList } from './note-list.tsx'

const close = () => openDesignDialog(null)

/** A folder becomes a new design: first what is in it, then the file. */
export function ImportDialog({ format }: { readonly format: ExchangeFormat }) {
  const words = formatWords[format]
  const openPath = useDesign((state) => state.info?.path ?? '')
  const job = useJob()
  const [folder, setFolder] = useState('')
  const [path, setPath] = useState<string | null>(null)
  const [found, setFound] = useState<ImportPreview | null>(null)
  const target = path ?? newDesignPath(openPath, found?.name ?? '')
  const isEmpty = found !== null && found.counts.length === 0

  const look = async () => {
    if (!folder.trim() || job.isBusy) return
    setFound(await job.run((signal) => api().exchange.preview({ format, folder: folder.trim() }, { signal })))
  }
  const take = async () => {
    if (job.isBusy || isEmpty) return
    const input = { format, folder: folder.trim(), path: target.trim() }
    const done = await job.run(async (signal) => {
      await allSaved()
      return api().exchange.import(input, { signal })
    })
    if (!done) return
    const left = done.refusedCount > 0 ? `, ${done.refusedCount.toLocaleString('en')} left out` : ''
    toast.done(`Imported ${done.documents.toLocaleString('en')} documents${left}`)
    close()
  }
  const next = () => void (found ? take() : look())

  return (
    <Dialog
      open
      wide
      onClose={close}
      title={words.importTitle}
      description={words.importText}
      footer={
        <>
          {job.isBusy ? <Button onClick={job.stop}>Stop</Button> : <Button onClick={close}>Cancel</Button>}
          <Button
            variant="primary"
            busy={job.isBusy}
            disabled={!folder.trim() || isEmpty || (found !== null && !target.trim())}
            onClick={next}
          >
            {found ? 'Import' : 'Look inside'}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4 py-1"
        onSubmit={(event) => {
          event.preventDefault()
          next()
        }}
      >
        <Field label="Folder" help={words.importHelp} error={found ? null : job.error}>
          {(control) => (
            <TextInput
              {...control}
              mono
              value={folder}
              placeholder={format === 'kazoo' ? '/home/me/kazoo-account' : '/home/me/office-files'}
              onChange={(next) => {
                setFolder(next)
                setFound(null)
              }}
            />
          )}
        </Field>
        {found ? <Found found={found} /> : null}
        {found && !isEmpty ? (
          <Field label="New design file" help="A file that does not exist yet." error={job.error}>
            {(control) => <TextInput {...control} mono value={target} onChange={setPath} />}
          </Field>
        ) : null}
        <JobProgress progress={job.progress} />
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}

function Found({ found }: { readonly found: ImportPreview }) {
  const total = found.counts.reduce((sum, { count }) => sum + count, 0)
  return (
    <section aria-label="What the folder holds" className="flex flex-col gap-2">
      <h3 className="text-body font-medium">
        {total === 0
          ? 'The folder holds nothing that can be imported.'
          : `${found.name || 'No account'}: ${total.toLocaleString('en')} ${total === 1 ? 'document' : 'documents'}`}
      </h3>
      <ul aria-label="What would be taken" className="grid grid-cols-3 gap-x-4 gap-y-1 text-small text-ink-soft">
        {found.counts.map(({ kind, count }) => {
          const Icon = kindWords[kind].icon
          return (
            <li key={kind} className="tabular flex min-w-0 items-center gap-2">
              <Icon aria-hidden size={13} className="shrink-0 text-ink-faint" />
              <span className="truncate">{countWords(kind, count)}</span>
            </li>
          )
        })}
      </ul>
      <NoteList
        title={`${found.refusedCount.toLocaleString('en')} cannot be taken`}
        icon={CircleSlash}
        tone="amber"
        notes={found.refused}
        count={found.refusedCount}
      />
      <NoteList
        title={`${found.notesCount.toLocaleString('en')} kept as they are`}
        icon={Info}
        tone="neutral"
        notes={found.notes}
        count={found.notesCount}
      />
      <NoteList
        title={`${found.leftOutCount.toLocaleString('en')} left out`}
        icon={FileMinus}
        tone="neutral"
        notes={found.leftOut}
        count={found.leftOutCount}
      />
    </section>
  )
}
