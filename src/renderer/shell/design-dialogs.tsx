import { useState } from 'react'
import { api } from '../api/client.ts'
import { type Refusal, refusalOf } from '../api/refusal.ts'
import { atRest, useDesign } from '../store/design.ts'
import { openDesignDialog, useUi } from '../store/ui.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Switch } from '../ui/switch.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { openDesign } from './design-menu.tsx'
import { ExportDialog } from './exchange/export-dialog.tsx'
import { ImportDialog } from './exchange/import-dialog.tsx'
import { isNewer, NewerFile } from './newer-file.tsx'

/** Opening and creating by path: the same in a browser and in the desktop window. */
export function DesignDialogs() {
  const which = useUi((state) => state.designDialog)
  switch (which) {
    case 'open':
      return <OpenDialog />
    case 'create':
      return <CreateDialog />
    case 'import-kazoo':
    case 'import-files':
      return <ImportDialog key={which} format={which === 'import-kazoo' ? 'kazoo' : 'files'} />
    case 'export-kazoo':
    case 'export-files':
      return <ExportDialog key={which} format={which === 'export-kazoo' ? 'kazoo' : 'files'} />
    case null:
      return null
  }
}

const close = () => openDesignDialog(null)

function OpenDialog() {
  const [path, setPath] = useState('')
  const [refused, setRefused] = useState<{ readonly path: string; readonly why: Refusal } | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    const why = await openDesign(path.trim(), true)
    setBusy(false)
    setRefused(why && { path: path.trim(), why })
    if (why === null) close()
  }
  return (
    <Dialog
      open
      onClose={close}
      title="Open design"
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" busy={busy} disabled={!path.trim()} onClick={() => void submit()}>
            Open
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Field label="File" help="A *.callwright file on the computer Callwright runs on." error={refused?.why.message}>
          {(control) => (
            <TextInput {...control} mono value={path} onChange={setPath} placeholder="/home/me/office.callwright" />
          )}
        </Field>
      </form>
      {refused && isNewer(refused.why) ? <NewerFile key={refused.path} path={refused.path} /> : null}
    </Dialog>
  )
}

function CreateDialog() {
  const folder = useDesign((state) => folderOf(state.info?.path ?? ''))
  const [name, setName] = useState('')
  const [path, setPath] = useState<string | null>(null)
  const [sample, setSample] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const file = path ?? `${folder}${fileNameOf(name)}.callwright`
  const submit = async () => {
    if (!name.trim()) return
    setBusy(true)
    try {
      await atRest()
      await api().design.create({ path: file, name: name.trim(), sample })
      close()
    } catch (failure) {
      setError(refusalOf(failure).message)
    }
    setBusy(false)
  }
  return (
    <Dialog
      open
      onClose={close}
      title="New design"
      description="A design holds everything of one company: its callflows, people, phones and numbers."
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" busy={busy} disabled={!name.trim()} onClick={() => void submit()}>
            Create
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4 py-1"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Field label="Company">
          {(control) => <TextInput {...control} value={name} onChange={setName} maxLength={128} />}
        </Field>
        <Field label="File" error={error}>
          {(control) => <TextInput {...control} mono value={file} onChange={setPath} />}
        </Field>
        <Field label="Fill it with the sample company" inline>
          {(control) => <Switch {...control} checked={sample} onChange={setSample} />}
        </Field>
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function fileNameOf(name: string): string {
  return (
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '') // Ännä is anna, not nn
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'design'
  )
}
