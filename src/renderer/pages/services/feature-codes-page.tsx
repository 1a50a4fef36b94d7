import { Asterisk, SquareArrowOutUpRight, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { availableFeatureCodes, dialledCode, type FeatureCodeType } from '../../../callflow/feature-codes/catalogue.ts'
import {
  conflictsOf,
  disable,
  enable,
  type FeatureCodeEdit,
  flowOfCode,
  renumber,
} from '../../../callflow/feature-codes/feature-codes.ts'
import { PageHeader } from '../../shell/page-layout.tsx'
import { applyChange, designSnapshot, useDesign, useDesignSnapshot } from '../../store/design.ts'
import { navigate } from '../../store/route.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Badge } from '../../ui/status.tsx'
import { Switch } from '../../ui/switch.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { toast } from '../../ui/toast.tsx'

interface Row {
  readonly about: FeatureCodeType
  readonly isOn: boolean
  readonly code: string
  readonly flowId: string | undefined
  readonly conflict: string | undefined
}

const columns: readonly Column<Row>[] = [
  { id: 'on', header: 'On', width: '56px', cell: (row) => <OnSwitch row={row} /> },
  {
    id: 'code',
    header: 'Code',
    width: '176px',
    sortBy: (row) => dialledCode(row.about, row.code),
    cell: (row) => <CodeField key={row.code} row={row} />,
  },
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(140px, 1fr)',
    sortBy: (row) => row.about.name,
    cell: (row) => row.about.name,
  },
  { id: 'help', header: 'What it does', width: 'minmax(200px, 2fr)', cell: (row) => <What row={row} /> },
  { id: 'open', header: '', width: '48px', cell: (row) => <OpenFlow row={row} /> },
]

/** Codes people dial on their phones: on or off, and which digits (M10). */
export function FeatureCodesPage() {
  const design = useDesignSnapshot()
  const rows = availableFeatureCodes.map((about): Row => {
    const flow = flowOfCode(design, about.type)
    const code = flow?.featureCode?.code ?? about.defaultCode
    const conflict = conflictsOf(design, about.type, code)[0]?.message
    return { about, isOn: flow !== undefined, code, flowId: flow?.id, conflict }
  })
  const off = rows.filter(({ isOn, conflict }) => !isOn && conflict === undefined)
  return (
    <>
      <PageHeader title="Feature codes" count={rows.length}>
        {off.length > 0 ? (
          <Button icon={Asterisk} onClick={() => enableAll(off)}>
            Turn all on
          </Button>
        ) : null}
      </PageHeader>
      <div className="flex min-h-0 flex-1 flex-col">
        <Table label="Feature codes" rows={rows} columns={columns} rowId={({ about }) => about.type} />
      </div>
    </>
  )
}

function OnSwitch({ row }: { readonly row: Row }) {
  const { about, isOn } = row
  return (
    <span className="flex items-center">
      <Switch
        checked={isOn}
        disabled={useIsReadOnly()}
        aria-label={about.name}
        onChange={(next) => {
          const edit = next ? enable(designSnapshot(), about.type) : disable(designSnapshot(), about.type)
          take(edit, `Turn ${about.name} ${next ? 'on' : 'off'}`)
        }}
      />
    </span>
  )
}

/** Takes the new code when the field is left or Enter is pressed; a code that is refused stays in the field with the reason. */
function CodeField({ row }: { readonly row: Row }) {
  const { about, isOn, code } = row
  const [draft, setDraft] = useState(code)
  const [why, setWhy] = useState<string>()
  const commit = () => {
    if (draft === code) return
    const edit = renumber(designSnapshot(), about.type, draft)
    setWhy(edit.ok ? undefined : edit.why)
    if (edit.ok) take(edit, `Change the code of ${about.name}`)
  }
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span aria-hidden className="w-2 font-mono text-small text-ink-faint">
        {about.prefix}
      </span>
      <TextInput
        mono
        className="max-w-[64px]"
        value={draft}
        maxLength={6}
        disabled={useIsReadOnly() || !isOn}
        aria-label={`Code of ${about.name}`}
        aria-invalid={why === undefined ? undefined : true}
        title={why}
        onChange={(next) => {
          setDraft(next.replaceAll(/[^0-9*]/g, ''))
          setWhy(undefined)
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          event.stopPropagation() // the table's keys are for its rows
          if (event.key === 'Enter') commit()
          if (event.key === 'Escape') setDraft(code)
        }}
      />
      {about.argument ? <span className="truncate text-small text-ink-faint">{about.argument}</span> : null}
      {why ? <span className="sr-only">{why}</span> : null}
    </span>
  )
}

function What({ row }: { readonly row: Row }) {
  if (row.conflict === undefined) return <span className="truncate text-ink-soft">{row.about.help}</span>
  return (
    <Badge tone="amber" icon={TriangleAlert}>
      {row.conflict}
    </Badge>
  )
}

function OpenFlow({ row }: { readonly row: Row }) {
  const { flowId, about } = row
  if (flowId === undefined) return null
  return (
    <IconButton
      label={`Open the callflow of ${about.name}`}
      icon={SquareArrowOutUpRight}
      onClick={() => navigate('callflows', flowId)}
    />
  )
}

const useIsReadOnly = () => useDesign((state) => Boolean(state.info?.readOnlyBecause))

function take(edit: FeatureCodeEdit, label: string): void {
  if (!edit.ok) {
    toast.error(edit.why)
    return
  }
  if (edit.put.length + edit.remove.length > 0) void applyChange({ label, put: edit.put, remove: edit.remove })
}

function enableAll(rows: readonly Row[]): void {
  const design = designSnapshot()
  const edits = rows.map(({ about }) => enable(design, about.type))
  const put = edits.flatMap((edit) => (edit.ok ? edit.put : []))
  if (put.length > 0) void applyChange({ label: 'Turn all feature codes on', put })
}
