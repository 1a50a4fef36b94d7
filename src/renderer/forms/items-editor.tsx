import { Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { FieldDescriptor } from '../../callflow/design/describe.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { SearchInput } from '../ui/text-input.tsx'
import { expressionProblem } from './expression-problem.ts'
import { ListRow, moved } from './list-row.tsx'

type Item = Readonly<Record<string, unknown>>

export interface ItemsEditorProps {
  readonly field: FieldDescriptor
  readonly value: readonly Item[]
  readonly onChange: (value: readonly Item[]) => void
  /** Draws one field of an entry. */
  readonly renderField: (props: EntryField) => ReactNode
}

export interface EntryField {
  readonly field: FieldDescriptor
  readonly label: string
  readonly value: unknown
  readonly error: string | undefined
  readonly onChange: (value: unknown) => void
}

const MOST_SHOWN = 100
const SEARCH_FROM = 15

/** A list whose entries have fields of their own: people of a directory, numbers with a name. */
export function ItemsEditor({ field, value, onChange, renderField }: ItemsEditorProps) {
  const [typed, setTyped] = useState('')
  const fields = field.itemFields ?? []
  const found = value.map((item, index) => ({ item, index })).filter(({ item }) => contains(item, typed))
  const set = (index: number, name: string, next: unknown) =>
    onChange(value.map((item, at) => (at === index ? { ...item, [name]: next } : item)))
  return (
    <div className="flex flex-col gap-1">
      {value.length > SEARCH_FROM ? (
        <SearchInput label={`Search ${value.length} entries`} value={typed} onChange={setTyped} />
      ) : null}
      {found.length > 0 ? (
        <ul aria-label={field.label} className="flex flex-col rounded-control border border-line-strong">
          {found.slice(0, MOST_SHOWN).map(({ item, index }) => (
            // Entries have no id of their own.
            <ListRow
              key={index}
              name={nameOf(item, index)}
              index={index}
              count={value.length}
              {...(typed === '' ? { onMove: (to: number) => onChange(moved(value, index, to)) } : {})}
              onRemove={() => onChange(value.toSpliced(index, 1))}
            >
              <div className="grid grid-cols-2 items-end gap-2 py-1">
                {fields.map((each) => (
                  <div key={each.name} className={cx('min-w-0', each.control === 'reference' && 'col-span-2')}>
                    {renderField({
                      field: each,
                      label: wordsOf(each),
                      value: item[each.name],
                      error: expressionProblem(isExpression(item, each) ? { control: 'regex' } : each, item[each.name]),
                      onChange: (next) => set(index, each.name, next),
                    })}
                  </div>
                ))}
              </div>
            </ListRow>
          ))}
        </ul>
      ) : null}
      {found.length > MOST_SHOWN ? (
        <p className="text-small text-ink-faint">{found.length - MOST_SHOWN} more: search to find them.</p>
      ) : null}
      <Button
        variant="ghost"
        size="sm"
        icon={Plus}
        className="self-start"
        onClick={() => onChange([...value, Object.fromEntries(fields.map((each) => [each.name, emptyOf(each)]))])}
      >
        Add
      </Button>
    </div>
  )
}

/** Entries of a number list say what their value is (M38). */
const isExpression = (item: Item, { name }: FieldDescriptor) => name === 'value' && item['match'] === 'regex'

/** The first text of an entry tells it from others. */
const nameOf = (item: Item, index: number): string =>
  Object.values(item).find((each): each is string => typeof each === 'string' && each !== '') ?? `entry ${index + 1}`

/** Fields of entries may come without a label of their own. */
function wordsOf({ label, name }: FieldDescriptor): string {
  return label === name ? name.charAt(0).toUpperCase() + name.slice(1) : label
}

function emptyOf(field: FieldDescriptor): unknown {
  if (field.default !== undefined) return field.default
  if (field.nullable) return null
  return field.type === 'boolean' ? false : field.type === 'string' ? '' : 0
}

function contains(item: Item, typed: string): boolean {
  const text = typed.toLowerCase()
  return (
    Object.values(item).some((value) => typeof value === 'string' && value.toLowerCase().includes(text)) || text === ''
  )
}
