import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { FieldDescriptor } from '../../callflow/design/describe.ts'
import { Button } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { cx } from '../ui/cx.ts'
import { NumberInput } from '../ui/number-input.tsx'
import { InstantInput } from './instant-input.tsx'
import { ListRow, moved } from './list-row.tsx'
import { createActions, useReferenceOptions } from './reference-picker.tsx'
import { useRowKeys } from './row-keys.ts'
import { RowReference, useRowName } from './row-reference.tsx'

interface Member {
  readonly id: string
  readonly [field: string]: unknown
}

export interface MembersEditorProps {
  readonly field: FieldDescriptor
  readonly value: readonly Member[]
  readonly onChange: (value: readonly Member[]) => void
}

/** People, phones and groups to ring, each with its own times and weight. */
export function MembersEditor({ field, value, onChange }: MembersEditorProps) {
  const kinds = field.refersTo ?? []
  const numbers = (field.itemFields ?? []).filter((item) => item.name !== 'id' && item.control !== 'instant')
  const moments = (field.itemFields ?? []).filter((item) => item.control === 'instant')
  const keys = useRowKeys()
  const options = useReferenceOptions(
    kinds,
    value.map((member) => member.id),
  )
  const add = (id: string | null) => {
    if (id)
      onChange([
        ...value,
        { id, ...Object.fromEntries([...numbers, ...moments].map((item) => [item.name, item.default])) },
      ])
  }
  return (
    <div className="flex flex-col gap-1">
      {value.length > 0 ? (
        <ul aria-label={field.label} className="flex flex-col rounded-control border border-line-strong">
          {value.map((member, index) => (
            <MemberRow
              key={keys.of(member.id)}
              {...{ field, member, index, numbers, moments }}
              members={value}
              onChange={onChange}
              onRename={keys.rename}
            />
          ))}
        </ul>
      ) : null}
      <Combobox
        value={null}
        options={options}
        onChange={add}
        placeholder="Search"
        create={createActions(kinds, add)}
        trigger={
          <Button variant="ghost" size="sm" icon={Plus} className="self-start">
            Add member
          </Button>
        }
      />
    </div>
  )
}

function MemberRow({
  field,
  member,
  index,
  members,
  numbers,
  moments,
  onChange,
  onRename,
}: {
  readonly field: FieldDescriptor
  readonly member: Member
  readonly index: number
  readonly members: readonly Member[]
  readonly numbers: readonly FieldDescriptor[]
  readonly moments: readonly FieldDescriptor[]
  readonly onChange: (value: readonly Member[]) => void
  readonly onRename: (from: string, to: string) => void
}) {
  const change = (part: object) => onChange(members.with(index, { ...member, ...part }))
  const isSingle = numbers.length === 1
  const name = useRowName(member.id)
  return (
    <ListRow
      name={name}
      index={index}
      count={members.length}
      onMove={(to) => onChange(moved(members, index, to))}
      onRemove={() => onChange(members.toSpliced(index, 1))}
    >
      <div className={isSingle ? 'flex items-center gap-3' : ''}>
        <div className="min-w-0 flex-1">
          <RowReference
            id={member.id}
            kinds={field.refersTo ?? []}
            except={members.map(({ id }) => id)}
            bindable={field.bindable ?? false}
            onChange={(id) => {
              onRename(member.id, id)
              change({ id })
            }}
          />
        </div>
        <div className={isSingle ? 'w-[100px]' : 'mt-1 flex gap-2'}>
          {numbers.map((item) => (
            <label
              key={item.name}
              className={cx(
                'flex min-w-0 flex-1 text-label text-ink-faint',
                isSingle ? 'items-center gap-2' : 'flex-col',
              )}
            >
              {item.label}
              <NumberInput
                aria-label={`${item.label}: ${name}`}
                value={asNumber(member[item.name])}
                onChange={(next) => change({ [item.name]: next })}
                min={item.min}
                max={item.max}
                unit={item.unit}
              />
            </label>
          ))}
        </div>
      </div>
      {moments.map((item) => (
        <MemberMoment
          key={item.name}
          field={item}
          name={name}
          value={asText(member[item.name])}
          onChange={(next) => change({ [item.name]: next })}
        />
      ))}
    </ListRow>
  )
}

/** A moment few members have: a line that opens when it is wanted. */
function MemberMoment({
  field: { label, help },
  name,
  value,
  onChange,
}: {
  readonly field: FieldDescriptor
  readonly name: string
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}) {
  const [isWanted, setWanted] = useState(false)
  if (value === null && !isWanted) {
    return (
      <button
        type="button"
        title={help}
        aria-label={`${label} …: ${name}`}
        className="mt-1 rounded-control text-label text-ink-faint hover:text-ink"
        onClick={() => setWanted(true)}
      >
        {label} …
      </button>
    )
  }
  return (
    <label className="mt-1 flex flex-col text-label text-ink-faint" title={help}>
      {label}
      <InstantInput aria-label={`${label}: ${name}`} value={value} onChange={onChange} />
    </label>
  )
}

const asNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null)
