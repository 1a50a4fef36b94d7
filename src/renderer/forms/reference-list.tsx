import { Plus } from 'lucide-react'
import type { DocumentKind } from '../../callflow/design/kind.ts'
import { Button } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { DocumentName } from './document-name.tsx'
import { ListRow, moved } from './list-row.tsx'
import { createActions, useReferenceOptions } from './reference-picker.tsx'

export interface ReferenceListProps {
  readonly label: string
  readonly value: readonly string[]
  readonly kinds: readonly DocumentKind[]
  readonly onChange: (value: readonly string[]) => void
}

/** Documents in an order that can be changed. */
export function ReferenceList({ label, value, kinds, onChange }: ReferenceListProps) {
  const options = useReferenceOptions(kinds, value)
  const add = (id: string | null) => id && onChange([...value, id])
  return (
    <div className="flex flex-col gap-1">
      {value.length > 0 ? (
        <ul aria-label={label} className="flex flex-col rounded-control border border-line-strong">
          {value.map((id, index) => (
            <ListRow
              key={id}
              index={index}
              count={value.length}
              onMove={(to) => onChange(moved(value, index, to))}
              onRemove={() => onChange(value.filter((other) => other !== id))}
            >
              <DocumentName id={id} />
            </ListRow>
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
