import { Plus } from 'lucide-react'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { Button } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { ListRow, moved } from './list-row.tsx'
import { createActions, useReferenceOptions } from './reference-picker.tsx'
import { useRowKeys } from './row-keys.ts'
import { RowReference, useRowName } from './row-reference.tsx'

export interface ReferenceListProps {
  readonly label: string
  readonly value: readonly string[]
  readonly kinds: readonly DocumentKind[]
  /** A setting of a step: elements can be variables of the call (M37). */
  readonly bindable?: boolean
  readonly onChange: (value: readonly string[]) => void
}

/** Documents in an order that can be changed. */
export function ReferenceList({ label, value, kinds, bindable = false, onChange }: ReferenceListProps) {
  const keys = useRowKeys()
  const options = useReferenceOptions(kinds, value)
  const add = (id: string | null) => id && onChange([...value, id])
  return (
    <div className="flex flex-col gap-1">
      {value.length > 0 ? (
        <ul aria-label={label} className="flex flex-col rounded-control border border-line-strong">
          {value.map((id, index) => (
            <ReferenceRow
              key={keys.of(id)}
              {...{ id, index, kinds, bindable }}
              ids={value}
              onChange={onChange}
              onRename={keys.rename}
            />
          ))}
        </ul>
      ) : null}
      <Combobox
        aria-label={`Add to ${label}`}
        value={null}
        options={options}
        onChange={add}
        placeholder="Search"
        create={createActions(kinds, add)}
        trigger={
          <Button variant="ghost" size="sm" icon={Plus} className="self-start">
            Add
          </Button>
        }
      />
    </div>
  )
}

function ReferenceRow({
  id,
  index,
  ids,
  kinds,
  bindable,
  onChange,
  onRename,
}: {
  readonly id: string
  readonly index: number
  readonly ids: readonly string[]
  readonly kinds: readonly DocumentKind[]
  readonly bindable: boolean
  readonly onChange: (value: readonly string[]) => void
  readonly onRename: (from: string, to: string) => void
}) {
  return (
    <ListRow
      name={useRowName(id)}
      index={index}
      count={ids.length}
      onMove={(to) => onChange(moved(ids, index, to))}
      onRemove={() => onChange(ids.toSpliced(index, 1))}
    >
      <RowReference
        id={id}
        kinds={kinds}
        except={ids}
        bindable={bindable}
        onChange={(next) => {
          onRename(id, next)
          onChange(ids.with(index, next))
        }}
      />
    </ListRow>
  )
}
