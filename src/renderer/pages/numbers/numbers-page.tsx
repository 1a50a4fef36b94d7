import { Hash, TriangleAlert } from 'lucide-react'
import { useMemo } from 'react'
import type { PhoneNumber } from '../../../callflow/design/document.ts'
import { numberClash } from '../../forms/number-clash.ts'
import { ReferencePicker } from '../../forms/reference-picker.tsx'
import { applyChange, getDocument, useDocuments } from '../../store/design.ts'
import { CallButton } from '../../softphone/call-button.tsx'
import { Field } from '../../ui/field.tsx'
import { Badge } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { toast } from '../../ui/toast.tsx'
import { DocumentPage } from '../shared/document-page.tsx'
import { NameOf } from '../shared/name-of.tsx'

const columns: readonly Column<PhoneNumber>[] = [
  {
    id: 'name',
    header: 'Number',
    width: 'minmax(88px, 1fr)',
    mono: true,
    sortBy: (number) => number.number,
    cell: (number) => number.number,
  },
  {
    id: 'label',
    header: 'Name',
    width: 'minmax(88px, 2fr)',
    sortBy: (number) => number.name,
    cell: (number) => number.name,
  },
  {
    id: 'leads',
    header: 'Leads to',
    width: 'minmax(88px, 2fr)',
    cell: (number) => <LeadsTo number={number.number} />,
  },
  { id: 'trunk', header: 'Trunk', width: 'minmax(88px, 1fr)', cell: (number) => <NameOf id={number.trunkId} /> },
  { id: 'site', header: 'Site', width: 'minmax(96px, 1fr)', cell: (number) => <NameOf id={number.siteId} /> },
]

export function NumbersPage() {
  return (
    <DocumentPage
      area="numbers"
      kind="phone-number"
      title="Phone numbers"
      icon={Hash}
      columns={columns}
      createLabel="New number"
      empty={{
        title: 'No phone numbers yet',
        text: 'A number of yours in the telephone network. A callflow answers it; a trunk brings its calls in.',
      }}
      actions={(number) => <CallButton whom={number.number} number={number.number} />}
      before={(number) => <FlowChoice number={number} />}
    />
  )
}

function useAnsweringFlow(number: string) {
  const flows = useDocuments('callflow')
  return useMemo(() => flows.find((flow) => flow.numbers.includes(number)), [flows, number])
}

function LeadsTo({ number }: { readonly number: string }) {
  const flow = useAnsweringFlow(number)
  if (flow) return flow.name
  return (
    <Badge tone="amber" icon={TriangleAlert}>
      Nowhere yet
    </Badge>
  )
}

/** Which flow answers is written in the flow's numbers: choosing one here moves the number there. */
function FlowChoice({ number }: { readonly number: PhoneNumber }) {
  const flow = useAnsweringFlow(number.number)
  const choose = (id: string | null) => {
    const next = id ? getDocument(id) : undefined
    if (next?.kind === 'callflow') {
      const clash = flow ? null : numberClash(next, 'numbers', number.number)
      if (clash) {
        toast.error(clash)
        return
      }
    }
    const put = []
    if (flow) put.push({ ...flow, numbers: flow.numbers.filter((each) => each !== number.number) })
    if (next?.kind === 'callflow') put.push({ ...next, numbers: [...next.numbers, number.number] })
    if (put.length > 0 && flow?.id !== next?.id)
      void applyChange({ label: `Lead ${number.number} to ${next?.name ?? 'nowhere'}`, put })
  }
  return (
    <Field label="Leads to" help="The callflow that answers this number.">
      {(control) => (
        <ReferencePicker
          {...control}
          kinds={['callflow']}
          value={flow?.id ?? null}
          onChange={choose}
          noneLabel="Nowhere"
        />
      )}
    </Field>
  )
}
