import { Contact, Download, ListPlus } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { applyChange, toastUndo, useDocuments } from '../../store/design.ts'
import { usagesOf } from '../../api/refusal.ts'
import { Button } from '../../ui/button.tsx'
import type { Column } from '../../ui/table.tsx'
import { toast } from '../../ui/toast.tsx'
import { writeExtensions } from '../../../callflow/exchange/csv/extensions-csv.ts'
import { downloadText } from '../shared/download.ts'
import { useStillUsed } from '../shared/deleting.ts'
import { ListPage } from '../shared/list-page.tsx'
import { NameOf } from '../shared/name-of.tsx'
import { RegistrationDot } from '../shared/registration-dot.tsx'
import { AddFromList } from './add-from-list.tsx'
import { CreateExtension } from './create-extension.tsx'
import { SeatPanel } from './seat-panel.tsx'
import { documentsOfSeat, type Seat, seatsOf } from './seats.ts'

const columns: readonly Column<Seat>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(120px, 2fr)',
    sortBy: (seat) => seat.user.name,
    cell: (seat) => seat.user.name,
  },
  {
    id: 'extension',
    header: 'Extension',
    width: '96px',
    mono: true,
    sortBy: (seat) => seat.user.extension,
    cell: (seat) => seat.user.extension,
  },
  { id: 'phones', header: 'Phones', width: 'minmax(88px, 2fr)', cell: (seat) => <Phones seat={seat} /> },
  {
    id: 'mailbox',
    header: 'Voicemail',
    width: 'minmax(88px, 1fr)',
    cell: (seat) => <NameOf id={seat.mailbox?.id ?? null} />,
  },
  {
    id: 'flow',
    header: 'Callflow',
    width: 'minmax(88px, 2fr)',
    cell: (seat) => <NameOf id={seat.callflow?.id ?? null} />,
  },
]

/** Seats: a person, their phones, a mailbox and the flow that rings them, made together. */
export function ExtensionsPage() {
  const users = useDocuments('user')
  const devices = useDocuments('device')
  const mailboxes = useDocuments('mailbox')
  const callflows = useDocuments('callflow')
  const [isCreating, setCreating] = useState(false)
  const [isListing, setListing] = useState(false)
  const rows = useMemo(() => seatsOf(users, devices, mailboxes, callflows), [users, devices, mailboxes, callflows])
  const open = useCallback(() => setCreating(true), [])
  return (
    <>
      <ListPage
        area="extensions"
        title="Extensions"
        icon={Contact}
        rows={rows}
        columns={columns}
        rowId={(seat) => seat.user.id}
        words={(seat) =>
          `${seat.user.name} ${seat.user.extension} ${seat.user.email} ${seat.devices.map((device) => device.name).join(' ')}`
        }
        initialSort="extension"
        createLabel="New extension"
        tools={
          <>
            <Button icon={ListPlus} onClick={() => setListing(true)}>
              Add from a list
            </Button>
            {rows.length > 0 ? (
              <Button icon={Download} onClick={() => downloadText('extensions.csv', writeExtensions(rows))}>
                Export CSV
              </Button>
            ) : null}
          </>
        }
        onCreate={open}
        onDelete={(seat) => void deleteSeat(seat)}
        empty={{
          title: 'No extensions yet',
          text: 'An extension is a seat: a person, a phone, a mailbox and a number that rings them, made in one go.',
        }}
        detail={(seat, close) => (
          <SeatPanel
            key={seat.user.id}
            seat={seat}
            onClose={close}
            onDelete={() => void deleteSeat(seat).then((gone) => gone && close())}
          />
        )}
      />
      {isListing ? <AddFromList onClose={() => setListing(false)} /> : null}
      {isCreating ? <CreateExtension onClose={() => setCreating(false)} /> : null}
    </>
  )
}

function Phones({ seat }: { readonly seat: Seat }) {
  if (seat.devices.length === 0) return <span className="text-ink-faint">–</span>
  return (
    <span className="flex items-center gap-3">
      {seat.devices.map((device) => (
        <RegistrationDot key={device.id} device={device} hideLabel={seat.devices.length > 1} />
      ))}
    </span>
  )
}

async function deleteSeat(seat: Seat): Promise<boolean> {
  const label = `Delete extension ${seat.user.extension} ${seat.user.name}`
  const result = await applyChange({ label, remove: documentsOfSeat(seat).map((document) => document.id), quiet: true })
  if (result.ok) {
    toastUndo(`Deleted ${seat.user.extension} ${seat.user.name}`)
    return true
  }
  const usages = usagesOf(result.refusal)
  if (usages.length > 0) useStillUsed.setState({ asked: { document: seat.user, usages } })
  else toast.error(result.refusal.message)
  return false
}
